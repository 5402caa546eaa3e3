#include "http/connection.hpp"

#include "http/exchange.hpp"
#include "http/raw_head.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <cerrno>
#include <sys/socket.h>
#include <utility>

namespace autoheal::host::http {
namespace {

namespace asio = boost::asio;
namespace beast_http = boost::beast::http;
using tcp = asio::ip::tcp;
using boost::system::error_code;

constexpr std::size_t kMostEmptyLines = 16;  // before a request
constexpr std::size_t kLingerBytes = 4 * 1024 * 1024;
constexpr std::chrono::milliseconds kLingerTime{1'000};

}  // namespace

Connection::Connection(std::shared_ptr<Shared> shared, tcp::socket socket)
    : shared_(std::move(shared)), socket_(std::move(socket)), timer_(shared_->io) {
  on_chunk_ = [this](std::uint64_t size, boost::beast::string_view, error_code&) { overhead_.count_chunk(size); };
}

void Connection::start() {
  error_code ignored;
  socket_.set_option(tcp::no_delay(true), ignored);
  const auto remote = socket_.remote_endpoint(ignored);
  if (!ignored) peer_ = remote.address().to_string();
  wait_for_request();
}

void Connection::close() {
  if (state_ == State::closed) return;
  state_ = State::closed;
  stop_.request_stop();
  if (stream_) stream_->end();  // whoever writes to it learns so
  error_code ignored;
  timer_.cancel(ignored);
  socket_.close(ignored);
  const auto self = shared_from_this();
  shared_->connections.erase(self);
  --shared_->count;
  const std::scoped_lock lock(shared_->mutex);
  shared_->all_closed.notify_all();
}

void Connection::answer(std::uint64_t request_number, const Response& response) {
  if (state_ != State::handling || request_number != request_number_) return;
  write_response(response);
}

void Connection::arm(std::chrono::milliseconds timeout) {
  timer_.expires_after(timeout);
  timer_.async_wait([self = shared_from_this()](error_code error) {
    if (!error && self->timer_.expiry() <= std::chrono::steady_clock::now()) self->close();  // silently: see the header
  });
}

void Connection::wait_for_request() {
  empty_lines_ = 0;
  if (!input_.empty()) return read_head();
  state_ = State::idle;
  arm(shared_->options.idle_timeout);
  socket_.async_wait(tcp::socket::wait_read, [self = shared_from_this()](error_code error) {
    if (self->state_ == State::closed) return;
    if (error) return self->close();
    self->read_head();
  });
}

void Connection::read_head() {
  state_ = State::reading;
  http_1_0_ = false;
  head_only_ = false;
  arm(shared_->options.header_timeout);
  std::size_t blank = 0;  // stray empty lines before a request are allowed, a few
  while (std::string_view(input_).substr(blank).starts_with("\r\n")) blank += 2;
  input_.erase(0, blank);
  empty_lines_ += blank / 2;
  if (empty_lines_ > kMostEmptyLines) return refuse(400);
  asio::async_read_until(socket_, asio::dynamic_buffer(input_, shared_->options.max_header_bytes), "\r\n\r\n",
                         [self = shared_from_this()](error_code error, std::size_t length) {
                           if (self->state_ == State::closed) return;
                           if (error == asio::error::not_found) return self->refuse(431);
                           if (error) return self->close();
                           self->parse_head(length);
                         });
}

void Connection::parse_head(std::size_t length) {
  if (input_.starts_with("\r\n")) return read_head();
  if (!is_unambiguous(std::string_view(input_).substr(0, length))) return refuse(400);
  if (input_.substr(0, input_.find("\r\n")).size() > shared_->options.max_target_bytes + 32) return refuse(414);
  parser_.emplace();
  parser_->header_limit(static_cast<std::uint32_t>(shared_->options.max_header_bytes));
  parser_->body_limit(shared_->options.max_body_bytes);
  error_code error;
  const auto used = parser_->put(asio::buffer(input_.data(), length), error);
  if (error == beast_http::error::need_more) error = {};
  if (error == beast_http::error::body_limit) return refuse(413);
  if (error || !parser_->is_header_done()) return refuse(400);
  headers_ = split_headers(std::string_view(input_).substr(0, length));
  input_.erase(0, used);
  if (!accept_framing()) return refuse(400);
  const auto expect = parser_->get()[beast_http::field::expect];
  if (!expect.empty() && !equals_ignore_case({expect.data(), expect.size()}, "100-continue")) return refuse(417);
  last_request_ = !parser_->get().keep_alive();  // now: a trailer has no say in it
  overhead_ = {};
  parser_->on_chunk_header(on_chunk_);
  parser_->eager(true);
  arm(shared_->options.body_timeout);
  if (expect.empty() || parser_->is_done() || !input_.empty()) return parse_body();
  asio::async_write(socket_, asio::buffer("HTTP/1.1 100 Continue\r\n\r\n", 25),
                    [self = shared_from_this()](error_code failed, std::size_t) {
                      if (self->state_ == State::closed) return;
                      if (failed) return self->close();
                      self->parse_body();
                    });
}

// One Host, one length, at most one transfer encoding, and that is chunked.
bool Connection::accept_framing() const {
  const auto& message = parser_->get();
  const bool http_1_0 = message.version() == 10;
  if (message.version() != 11 && !http_1_0) return false;
  const auto hosts = message.count(beast_http::field::host);
  if (hosts > 1 || (hosts == 0 && !http_1_0)) return false;
  const auto lengths = message.count(beast_http::field::content_length);
  const auto encodings = message.count(beast_http::field::transfer_encoding);
  if (lengths > 1 || encodings > 1 || (lengths > 0 && encodings > 0)) return false;
  const auto length = message[beast_http::field::content_length];
  if (length.find_first_not_of("0123456789") != length.npos) return false;  // a list, which the parser lets pass
  if (encodings == 0) return true;
  const auto encoding = message[beast_http::field::transfer_encoding];
  return !http_1_0 && equals_ignore_case({encoding.data(), encoding.size()}, "chunked");
}

void Connection::parse_body() {
  while (!parser_->is_done() && !input_.empty()) {
    error_code error;
    const auto used = parser_->put(asio::buffer(input_), error);
    input_.erase(0, used);
    overhead_.count_taken(used);
    if (error == beast_http::error::body_limit) return refuse(413);
    if (error && error != beast_http::error::need_more) return refuse(400);
    if (has_too_much_framing()) return refuse(431);
    if (error || used == 0) break;
  }
  if (parser_->is_done()) return dispatch();
  socket_.async_read_some(asio::buffer(chunk_), [self = shared_from_this()](error_code error, std::size_t bytes) {
    if (self->state_ == State::closed) return;
    if (error) return self->close();
    self->input_.append(self->chunk_.data(), bytes);
    self->parse_body();
  });
}

// Bytes left over belong to this body as long as it is not done, to the next request afterwards.
bool Connection::has_too_much_framing() const {
  return parser_->chunked() && overhead_.exceeds(shared_->options.max_chunk_overhead_bytes,
                                                 parser_->get().body().size(), parser_->is_done() ? 0 : input_.size());
}

// A request that is being handled is given up when the other side closes. Bytes of a next request say nothing.
void Connection::watch_for_close() {
  socket_.async_wait(tcp::socket::wait_read, [self = shared_from_this(), number = request_number_](error_code error) {
    const bool waiting = self->state_ == State::handling || self->state_ == State::streaming;
    if (error || !waiting || number != self->request_number_) return;
    char byte = 0;
    const auto got = ::recv(self->socket_.native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    if (got > 0) {
      if (self->state_ == State::streaming) self->close();  // nothing may follow a stream
      return;
    }
    if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR)) return self->watch_for_close();
    self->stop_.request_stop();
    if (got < 0 || self->state_ == State::streaming) self->close();
    // An orderly end may be a half close: the answer is still written.
    self->last_request_ = true;
  });
}

void Connection::refuse(int status) {
  parser_.reset();
  last_request_ = true;
  state_ = State::handling;
  write_response(shared_->refuse(status));
}

void Connection::write_response(const Response& response) {
  state_ = State::writing;
  error_code ignored;
  socket_.cancel(ignored);
  const bool keep_alive = !last_request_ && !response.close && !shared_->stopping;
  output_ = render_head(response, response.body.size(), keep_alive, http_1_0_);
  if (!head_only_ && response.status != 204 && response.status != 304) output_ += response.body;
  arm(shared_->options.write_timeout);
  asio::async_write(socket_, asio::buffer(output_),
                    [self = shared_from_this(), keep_alive](error_code error, std::size_t) {
                      if (self->state_ == State::closed) return;
                      if (error) return self->close();
                      self->output_.clear();
                      if (keep_alive) return self->wait_for_request();
                      self->linger();
                    });
}

// Closing with unread input would reset the connection and take the answer with it: read on for a moment.
void Connection::linger() {
  state_ = State::lingering;
  error_code ignored;
  socket_.shutdown(tcp::socket::shutdown_send, ignored);
  arm(kLingerTime);
  discard();
}

void Connection::discard() {
  socket_.async_read_some(asio::buffer(chunk_), [self = shared_from_this()](error_code error, std::size_t bytes) {
    if (self->state_ == State::closed) return;
    self->discarded_ += bytes;
    if (error || self->discarded_ > kLingerBytes) return self->close();
    self->discard();
  });
}

void Connection::dispatch() {
  auto message = parser_->release();
  parser_.reset();
  http_1_0_ = message.version() == 10;
  head_only_ = message.method() == beast_http::verb::head;
  Request request;
  request.method = std::string(message.method_string());
  request.target = std::string(message.target());
  request.peer = peer_;
  request.received_at = std::chrono::system_clock::now();
  request.headers = std::move(headers_);
  if (const auto* host = request.find("Host")) request.authority = *host;
  request.body = std::move(message.body());
  if (!split_target(request)) return refuse(400);
  if (shared_->stopping) return refuse(503);

  state_ = State::handling;
  ++request_number_;
  stop_ = std::stop_source();
  error_code ignored;
  timer_.cancel(ignored);
  auto exchange = std::make_shared<ExchangeImpl>(shared_from_this(), shared_, request_number_, std::move(request),
                                                 stop_.get_token(), !http_1_0_);
  watch_for_close();
  // A full pool drops the job and with it the exchange, and a dropped exchange is answered 503.
  shared_->workers->try_submit(
      [handler = shared_->handler, exchange = std::move(exchange)]() mutable { handler->handle(std::move(exchange)); });
}

void Connection::open_stream(std::uint64_t request_number, const std::shared_ptr<StreamImpl>& stream,
                             const Response& head) {
  if (state_ != State::handling || request_number != request_number_ || shared_->stopping) {
    stream->end();
    return;
  }
  stream_ = stream;
  state_ = State::streaming;
  last_request_ = true;
  output_ = render_head(head, std::string::npos, false, http_1_0_);
  arm(shared_->options.write_timeout);
  asio::async_write(socket_, asio::buffer(output_), [self = shared_from_this()](error_code error, std::size_t) {
    if (self->state_ == State::closed) return;
    self->output_.clear();
    if (error) return self->close();
    self->stream_has_data();
  });
}

void Connection::stream_has_data() {
  if (state_ != State::streaming) return;
  if (stream_->is_over()) return close();  // also while a write waits for a client that does not read
  if (!output_.empty()) return;
  bool finished = false;
  if (!stream_->take(output_, finished)) return close();
  if (output_.empty()) {
    error_code ignored;
    timer_.cancel(ignored);
    if (finished) linger();
    return;
  }
  arm(shared_->options.write_timeout);
  asio::async_write(socket_, asio::buffer(output_), [self = shared_from_this()](error_code error, std::size_t) {
    if (self->state_ == State::closed) return;
    self->output_.clear();
    if (error) return self->close();
    self->stream_has_data();
  });
}

}  // namespace autoheal::host::http
