// The only file that sees Asio and Beast. Everything below the word Connection runs on the server's I/O thread unless
// it says otherwise, so there are no locks; other threads post.
#include "http/server.hpp"

#include "http/raw_head.hpp"
#include "http/worker_pool.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include <array>
#include <atomic>
#include <cerrno>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <set>
#include <thread>
#include <utility>

#include <sys/socket.h>

namespace autoheal::host::http {
namespace {

namespace asio = boost::asio;
namespace beast_http = boost::beast::http;
using tcp = asio::ip::tcp;
using boost::system::error_code;
using Parser = beast_http::request_parser<beast_http::string_body>;

constexpr std::size_t kReadChunk = 16 * 1024;
constexpr std::size_t kLingerBytes = 4 * 1024 * 1024;
constexpr std::chrono::milliseconds kLingerTime{1'000};
constexpr std::chrono::milliseconds kAcceptPause{50};

class Connection;

// What all connections of one server share. Kept alive by each of them, because a handler may keep an exchange for
// longer than the server lives.
struct Shared {
  ServerOptions options;
  Handler* handler = nullptr;
  asio::io_context io{1};
  std::unique_ptr<WorkerPool> workers;
  std::set<std::shared_ptr<Connection>> connections;  // I/O thread
  bool stopping = false;                              // I/O thread
  std::atomic<std::size_t> count{0};
  std::mutex mutex;
  std::condition_variable all_closed;

  Response refuse(int status) const {
    Response response = options.refusal ? options.refusal(status) : Response{};
    response.status = status;
    response.close = true;
    return response;
  }
};

class ExchangeImpl;
class StreamImpl;

class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(std::shared_ptr<Shared> shared, tcp::socket socket)
      : shared_(std::move(shared)), socket_(std::move(socket)), timer_(shared_->io) {}

  void start() {
    error_code ignored;
    socket_.set_option(tcp::no_delay(true), ignored);
    const auto remote = socket_.remote_endpoint(ignored);
    if (!ignored) peer_ = remote.address().to_string();
    wait_for_request();
  }

  bool has_no_request() const { return state_ == State::idle || state_ == State::streaming; }

  void close() {
    if (state_ == State::closed) return;
    state_ = State::closed;
    stop_.request_stop();
    error_code ignored;
    timer_.cancel(ignored);
    socket_.close(ignored);
    const auto self = shared_from_this();
    shared_->connections.erase(self);
    --shared_->count;
    const std::scoped_lock lock(shared_->mutex);
    shared_->all_closed.notify_all();
  }

  // From ExchangeImpl, posted. `request_number` tells a late answer of an earlier request apart.
  void answer(std::uint64_t request_number, const Response& response) {
    if (state_ != State::handling || request_number != request_number_) return;
    write_response(response);
  }

  void open_stream(std::uint64_t request_number, const std::shared_ptr<StreamImpl>& stream, const Response& head);
  void stream_has_data();

  const std::shared_ptr<Shared>& shared() const { return shared_; }

 private:
  enum class State : std::uint8_t { idle, reading, handling, writing, streaming, lingering, closed };

  void arm(std::chrono::milliseconds timeout) {
    timer_.expires_after(timeout);
    timer_.async_wait([self = shared_from_this()](error_code error) {
      if (!error && self->timer_.expiry() <= std::chrono::steady_clock::now())
        self->close();  // silently: see the header
    });
  }

  void wait_for_request() {
    if (!input_.empty()) return read_head();
    state_ = State::idle;
    arm(shared_->options.idle_timeout);
    socket_.async_wait(tcp::socket::wait_read, [self = shared_from_this()](error_code error) {
      if (self->state_ == State::closed) return;
      if (error) return self->close();
      self->read_head();
    });
  }

  void read_head() {
    state_ = State::reading;
    http_1_0_ = false;
    head_only_ = false;
    arm(shared_->options.header_timeout);
    while (input_.starts_with("\r\n")) input_.erase(0, 2);  // stray empty lines before a request are allowed
    asio::async_read_until(socket_, asio::dynamic_buffer(input_, shared_->options.max_header_bytes), "\r\n\r\n",
                           [self = shared_from_this()](error_code error, std::size_t length) {
                             if (self->state_ == State::closed) return;
                             if (error == asio::error::not_found) return self->refuse(431);
                             if (error) return self->close();
                             self->parse_head(length);
                           });
  }

  void parse_head(std::size_t length) {
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
  bool accept_framing() const {
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

  void parse_body() {
    while (!parser_->is_done() && !input_.empty()) {
      error_code error;
      const auto used = parser_->put(asio::buffer(input_), error);
      input_.erase(0, used);
      if (error == beast_http::error::need_more) break;
      if (error == beast_http::error::body_limit) return refuse(413);
      if (error) return refuse(400);
      if (used == 0) break;
    }
    if (parser_->is_done()) return dispatch();
    socket_.async_read_some(asio::buffer(chunk_), [self = shared_from_this()](error_code error, std::size_t bytes) {
      if (self->state_ == State::closed) return;
      if (error) return self->close();
      self->input_.append(self->chunk_.data(), bytes);
      self->parse_body();
    });
  }

  void dispatch();

  // A request that is being handled is given up when the other side closes. Bytes of a next request say nothing.
  void watch_for_close() {
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

  void refuse(int status) {
    parser_.reset();
    last_request_ = true;
    state_ = State::handling;
    write_response(shared_->refuse(status));
  }

  void write_response(const Response& response) {
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
  void linger() {
    state_ = State::lingering;
    error_code ignored;
    socket_.shutdown(tcp::socket::shutdown_send, ignored);
    arm(kLingerTime);
    discard();
  }

  void discard() {
    socket_.async_read_some(asio::buffer(chunk_), [self = shared_from_this()](error_code error, std::size_t bytes) {
      if (self->state_ == State::closed) return;
      self->discarded_ += bytes;
      if (error || self->discarded_ > kLingerBytes) return self->close();
      self->discard();
    });
  }

  std::shared_ptr<Shared> shared_;
  tcp::socket socket_;
  asio::steady_timer timer_;
  State state_ = State::idle;
  std::string peer_;
  std::string input_;
  std::string output_;
  std::array<char, kReadChunk> chunk_{};
  std::optional<Parser> parser_;
  std::vector<Header> headers_;  // of the request being read, in their order, which the parser does not keep
  std::stop_source stop_;
  std::shared_ptr<StreamImpl> stream_;
  std::uint64_t request_number_ = 0;
  std::size_t discarded_ = 0;
  bool last_request_ = false;
  bool http_1_0_ = false;
  bool head_only_ = false;
};

// [any-thread] Bytes wait here until the I/O thread has sent them.
class StreamImpl : public Stream {
 public:
  StreamImpl(std::weak_ptr<Connection> connection, std::shared_ptr<Shared> shared, bool chunked)
      : connection_(std::move(connection)), shared_(std::move(shared)), chunked_(chunked) {}

  bool write(std::string bytes) override {
    if (bytes.empty()) return true;
    {
      const std::scoped_lock lock(mutex_);
      if (over_ || ending_) return false;
      if (backlog_.size() + bytes.size() > shared_->options.max_stream_backlog_bytes) {
        over_ = true;
      } else {
        append(bytes);
      }
    }
    wake();
    const std::scoped_lock lock(mutex_);
    return !over_;
  }

  void close() override {
    {
      const std::scoped_lock lock(mutex_);
      if (over_ || ending_) return;
      ending_ = true;
      if (chunked_) backlog_ += "0\r\n\r\n";
    }
    wake();
  }

  // I/O thread: what to send next. `finished`: nothing will follow it. False: cut the connection.
  bool take(std::string& out, bool& finished) {
    const std::scoped_lock lock(mutex_);
    out.swap(backlog_);
    backlog_.clear();
    finished = ending_;
    return !over_;
  }

  void end() {
    const std::scoped_lock lock(mutex_);
    over_ = true;
  }
  bool is_over() {
    const std::scoped_lock lock(mutex_);
    return over_;
  }

 private:
  void append(const std::string& bytes) {
    if (!chunked_) {
      backlog_ += bytes;
      return;
    }
    static constexpr char kDigits[] = "0123456789abcdef";
    std::string size;
    for (std::size_t left = bytes.size(); left > 0; left /= 16) size.insert(size.begin(), kDigits[left % 16]);
    backlog_.append(size).append("\r\n").append(bytes).append("\r\n");
  }

  void wake() {
    asio::post(shared_->io, [connection = connection_] {
      if (const auto alive = connection.lock()) alive->stream_has_data();
    });
  }

  std::weak_ptr<Connection> connection_;
  std::shared_ptr<Shared> shared_;
  const bool chunked_;
  std::mutex mutex_;
  std::string backlog_;  // guarded by mutex_
  bool ending_ = false;  // guarded by mutex_
  bool over_ = false;    // guarded by mutex_
};

class ExchangeImpl : public Exchange {
 public:
  ExchangeImpl(std::shared_ptr<Connection> connection, std::shared_ptr<Shared> shared, std::uint64_t number,
               Request request, std::stop_token cancelled, bool chunked)
      : connection_(std::move(connection)),
        shared_(std::move(shared)),
        number_(number),
        request_(std::move(request)),
        cancelled_(std::move(cancelled)),
        chunked_(chunked) {}

  ~ExchangeImpl() override {
    if (!answered_) respond(shared_->refuse(503));
  }

  const Request& request() const override { return request_; }
  std::stop_token cancelled() const override { return cancelled_; }

  void respond(Response response) override {
    if (answered_.exchange(true)) return;
    post([number = number_, response = std::move(response)](Connection& c) { c.answer(number, response); });
  }

  std::shared_ptr<Stream> stream(Response head) override {
    auto stream = std::make_shared<StreamImpl>(connection_, shared_, chunked_);
    if (answered_.exchange(true)) {
      stream->end();
      return stream;
    }
    post([number = number_, stream, head = std::move(head)](Connection& c) { c.open_stream(number, stream, head); });
    return stream;
  }

 private:
  // Weak, because a job left in the queue of a stopped server must not keep that server alive.
  template <class Job>
  void post(Job job) {
    asio::post(shared_->io, [connection = std::weak_ptr<Connection>(connection_), job = std::move(job)] {
      if (const auto alive = connection.lock()) job(*alive);
    });
  }

  std::shared_ptr<Connection> connection_;
  std::shared_ptr<Shared> shared_;
  std::uint64_t number_;
  Request request_;
  std::stop_token cancelled_;
  bool chunked_;
  std::atomic<bool> answered_{false};
};

void Connection::dispatch() {
  auto message = parser_->release();
  parser_.reset();
  http_1_0_ = message.version() == 10;
  head_only_ = message.method() == beast_http::verb::head;
  last_request_ = !message.keep_alive();
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
    if (self->state_ == State::closed) return self->stream_->end();
    self->output_.clear();
    if (error) return self->close();
    self->stream_has_data();
  });
}

void Connection::stream_has_data() {
  if (state_ == State::closed && stream_) return stream_->end();
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
    if (self->state_ == State::closed) return self->stream_->end();
    self->output_.clear();
    if (error) {
      self->stream_->end();
      return self->close();
    }
    self->stream_has_data();
  });
}

}  // namespace

class Server::Impl {
 public:
  explicit Impl(std::shared_ptr<Shared> shared)
      : shared_(std::move(shared)), acceptor_(shared_->io), pause_(shared_->io), work_(shared_->io.get_executor()) {}

