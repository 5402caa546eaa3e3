// LiveHub: tells open pages what changed, as server-sent events. The store is where it looks, not the writers: what
// another process changed shows up as well, half a second later at most; our own changes show at once.
//
// An event's id is "alerts.deliveries", the numbers up to which everything was sent; with it as Last-Event-ID a stream
// goes on where it ended, or is told `lagged` when that is too much: then the page reads again.
// Threads: [any-thread]; one thread of its own reads and writes.
#pragma once

#include "base/result.hpp"
#include "http/server.hpp"
#include "store/change_feed.hpp"

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
class DeliveryRepository;
class IntegrationService;

class LiveHub {
 public:
  struct Parts {
    IntegrationService& integrations;
    const AlertSourceService& sources;
    DeliveryRepository& deliveries;
  };
  LiveHub(const Parts& parts, std::unique_ptr<ChangeFeed> feed);  // the parts outlive it
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
  struct Newcomer {
    std::shared_ptr<http::Stream> stream;
    std::optional<ChangeMark> resume_at;
  };
  void run();
  void look();
  void resend(const std::vector<std::int64_t>& deliveries);
  void move_to_newest();
  // Everything after `mark`, as text; moves it. Nothing: more than a page should be sent.
  Result<std::optional<std::string>> read_after(ChangeMark& mark);
  Result<std::string> read_integrations(const ChangeMark& mark, bool all);
  void send(const std::string& text);
  void greet(const Newcomer& newcomer);

  const Parts parts_;
  const std::unique_ptr<ChangeFeed> feed_;            // the hub's thread
  ChangeMark mark_;                                   // the hub's thread: everybody has been sent what is up to here
  std::map<std::int64_t, std::string> integrations_;  // the hub's thread: id to what was sent last
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::vector<std::shared_ptr<http::Stream>> subscribers_;  // guarded by mutex_
  std::vector<Newcomer> newcomers_;                         // guarded by mutex_
  std::vector<std::int64_t> changed_deliveries_;            // guarded by mutex_: to send once more
  bool changed_ = false;                                    // guarded by mutex_
  bool stopping_ = false;                                   // guarded by mutex_
  std::jthread thread_;
};

}  // namespace autoheal::host
