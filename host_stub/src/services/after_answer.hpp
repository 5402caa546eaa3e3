// AfterAnswer: what is worked out once a delivery has been answered, so that it can neither delay nor endanger it: why
// a signature did not match (for the delivery log only), and what the source knows more about a new alert.
//
// Bounded: a short queue and a rate; what does not fit is left out, for both are a courtesy.
// Threads: [any-thread] to add; one thread of its own works.
#pragma once

#include "base/result.hpp"
#include "plugin/call.hpp"
#include "services/delivery.hpp"

#include <boost/json/fwd.hpp>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <variant>

namespace autoheal::host {

class DeliveryLog;
class EventWriter;
class Host;

class AfterAnswer {
 public:
  // `explained` is called after the explanation of that delivery was written.
  AfterAnswer(Host& host, EventWriter& writer, DeliveryLog& log, std::function<void(std::int64_t)> explained);
  ~AfterAnswer();
  AfterAnswer(const AfterAnswer&) = delete;
  AfterAnswer& operator=(const AfterAnswer&) = delete;

  void explain(std::int64_t integration_id, std::int64_t delivery_id, IncomingDelivery delivery);
  void enrich(std::int64_t integration_id, std::int64_t alert_id, std::string fingerprint);

 private:
  struct Explain {
    std::int64_t integration_id = 0;
    std::int64_t delivery_id = 0;
    IncomingDelivery delivery;
  };
  struct Enrich {
    std::int64_t integration_id = 0;
    std::map<std::string, std::int64_t> alerts;  // ids by fingerprint, as many as one call takes
  };
  using Job = std::variant<Explain, Enrich>;

  void add(Job job);
  void run();
  bool wait_for_turn();  // false: stopping
  Result<void> work(const Explain& job);
  Result<void> work(const Enrich& job);
  Result<void> keep(const Enrich& job, const boost::json::object& entry);
  std::string find_sibling(const Explain& job, std::string_view plugin);

  Host& host_;
  EventWriter& writer_;
  DeliveryLog& log_;
  const std::function<void(std::int64_t)> explained_;
  std::mutex mutex_;
  std::condition_variable ready_;
  std::deque<Job> queue_;  // guarded by mutex_
  bool stopping_ = false;  // guarded by mutex_
  std::shared_ptr<CancelSource> cancel_ = std::make_shared<CancelSource>();
  double turns_;  // the own thread: a bucket of turns
  std::chrono::steady_clock::time_point filled_at_;
  std::jthread thread_;
};

}  // namespace autoheal::host
