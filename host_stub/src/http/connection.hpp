// One HTTP connection: requests are read, checked, handed to the handler and answered, one after the other.
//
// Threads: everything of a Connection runs on the server's I/O thread, so there are no locks; other threads post.
// Ownership: Shared::connections owns it while it is open; what is under way keeps it alive.
#pragma once

#include "http/chunk_overhead.hpp"
#include "http/message.hpp"
#include "http/server.hpp"
#include "http/worker_pool.hpp"

#include <array>
#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <stop_token>
#include <string>
#include <vector>

namespace autoheal::host::http {

class Connection;
class StreamImpl;

// What all connections of one server share. Kept alive by each of them, because a handler may keep an exchange for
// longer than the server lives.
struct Shared {
  ServerOptions options;
  Handler* handler = nullptr;
  boost::asio::io_context io{1};
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

class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(std::shared_ptr<Shared> shared, boost::asio::ip::tcp::socket socket);

  void start();
  // Nothing is lost when it is closed now: it waits for a request, or sends a stream.
  bool has_no_request() const { return state_ == State::idle || state_ == State::streaming; }
  // Silently: who sends too slowly or is no longer wanted gets no answer.
  void close();

  // From ExchangeImpl, posted. `request_number` tells a late answer of an earlier request apart.
  void answer(std::uint64_t request_number, const Response& response);
  void open_stream(std::uint64_t request_number, const std::shared_ptr<StreamImpl>& stream, const Response& head);
  void stream_has_data();

 private:
  using Parser = boost::beast::http::request_parser<boost::beast::http::string_body>;
  enum class State : std::uint8_t { idle, reading, handling, writing, streaming, lingering, closed };
  static constexpr std::size_t kReadChunk = 16 * 1024;

  // Closes after that long, unless armed again or cancelled.
  void arm(std::chrono::milliseconds timeout);
  void wait_for_request();
  void read_head();
  void parse_head(std::size_t length);
  bool accept_framing() const;
  void parse_body();
  bool has_too_much_framing() const;
  void dispatch();
  void watch_for_close();
  void refuse(int status);
  void write_response(const Response& response);
  void linger();
  void discard();

  std::shared_ptr<Shared> shared_;
  boost::asio::ip::tcp::socket socket_;
  boost::asio::steady_timer timer_;
  State state_ = State::idle;
  std::string peer_;
  // Read and not parsed yet. Bounded: a head by max_header_bytes; of a body the parser leaves behind no more than a
  // line of framing, which ChunkOverhead bounds; and one read. What follows is read when the answer has been written.
  std::string input_;
  std::string output_;
  std::array<char, kReadChunk> chunk_{};
  std::optional<Parser> parser_;
  ChunkOverhead overhead_;
  std::function<void(std::uint64_t, boost::beast::string_view, boost::system::error_code&)>
      on_chunk_;                 // parser_ refers
  std::vector<Header> headers_;  // of the request being read, in their order, which the parser does not keep
  std::stop_source stop_;
  std::shared_ptr<StreamImpl> stream_;
  std::uint64_t request_number_ = 0;
  std::size_t discarded_ = 0;
  std::size_t empty_lines_ = 0;  // before the request being read
  bool last_request_ = false;
  bool http_1_0_ = false;
  bool head_only_ = false;
};

}  // namespace autoheal::host::http
