// HttpSession: one MCP session over streamable HTTP. Answers go back on the POST that asked: as one JSON document, or
// for tools/call as a stream of events that the client can resume. Everything else goes to the client's GET stream.
// Threads: [any-thread].
#pragma once

#include "http/server.hpp"
#include "mcp/event_log.hpp"
#include "mcp/session.hpp"

#include <atomic>
#include <chrono>
#include <map>
#include <memory>
#include <mutex>
#include <string>

namespace autoheal::host::mcp {

class HttpSession {
 public:
  HttpSession(const AgentServices& services, SessionOptions options, std::string id, std::string agent);
  ~HttpSession();

  const std::string& id() const noexcept { return id_; }
  const std::string& agent() const noexcept { return agent_; }

  void post(const std::shared_ptr<http::Exchange>& exchange, bool accepts_events);
  void get(const std::shared_ptr<http::Exchange>& exchange);
  void announce_changes() { session_->announce_changes(); }
  void keep_alive();
  void cancel_all();  // what runs; no call begins any more
  void end();         // waits for what runs to notice

  std::chrono::steady_clock::time_point last_used() const noexcept { return last_used_; }

 private:
  void touch() noexcept { last_used_ = std::chrono::steady_clock::now(); }
  void deliver(Outgoing message);
  // False: a request with this id is still running.
  bool expect_answer(const std::shared_ptr<http::Exchange>& exchange, const boost::json::value& id, bool as_events,
                     bool primed);
  bool attach(http::Exchange& exchange, const std::string& stream, std::uint64_t last_seen);  // false: no such stream
  std::shared_ptr<http::Stream> open_stream(http::Exchange& exchange) const;
  void forget_old_streams();

  const std::string id_;
  const std::string agent_;
  std::atomic<std::chrono::steady_clock::time_point> last_used_ = std::chrono::steady_clock::now();
  // Guards the four below. Streams are written with it held, so that their events keep their order; nothing else is
  // called: no exchange is answered and the session is not asked (docs/locks.md).
  std::mutex mutex_;
  std::map<std::string, std::shared_ptr<http::Exchange>> waiting_;  // by request id: answered with one document
  std::map<std::string, std::string> streaming_;                    // by request id: name of its stream
  struct KeptStream {
    EventLog log;
    std::chrono::steady_clock::time_point finished_at{};
  };
  std::map<std::string, KeptStream> streams_;  // by name; "g" is the client's GET stream
  std::uint64_t next_stream_ = 1;
  std::unique_ptr<Session> session_;  // last: ends first
};

}  // namespace autoheal::host::mcp
