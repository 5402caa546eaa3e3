#include "receiver.hpp"

#include <algorithm>
#include <cctype>
#include <netinet/in.h>
#include <sstream>
#include <sys/socket.h>
#include <unistd.h>

namespace simulator_test {

Receiver::Receiver() {
  listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  bind(listener_, reinterpret_cast<sockaddr*>(&address), sizeof address);
  listen(listener_, 64);
  socklen_t size = sizeof address;
  getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
  port_ = ntohs(address.sin_port);
  thread_ = std::thread([this] { serve(); });
}

Receiver::~Receiver() {
  shutdown(listener_, SHUT_RDWR);
  thread_.join();
  close(listener_);
}

void Receiver::answer_with(std::vector<int> statuses) {
  const std::lock_guard lock(mutex_);
  statuses_.assign(statuses.begin(), statuses.end());
}

std::vector<Received> Receiver::received() const {
  const std::lock_guard lock(mutex_);
  return received_;
}

int Receiver::next_status() {
  const std::lock_guard lock(mutex_);
  if (statuses_.empty()) return 202;
  const int status = statuses_.front();
  statuses_.pop_front();
  return status;
}

void Receiver::serve() {
  for (;;) {
    const int connection = accept(listener_, nullptr, nullptr);
    if (connection < 0) return;
    handle(connection);
    close(connection);
  }
}

void Receiver::handle(int connection) {
  std::string bytes;
  char buffer[8192];
  std::size_t head_end = std::string::npos;
  std::size_t wanted = 0;
  Received request;
  while (head_end == std::string::npos || bytes.size() < head_end + 4 + wanted) {
    const ssize_t n = read(connection, buffer, sizeof buffer);
    if (n <= 0) return;
    bytes.append(buffer, static_cast<std::size_t>(n));
    if (head_end != std::string::npos) continue;
    head_end = bytes.find("\r\n\r\n");
    if (head_end == std::string::npos) continue;
    std::istringstream head(bytes.substr(0, head_end));
    std::string line;
    std::getline(head, line);
    request.path = line.substr(line.find(' ') + 1, line.rfind(' ') - line.find(' ') - 1);
    while (std::getline(head, line)) {
      if (!line.empty() && line.back() == '\r') line.pop_back();
      const std::size_t colon = line.find(':');
      std::string name = line.substr(0, colon);
      request.header_names.push_back(name);
      std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return std::tolower(c); });
      request.headers[name] = line.substr(colon + 2);
    }
    wanted = std::stoul(request.headers.at("content-length"));
  }
  request.body = bytes.substr(head_end + 4);
  {
    const std::lock_guard lock(mutex_);
    received_.push_back(request);
  }
  const int status = next_status();
  if (status == 0) return;
  if (status < 0) {
    while (read(connection, buffer, sizeof buffer) > 0) {
    }
    return;
  }
  const std::string answer = "HTTP/1.1 " + std::to_string(status) + " X\r\ncontent-length: 0\r\n\r\n";
  [[maybe_unused]] const ssize_t n = write(connection, answer.data(), answer.size());
}

}  // namespace simulator_test
