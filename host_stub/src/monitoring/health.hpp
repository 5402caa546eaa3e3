// Health: what /healthz answers. A thread of its own looks once a second; a probe reads what was seen last, so it costs
// the same at any size of the store and waits for no lock and no query of anybody.
// Threads: state and write_failed are [any-thread].
#pragma once

#include "integrations/host_parts.hpp"

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <thread>

namespace autoheal::host {

struct HealthState {
  bool store = false;    // it can be read, the last write succeeded, and the look is not older than ten seconds
  bool secrets = false;  // the key is there and the right one
  std::size_t plugins = 0;
  std::size_t integrations = 0;
  std::size_t without_plugin = 0;  // integrations whose plugin is not loaded: their deliveries are answered 503

  // Deliveries can be taken: 503 when not, so that a probe takes the host out of service.
  bool is_serving() const { return store && secrets && (integrations == 0 || without_plugin < integrations); }
  bool is_whole() const { return is_serving() && without_plugin == 0; }
};

class Health {
 public:
  explicit Health(const HostParts& host);  // looks once before it returns
  ~Health();
  Health(const Health&) = delete;
  Health& operator=(const Health&) = delete;

  HealthState state() const;

  // A write of the store failed. The store counts as failing until a write of our own succeeds.
  void write_failed();

 private:
  void look();
  bool look_at_store(HealthState& seen);
  bool try_write();

  const HostParts host_;
  mutable std::mutex mutex_;  // guards what follows; held for a few instructions only
  HealthState seen_;
  std::chrono::steady_clock::time_point seen_at_{};
  std::uint64_t failures_ = 0;  // of writes, so far
  std::uint64_t mended_ = 0;    // of these, how many a write of our own came after
  std::condition_variable_any wake_;
  std::jthread thread_;
};

}  // namespace autoheal::host