  ~Impl() { stop(std::chrono::milliseconds{0}); }

  bool listen(std::string& problem) {
    error_code error;
    const auto& options = shared_->options;
    const auto address = asio::ip::make_address(options.address, error);
    if (error) {
      problem = "'" + options.address + "' is not an IP address";
      return false;
    }
    const tcp::endpoint endpoint(address, options.port);
    acceptor_.open(endpoint.protocol(), error);
    if (!error) acceptor_.set_option(asio::socket_base::reuse_address(true), error);
    if (!error) acceptor_.bind(endpoint, error);
    if (!error) acceptor_.listen(1024, error);
    if (!error) port_ = acceptor_.local_endpoint(error).port();
    if (error) {
      problem = "cannot listen on " + options.address + ":" + std::to_string(options.port) + ": " + error.message();
      return false;
    }
    return true;
  }

  void run() {
    shared_->workers = std::make_unique<WorkerPool>(shared_->options.workers, shared_->options.worker_queue);
    accept();
    thread_ = std::jthread([this] { shared_->io.run(); });
  }

  std::uint16_t port() const { return port_; }
  std::size_t connections() const { return shared_->count.load(); }

  void stop(std::chrono::milliseconds grace) {
    if (stopped_.exchange(true)) return;
    asio::post(shared_->io, [this] { stop_accepting(); });
    {
      std::unique_lock lock(shared_->mutex);
      shared_->all_closed.wait_for(lock, grace, [this] { return accepting_ended_ && shared_->count.load() == 0; });
    }
    asio::post(shared_->io, [this] { close_all(); });
    if (shared_->workers) shared_->workers->stop();
    work_.reset();
    if (thread_.joinable()) thread_.join();
  }

