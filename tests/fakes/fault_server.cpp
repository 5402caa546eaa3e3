#include "fakes/fault_server.hpp"

#include "fakes/tls_context.hpp"

#include <arpa/inet.h>
#include <csignal>
#include <netinet/in.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <stdexcept>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

namespace autoheal::test {
namespace {

struct Listener {
  int fd;
  int port;
};

Listener listen_on_loopback(bool accepting) {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  if (fd < 0 || ::bind(fd, reinterpret_cast<const sockaddr*>(&address), size) != 0 ||
      (accepting && ::listen(fd, 64) != 0) || ::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
    throw std::runtime_error("no listener on loopback");
  }
  return {fd, ntohs(address.sin_port)};
}

SSL* ssl(void* tls) { return static_cast<SSL*>(tls); }

}  // namespace

bool Peer::wait(short events, int timeout_ms) const {
  pollfd fds[2] = {{fd_, events, 0}, {stop_fd_, POLLIN, 0}};
  return ::poll(fds, 2, timeout_ms) > 0 && fds[1].revents == 0;
}

long Peer::read_some(char* data, std::size_t size) {
  const bool buffered = tls_ != nullptr && SSL_pending(ssl(tls_)) > 0;
  if (fd_ < 0 || (!buffered && !wait(POLLIN, -1))) return 0;
  return tls_ != nullptr ? SSL_read(ssl(tls_), data, static_cast<int>(size)) : ::recv(fd_, data, size, 0);
}

std::string Peer::read_request() {
  char chunk[4096];
  for (;;) {
    const std::size_t end = buffer_.find("\r\n\r\n");
    if (end != std::string::npos) {
      std::string request = buffer_.substr(0, end + 4);
      buffer_.erase(0, end + 4);
      requests_->fetch_add(1);
      return request;
    }
    const long count = read_some(chunk, sizeof chunk);
    if (count <= 0) return {};
    buffer_.append(chunk, static_cast<std::size_t>(count));
  }
}

bool Peer::send(std::string_view bytes) {
  while (!bytes.empty()) {
    if (fd_ < 0 || !wait(POLLOUT, -1)) return false;
    const std::size_t part = std::min(bytes.size(), std::size_t{16'384});
    const long count = tls_ != nullptr ? SSL_write(ssl(tls_), bytes.data(), static_cast<int>(part))
                                       : ::send(fd_, bytes.data(), part, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (count <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

// The pause is part of the fault: a sender that drips.
void Peer::send_slowly(std::string_view bytes, int ms_each) {
  for (const char c : bytes) {
    if (!send({&c, 1})) return;
    pollfd stop{stop_fd_, POLLIN, 0};
    if (::poll(&stop, 1, ms_each) > 0) return;
  }
}

void Peer::stall() {
  char chunk[4096];
  while (read_some(chunk, sizeof chunk) > 0) {
  }
}

void Peer::reset() {
  const linger now{1, 0};
  ::setsockopt(fd_, SOL_SOCKET, SO_LINGER, &now, sizeof now);
  cut();
}

void Peer::cut() {
  if (tls_ != nullptr) SSL_set_quiet_shutdown(ssl(tls_), 1);
  close();
}

void Peer::close() {
  if (fd_ < 0) return;
  if (tls_ != nullptr) {
    SSL_shutdown(ssl(tls_));
    SSL_free(ssl(tls_));
    tls_ = nullptr;
  }
  ::close(fd_);
  fd_ = -1;
}

FaultServer::FaultServer(Script script, const TlsContext* tls) : script_(std::move(script)), tls_(tls) {
  std::signal(SIGPIPE, SIG_IGN);  // OpenSSL writes without MSG_NOSIGNAL
  const Listener listener = listen_on_loopback(true);
  listener_ = listener.fd;
  port_ = listener.port;
  stop_fd_ = ::eventfd(0, EFD_CLOEXEC);
  acceptor_ = std::thread([this] { accept_all(); });
}

FaultServer::~FaultServer() {
  const std::uint64_t one = 1;
  [[maybe_unused]] const auto written = ::write(stop_fd_, &one, sizeof one);
  acceptor_.join();
  for (std::thread& script : scripts_) script.join();
  ::close(listener_);
  ::close(stop_fd_);
}

std::string FaultServer::origin() const {
  return (tls_ != nullptr ? "https://127.0.0.1:" : "http://127.0.0.1:") + std::to_string(port_);
}

void FaultServer::accept_all() {
  for (;;) {
    pollfd fds[2] = {{listener_, POLLIN, 0}, {stop_fd_, POLLIN, 0}};
    ::poll(fds, 2, -1);
    if (fds[1].revents != 0) return;
    const int fd = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (fd < 0) {
      ::poll(nullptr, 0, 1);  // no descriptors left: not in a circle
      continue;
    }
    const int number = connections_.fetch_add(1);
    scripts_.emplace_back([this, fd, number] {
      Peer peer(fd, number, stop_fd_);
      peer.requests_ = &requests_;
      if (tls_ != nullptr) {
        peer.tls_ = SSL_new(tls_->get());
        SSL_set_fd(ssl(peer.tls_), fd);
        if (!peer.wait(POLLIN, -1) || SSL_accept(ssl(peer.tls_)) != 1) return peer.cut();
      }
      script_(peer);
      peer.close();
    });
  }
}

int closed_port() {
  const Listener listener = listen_on_loopback(false);
  ::close(listener.fd);
  return listener.port;
}

}  // namespace autoheal::test
