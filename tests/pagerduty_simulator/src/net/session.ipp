// One connection of the server. Included by reactor.cpp alone.
#pragma once

#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <memory>

#include "net/reactor.hpp"

namespace simulator {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;

class Session : public std::enable_shared_from_this<Session> {
 public:
  // `latency_ms` is the time from a request to its reply; the work on the reply is part of it, as one thread stands in
  // for many servers here. It is read anew for every request: it can be changed while connections are open.
  Session(asio::ip::tcp::socket socket, const Reactor::Handler& handler, const int& latency_ms)
      : stream_(std::move(socket)), timer_(stream_.get_executor()), handler_(handler), latency_ms_(latency_ms) {
    beast::error_code ignored;
    stream_.socket().set_option(asio::ip::tcp::no_delay(true), ignored);
  }

  void start() { read(); }

 private:
  using Clock = std::chrono::steady_clock;

  static constexpr std::uint64_t kBodyLimit = 8 * 1024 * 1024;

  void read() {
    parser_.emplace();
    parser_->body_limit(kBodyLimit);
    stream_.expires_after(std::chrono::minutes(5));
    http::async_read(stream_, buffer_, *parser_, [self = shared_from_this()](beast::error_code error, std::size_t) {
      if (error) return;
      self->due_ = Clock::now() + std::chrono::milliseconds(self->latency_ms_);
      self->handle();
    });
  }

  void wait(Clock::time_point until, std::function<void()> next) {
    if (until <= Clock::now()) return next();
    stream_.expires_never();
    timer_.expires_at(until);
    timer_.async_wait([next = std::move(next)](beast::error_code error) {
      if (!error) next();
    });
  }

  void handle() {
    auto message = parser_->release();
    keep_alive_ = message.keep_alive();
    head_ = message.method() == http::verb::head;
    version_ = message.version();
    Request request;
    request.method = std::string(message.method_string());
    const std::string_view target(message.target().data(), message.target().size());
    const std::size_t mark = std::min(target.find('?'), target.size());
    request.path = decode_percent(target.substr(0, mark), false);
    if (mark < target.size()) request.query = std::string(target.substr(mark + 1));
    for (const auto& field : message) {
      request.headers.emplace_back(std::string(field.name_string()), std::string(field.value()));
    }
    request.body = std::move(message.body());
    handler_(std::move(request), [self = shared_from_this()](Response response) { self->send(std::move(response)); });
  }

  void send(Response response) {
    const auto due = due_ + std::chrono::milliseconds(response.wire.delay_ms);
    wait(due,
         [self = shared_from_this(), response = std::move(response)]() mutable { self->write(std::move(response)); });
  }

  void write(Response response) {
    if (response.wire.reset) return reset();
    out_ = {};
    out_.version(version_);
    out_.result(static_cast<unsigned>(response.status));
    for (const auto& [name, value] : response.headers) out_.insert(name, value);
    out_.body() = std::move(response.body);
    out_.keep_alive(keep_alive_ && !response.wire.truncate_after);
    if (response.wire.chunked) {
      out_.chunked(true);
    } else if (response.status != 204) {
      out_.content_length(out_.body().size());
    }
    if (response.wire.truncate_after) return write_truncated(*response.wire.truncate_after);
    stream_.expires_after(std::chrono::minutes(1));
    http::async_write(stream_, out_, [self = shared_from_this()](beast::error_code error, std::size_t) {
      if (error) return;
      if (self->out_.keep_alive()) {
        self->read();
      } else {
        self->close();
      }
    });
  }

  // The head promises the whole body; the connection ends in the middle of it.
  void write_truncated(std::size_t bytes) {
    std::ostringstream text;
    text << out_.base() << std::string_view(out_.body()).substr(0, bytes);
    raw_ = text.str();
    asio::async_write(stream_, asio::buffer(raw_),
                      [self = shared_from_this()](beast::error_code, std::size_t) { self->close(); });
  }

  void reset() {
    beast::error_code ignored;
    stream_.socket().set_option(asio::socket_base::linger(true, 0), ignored);
    stream_.socket().close(ignored);
  }

  void close() {
    beast::error_code ignored;
    stream_.socket().shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
  }

  beast::tcp_stream stream_;
  asio::steady_timer timer_;
  const Reactor::Handler& handler_;
  const int& latency_ms_;
  Clock::time_point due_;  // when the reply may go out
  beast::flat_buffer buffer_;
  std::optional<http::request_parser<http::string_body>> parser_;
  http::response<http::string_body> out_;
  std::string raw_;
  bool keep_alive_ = true;
  bool head_ = false;
  unsigned version_ = 11;
};

}  // namespace simulator
