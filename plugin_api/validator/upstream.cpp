#include "upstream.hpp"

#include <netinet/in.h>
#include <stdexcept>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

namespace autoheal::validator {

Upstream& Upstream::start() { return *new Upstream; }

Upstream::Upstream() : listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  if (listener_ < 0 || ::bind(listener_, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
      ::listen(listener_, 64) != 0 || ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) != 0)
    throw std::runtime_error("no upstream can be set up on loopback");
  port_ = ntohs(address.sin_port);
  std::thread([this] { accept_all(); }).detach();  // the process ends without it
}

void Upstream::set(Mode mode, std::string reply) {
  const std::lock_guard lock(mutex_);
  mode_ = mode;
  reply_ = std::move(reply);
  requests_.clear();
}

void Upstream::stop_listening() { ::shutdown(listener_, SHUT_RDWR), ::close(listener_); }

std::size_t Upstream::request_count() const {
  const std::lock_guard lock(mutex_);
  return requests_.size();
}

std::vector<std::string> Upstream::requests() const {
  const std::lock_guard lock(mutex_);
  return requests_;
}

void Upstream::accept_all() {
  for (;;) {
    const int connection = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (connection < 0) return;
    std::thread([this, connection] {
      serve(connection);
      ::close(connection);
    }).detach();
  }
}

void Upstream::serve(int connection) {
  std::string head;
  for (;;) {
    char buffer[4096];
    const ssize_t size = ::recv(connection, buffer, sizeof buffer, 0);
    if (size <= 0) return;
    head.append(buffer, static_cast<std::size_t>(size));
    const std::size_t end = head.find("\r\n\r\n");
    if (end == std::string::npos) continue;
    Mode mode;
    std::string reply;
    {
      const std::lock_guard lock(mutex_);
      requests_.push_back(head.substr(0, end));
      mode = mode_;
      reply = reply_;
    }
    head.erase(0, end + 4);
    const std::string chunked =
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n";
    switch (mode) {
      case Mode::hang:
        continue;  // until the other side gives up
      case Mode::hang_body:
        send_all(connection, chunked + "5\r\n{\"a\":\r\n");
        continue;
      case Mode::answer:
        send_all(connection, reply);
        continue;
      case Mode::cut: {
        send_all(connection, reply);
        const linger now{1, 0};
        ::setsockopt(connection, SOL_SOCKET, SO_LINGER, &now, sizeof now);
        return;
      }
      case Mode::endless: {
        const std::string chunk = "1000\r\n" + std::string(0x1000, ' ') + "\r\n";
        if (!send_all(connection, chunked)) return;
        while (send_all(connection, chunk)) {
        }
        return;
      }
      case Mode::hundred_mib: {
        constexpr std::size_t kSize = 100u << 20;
        const std::string block(1 << 16, 'x');
        if (!send_all(connection, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " +
                                      std::to_string(kSize) + "\r\n\r\n{\"a\":\""))
          return;
        for (std::size_t sent = 6; sent < kSize; sent += block.size())
          if (!send_all(connection, block)) return;
        return;
      }
    }
  }
}

bool Upstream::send_all(int connection, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(connection, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

std::string make_reply(int status, std::string_view body, std::string_view more_headers) {
  return "HTTP/1.1 " + std::to_string(status) +
         " X\r\nContent-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" +
         std::string(more_headers) + "\r\n" + std::string(body);
}

}  // namespace autoheal::validator
