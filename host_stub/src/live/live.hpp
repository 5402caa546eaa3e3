// LiveHub: tells open pages what changed, as server-sent events. The store is where it looks, not the writers: what
// another process changed shows up as well, half a second later at most; our own changes show at once.
//
// An event's id is "alerts.deliveries", the numbers up to which everything was sent; with it as Last-Event-ID a stream
// goes on where it ended, or is told `lagged` when that is too much: then the page reads again.
// Threads: [any-thread]; one thread of its own reads and writes.
#pragma once

#include "base/result.hpp"
#include "http/server.hpp"
#include "store/sqlite/database.hpp"

#include <condition_variable>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace autoheal::host {

class AlertSourceService;
class Host;

class LiveHub {
 public:
  LiveHub(Host& host, AlertSourceService& sources, Database db);
  ~LiveHub();
  LiveHub(const LiveHub&) = delete;
  LiveHub& operator=(const LiveHub&) = delete;

  // Something was committed here.
  void notify();
  // That delivery reads differently now.
  void notify_delivery(std::int64_t id);

  // From now on this stream gets what changes. `last_event_id`: of the header, may be empty or nonsense.
  void subscribe(std::shared_ptr<http::Stream> stream, std::string_view last_event_id);
  std::size_t streams() const;

 private:
  struct Position {
    std::int64_t alert = 0;     // change_seq
    std::int64_t delivery = 0;  // id
  };
  struct Newcomer {
    std::shared_ptr<http::Stream> stream;
    std::optional<Position> resume_at;
  };
  void run();
  void look();
  void send_again(const std::vector<std::int64_t>& deliveries);
  Result<Position> newest();
  // Everything after `position`, as text; moves it. Nothing: more than a page should be sent.
  Result<std::optional<std::string>> read_after(Position& position);
  Result<std::string> read_integrations(const Position& position, bool all);
  void send(const std::string& text);
  void greet(const Newcomer& newcomer);

  Host& host_;
  AlertSourceService& sources_;
  Database db_;                                       // the hub's thread
  Position position_;                                 // the hub's thread
  std::int64_t version_ = 0;                          // the hub's thread
  std::map<std::int64_t, std::string> integrations_;  // the hub's thread: id to what was sent last
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::vector<std::shared_ptr<http::Stream>> subscribers_;  // guarded by mutex_
  std::vector<Newcomer> newcomers_;                         // guarded by mutex_
  std::vector<std::int64_t> again_;                         // guarded by mutex_: deliveries to send once more
  bool changed_ = false;                                    // guarded by mutex_
  bool stopping_ = false;                                   // guarded by mutex_
  std::jthread thread_;
};

}  // namespace autoheal::host
