// The HTTP/1.1 listener: limits, framing, time-outs and worker threads. Handlers see plain values and never the socket.
//
// Threads: one I/O thread per server reads and writes; handlers run on the server's workers and may take as long as
// they like; Exchange and Stream may be used from any thread. A handler that waits for something (a commit, say) keeps
// the exchange, returns, and answers later.
//
// What never reaches a handler: two Content-Length headers, Content-Length with Transfer-Encoding, folded headers, a
// missing or second Host (400, closed); oversized headers, target or body (431, 414, 413, closed); a chunked body with
// more extensions and trailers than max_chunk_overhead_bytes (431, closed: RFC 9112 section 7.1.1 leaves the 4xx open,
// and trailers are fields). Trailers within the limit are dropped. Slow senders are closed without an answer, because a
// sender of webhooks repeats what was not answered.
#pragma once

#include "http/message.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>

namespace autoheal::host::http {

// A response that goes on: server-sent events. [any-thread]
class Stream {
 public:
  virtual ~Stream() = default;
  // False: the client is gone or does not read; the stream is over.
  virtual bool write(std::string bytes) = 0;
  virtual void close() = 0;
};

// One request and the way to answer it. [any-thread] Dropped unanswered, it is answered with the refusal for 503.
class Exchange {
 public:
  virtual ~Exchange() = default;
  virtual const Request& request() const = 0;
  // Stops when the client went away or the server's patience at its own end is over. Callbacks must return at once.
  virtual std::stop_token cancelled() const = 0;
  // The first answer counts, later ones are dropped.
  virtual void respond(Response response) = 0;
  // Sends the head and leaves the connection to the stream.
  virtual std::shared_ptr<Stream> stream(Response head) = 0;
};

class Handler {
 public:
  virtual ~Handler() = default;
  // [any-thread] Called on a worker. What it throws is answered with the refusal for 503.
  virtual void handle(std::shared_ptr<Exchange> exchange) = 0;
};

struct ServerOptions {
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;  // 0: any free one
  std::size_t max_header_bytes = 64 * 1024;
  std::size_t max_target_bytes = 8 * 1024;
  std::size_t max_body_bytes = 1024 * 1024;
  // Of a chunked body's bytes on the wire, those that are neither data nor the shortest way to write its chunks, all
  // together: chunk extensions, zeros before a size, trailers. More is 431.
  std::size_t max_chunk_overhead_bytes = 16 * 1024;
  std::size_t max_connections = 1024;                 // further ones are closed at once, without an answer
  std::size_t max_stream_backlog_bytes = 256 * 1024;  // of one stream, unread before the next write; more ends it
  std::chrono::milliseconds header_timeout{10'000};   // from the first byte of a request
  std::chrono::milliseconds body_timeout{15'000};
  std::chrono::milliseconds idle_timeout{60'000};  // between two requests of a connection
  std::chrono::milliseconds write_timeout{20'000};
  std::size_t workers = 4;
  std::size_t worker_queue = 256;
  // What the server itself says: 400, 413, 414, 417, 431, and 503 for a full queue, a lost answer or a stop.
  std::function<Response(int status)> refusal;
};

class Server {
 public:
  // Binds, listens and serves until stop. `handler` must outlive the server. On failure nullptr, and `problem` says
  // why.
  static std::unique_ptr<Server> start(ServerOptions options, Handler& handler, std::string& problem);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  std::uint16_t port() const;
  std::size_t connections() const;

  // Takes no more, lets requests in flight finish for as long as `grace`, then cancels and closes them. Idempotent.
  void stop(std::chrono::milliseconds grace);

 private:
  class Impl;
  explicit Server(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace autoheal::host::http