 private:
  void accept() {
    acceptor_.async_accept([this](error_code error, tcp::socket socket) {
      if (error == asio::error::operation_aborted || shared_->stopping) return;
      if (error) {  // out of descriptors, usually: others will close some
        pause_.expires_after(kAcceptPause);
        return pause_.async_wait([this](error_code cancelled) {
          if (!cancelled) accept();
        });
      }
      if (shared_->count.load() < shared_->options.max_connections) {
        ++shared_->count;
        auto connection = std::make_shared<Connection>(shared_, std::move(socket));
        shared_->connections.insert(connection);
        connection->start();
      }
      accept();
    });
  }

  void stop_accepting() {
    shared_->stopping = true;
    error_code ignored;
    acceptor_.close(ignored);
    pause_.cancel(ignored);
    const auto connections = shared_->connections;
    for (const auto& connection : connections) {
      if (connection->has_no_request()) connection->close();
    }
    const std::scoped_lock lock(shared_->mutex);
    accepting_ended_ = true;
    shared_->all_closed.notify_all();
  }

  void close_all() {
    const auto connections = shared_->connections;
    for (const auto& connection : connections) connection->close();
  }

  std::shared_ptr<Shared> shared_;
  tcp::acceptor acceptor_;
  asio::steady_timer pause_;
  asio::executor_work_guard<asio::io_context::executor_type> work_;
  std::uint16_t port_ = 0;
  std::atomic<bool> stopped_{false};
  bool accepting_ended_ = false;  // guarded by Shared::mutex
  std::jthread thread_;
};

Server::Server(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Server::~Server() = default;

std::unique_ptr<Server> Server::start(ServerOptions options, Handler& handler, std::string& problem) {
  auto shared = std::make_shared<Shared>();
  shared->options = std::move(options);
  shared->handler = &handler;
  auto impl = std::make_unique<Impl>(std::move(shared));
  if (!impl->listen(problem)) return nullptr;
  impl->run();
  return std::unique_ptr<Server>(new Server(std::move(impl)));
}

std::uint16_t Server::port() const { return impl_->port(); }
std::size_t Server::connections() const { return impl_->connections(); }
void Server::stop(std::chrono::milliseconds grace) { impl_->stop(grace); }

}  // namespace autoheal::host::http
