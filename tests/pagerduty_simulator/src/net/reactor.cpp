// The only unit that compiles Boost.Asio and Boost.Beast: it costs half a gigabyte and half a minute.
#include "net/reactor.hpp"

#include "net/fetch.ipp"
#include "net/session.ipp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <map>
#include <stdexcept>

namespace simulator {

struct Reactor::Impl {
  asio::io_context context{1};
  asio::signal_set signals{context, SIGINT, SIGTERM};
  std::vector<std::unique_ptr<asio::ip::tcp::acceptor>> acceptors;
  std::map<std::string, std::unique_ptr<asio::steady_timer>> timers;
  int latency_ms = 0;

  void accept(asio::ip::tcp::acceptor& acceptor, const std::shared_ptr<Handler>& handler) {
    acceptor.async_accept([this, &acceptor, handler](beast::error_code error, asio::ip::tcp::socket socket) {
      if (error == asio::error::operation_aborted) return;
      if (!error) std::make_shared<Session>(std::move(socket), *handler, latency_ms)->start();
      accept(acceptor, handler);
    });
  }
};

Reactor::Reactor() : impl_(std::make_unique<Impl>()) {
  impl_->signals.async_wait([this](beast::error_code error, int) {
    if (!error) impl_->context.stop();
  });
}

Reactor::~Reactor() = default;

std::uint16_t Reactor::listen(const std::string& address, std::uint16_t port, Handler handler) {
  beast::error_code error;
  const asio::ip::tcp::endpoint endpoint(asio::ip::make_address(address, error), port);
  if (error) throw std::runtime_error("not an IP address: " + address);
  auto acceptor = std::make_unique<asio::ip::tcp::acceptor>(impl_->context);
  acceptor->open(endpoint.protocol());
  acceptor->set_option(asio::socket_base::reuse_address(true));
  acceptor->bind(endpoint, error);
  if (!error) acceptor->listen(asio::socket_base::max_listen_connections, error);
  if (error)
    throw std::runtime_error("cannot listen on " + address + ":" + std::to_string(port) + ": " + error.message());
  const std::uint16_t bound = acceptor->local_endpoint().port();
  impl_->acceptors.push_back(std::move(acceptor));
  impl_->accept(*impl_->acceptors.back(), std::make_shared<Handler>(std::move(handler)));
  return bound;
}

void Reactor::set_latency(int milliseconds) { impl_->latency_ms = milliseconds; }

int Reactor::latency() const { return impl_->latency_ms; }

void Reactor::run() { impl_->context.run(); }

void Reactor::stop() { impl_->context.stop(); }

void Reactor::schedule(const std::string& slot, std::int64_t delay_ms, std::function<void()> action) {
  auto& timer = impl_->timers[slot];
  if (!timer) timer = std::make_unique<asio::steady_timer>(impl_->context);
  timer->cancel();
  if (delay_ms < 0) return;
  timer->expires_after(std::chrono::milliseconds(delay_ms));
  timer->async_wait([action = std::move(action)](beast::error_code error) {
    if (!error) action();
  });
}

void Reactor::fetch(const OutgoingRequest& request, std::function<void(OutgoingResult)> done) {
  std::make_shared<Fetch>(impl_->context, request, std::move(done))->start();
}

}  // namespace simulator
