// One outgoing request on a connection of its own. Included by reactor.cpp alone.
#pragma once

#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <memory>

#include "net/url.hpp"

namespace simulator {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;

class Fetch : public std::enable_shared_from_this<Fetch> {
 public:
  Fetch(asio::io_context& context, const OutgoingRequest& request, std::function<void(OutgoingResult)> done)
      : resolver_(context), stream_(context), timeout_(request.timeout_ms), done_(std::move(done)) {
    const auto url = parse_url(request.url);
    if (!url || url->scheme != "http") {
      early_error_ = "only http:// addresses can be reached from here";
      return;
    }
    host_ = url->host;
    port_ = url->port;
    // Header by header, in the order and with the names given: the receiver may look at the raw bytes.
    out_ = request.method + " " + url->target + " HTTP/1.1\r\nhost: " + url->host_header + "\r\n";
    out_ += "content-length: " + std::to_string(request.body.size()) + "\r\n";
    for (const auto& [name, value] : request.headers) out_ += name + ": " + value + "\r\n";
    if (!url->basic_credentials.empty()) out_ += "authorization: Basic " + url->basic_credentials + "\r\n";
    out_ += "connection: close\r\n\r\n" + request.body;
  }

  void start() {
    if (!early_error_.empty()) {
      return asio::post(stream_.get_executor(), [self = shared_from_this()] { self->finish(self->early_error_); });
    }
    stream_.expires_after(timeout_);
    resolver_.async_resolve(host_, port_, [self = shared_from_this()](beast::error_code error, auto endpoints) {
      if (error) return self->finish(error.message());
      self->stream_.async_connect(endpoints, [self](beast::error_code error2, const auto&) {
        if (error2) return self->finish(self->explain(error2));
        self->write();
      });
    });
  }

 private:
  void write() {
    asio::async_write(stream_, asio::buffer(out_), [self = shared_from_this()](beast::error_code error, std::size_t) {
      // A receiver may answer before it has read everything; its answer counts.
      if (error == beast::error::timeout) return self->finish("timeout");
      self->read();
    });
  }

  void read() {
    parser_.body_limit(1024 * 1024);
    http::async_read(stream_, buffer_, parser_, [self = shared_from_this()](beast::error_code error, std::size_t) {
      self->finish(error ? self->explain(error) : std::string());
    });
  }

  static std::string explain(beast::error_code error) {
    return error == beast::error::timeout ? "timeout" : error.message();
  }

  void finish(const std::string& error) {
    OutgoingResult result;
    result.error = error;
    if (error.empty()) {
      result.status = static_cast<int>(parser_.get().result_int());
      result.body = parser_.get().body();
    }
    beast::error_code ignored;
    stream_.socket().shutdown(asio::ip::tcp::socket::shutdown_both, ignored);
    stream_.close();
    if (done_) std::exchange(done_, nullptr)(std::move(result));
  }

  asio::ip::tcp::resolver resolver_;
  beast::tcp_stream stream_;
  std::chrono::milliseconds timeout_;
  std::function<void(OutgoingResult)> done_;
  std::string host_;
  std::string port_;
  std::string out_;
  std::string early_error_;
  beast::flat_buffer buffer_;
  http::response_parser<http::string_body> parser_;
};

}  // namespace simulator
