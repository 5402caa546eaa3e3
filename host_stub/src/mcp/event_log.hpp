// EventLog: the server-sent events of one stream, kept so that a client that lost its connection reads on where it
// stopped. Bounded; what was dropped cannot be replayed, and the log says so.
// Threads: one at a time.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace autoheal::host::http {
class Stream;
}

namespace autoheal::host::mcp {

// The id of an event names its stream and its place: "r12-3".
struct EventId {
  std::string stream;
  std::uint64_t sequence = 0;
};
std::optional<EventId> parse_event_id(std::string_view text);
std::string render_event_id(const EventId& id);

class EventLog {
 public:
  explicit EventLog(std::string name) : name_(std::move(name)) {}

  // Adds an event and writes it to the connection there is. Empty data primes the client with an id.
  void append(std::string_view data);
  // From now on events go there; first those after `last_seen` are repeated. Another connection is closed.
  void attach(std::shared_ptr<http::Stream> stream, std::uint64_t last_seen);
  bool keep_alive();  // false: nobody is connected, or not any more
  void finish();      // no more events: the connection ends, and so does every later one after its repeats
  bool finished() const noexcept { return finished_; }
  bool attached() const noexcept { return stream_ != nullptr; }
  std::size_t bytes() const noexcept { return bytes_; }

 private:
  struct Event {
    std::uint64_t sequence;
    std::string text;
  };
  void write(const std::string& text);

  std::string name_;
  std::deque<Event> events_;
  std::size_t bytes_ = 0;
  std::uint64_t next_ = 1;
  bool finished_ = false;
  std::shared_ptr<http::Stream> stream_;
};

}  // namespace autoheal::host::mcp
