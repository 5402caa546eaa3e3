// Metrics: counters of this process, and their text in Prometheus' exposition format.
// Threads: [any-thread].
#pragma once

#include "intake/delivery.hpp"

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

namespace autoheal::host {

class Metrics {
 public:
  // An unknown source counts as such and nothing else.
  void count_delivery(Outcome outcome, std::chrono::microseconds until_answer);
  void count_request(std::string_view listener, int status);
  // From the `meta` of an envelope.
  void count_upstream_calls(std::int64_t calls);
  void set_rate_budget(std::string_view integration, std::int64_t limit, std::int64_t remaining);

  struct Gauges {
    std::int64_t firing = 0;
    std::int64_t acknowledged = 0;
    std::int64_t resolved = 0;
    std::int64_t streams = 0;
    std::int64_t webhook_connections = 0;
    std::int64_t admin_connections = 0;
  };
  std::string render(const Gauges& gauges) const;

 private:
  static constexpr std::array<std::int64_t, 11> kBucketsUs{500,    1'000,   2'500,   5'000,     10'000,   25'000,
                                                           50'000, 100'000, 250'000, 1'000'000, 5'000'000};
  std::array<std::atomic<std::int64_t>, static_cast<std::size_t>(kLastLoggedOutcome) + 1> deliveries_{};
  std::array<std::atomic<std::int64_t>, kBucketsUs.size() + 1> latency_{};
  std::atomic<std::int64_t> latency_sum_us_{0};
  std::atomic<std::int64_t> unknown_urls_{0};
  std::atomic<std::int64_t> upstream_calls_{0};
  mutable std::mutex mutex_;
  std::map<std::pair<std::string, int>, std::int64_t> requests_;                       // guarded by mutex_
  std::map<std::string, std::pair<std::int64_t, std::int64_t>, std::less<>> budgets_;  // guarded by mutex_
};

}  // namespace autoheal::host
