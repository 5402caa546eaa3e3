#include "support/raw_http.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <cstdlib>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace autoheal::test {
namespace {

std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return out;
}

}  // namespace

std::string RawResponse::header(std::string_view name) const {
  const auto wanted = "\r\n" + lower(name) + ":";
  const auto at = lower(head).find(wanted);
  if (at == std::string::npos) return {};
  auto value = head.substr(at + wanted.size());
  value = value.substr(0, value.find("\r\n"));
  return value.substr(std::min(value.size(), value.find_first_not_of(' ')));
}

RawClient::RawClient(std::uint16_t port) {
  fd_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    close();
    return;
  }
  const int on = 1;
  ::setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  const timeval patience{kPatience.count(), 0};
  ::setsockopt(fd_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
}

RawClient::~RawClient() { close(); }
RawClient::RawClient(RawClient&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)), buffer_(std::move(other.buffer_)) {}

void RawClient::close() {
  if (fd_ >= 0) ::close(fd_);
  fd_ = -1;
}

bool RawClient::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

void RawClient::half_close() { ::shutdown(fd_, SHUT_WR); }

bool RawClient::fill() {
  if (fd_ < 0) return false;
  pollfd waiting{fd_, POLLIN, 0};
  const auto patience = std::chrono::duration_cast<std::chrono::milliseconds>(kPatience);
  if (::poll(&waiting, 1, static_cast<int>(patience.count())) <= 0) return false;
  char chunk[65536];
  const auto got = ::recv(fd_, chunk, sizeof chunk, 0);
  if (got <= 0) return false;
  buffer_.append(chunk, static_cast<std::size_t>(got));
  return true;
}

std::string RawClient::read_until(std::string_view needle) {
  while (buffer_.find(needle) == std::string::npos) {
    if (!fill()) break;
  }
  return std::exchange(buffer_, {});
}

bool RawClient::closes_silently() {
  pollfd waiting{fd_, POLLIN, 0};
  const auto patience = std::chrono::duration_cast<std::chrono::milliseconds>(kPatience);
  if (!buffer_.empty() || ::poll(&waiting, 1, static_cast<int>(patience.count())) <= 0) return false;
  char byte = 0;
  return ::recv(fd_, &byte, 1, 0) <= 0;
}

RawResponse RawClient::read_response(bool head_only) {
  RawResponse response;
  std::size_t end = 0;
  while ((end = buffer_.find("\r\n\r\n")) == std::string::npos) {
    if (!fill()) return response;
  }
  response.head = buffer_.substr(0, end + 2);
  buffer_.erase(0, end + 4);
  if (response.head.size() > 12) response.status = std::atoi(response.head.c_str() + 9);
  if (head_only || response.status == 204 || response.status == 304) return response;
  if (response.status == 100) return response;
  const auto length_text = response.header("content-length");
  if (!length_text.empty()) {
    const auto length = static_cast<std::size_t>(std::strtoul(length_text.c_str(), nullptr, 10));
    while (buffer_.size() < length && fill()) {
    }
    response.body = buffer_.substr(0, length);
    buffer_.erase(0, length);
    return response;
  }
  while (fill()) {
  }
  response.body = std::exchange(buffer_, {});
  return response;
}

RawResponse send_raw(std::uint16_t port, std::string_view bytes) { return RawClient(port).request(bytes); }

std::string post(std::string_view target, std::string_view body, std::string_view header_lines) {
  std::string request = "POST ";
  request.append(target).append(" HTTP/1.1\r\nHost: localhost\r\nContent-Length: ");
  request.append(std::to_string(body.size())).append("\r\n").append(header_lines).append("\r\n").append(body);
  return request;
}

std::string get(std::string_view target, std::string_view header_lines) {
  std::string request = "GET ";
  return request.append(target).append(" HTTP/1.1\r\nHost: localhost\r\n").append(header_lines).append("\r\n");
}

}  // namespace autoheal::test
