// The one thread on which everything happens: server, outgoing webhooks, timers. Nothing here blocks; callbacks run one
// at a time, so the rest of the simulator needs no lock.
#pragma once

#include "net/message.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace simulator {

class Reactor {
 public:
  using Send = std::function<void(Response)>;
  // Must call Send exactly once, now or later.
  using Handler = std::function<void(Request, Send)>;

  Reactor();
  ~Reactor();
  Reactor(const Reactor&) = delete;
  Reactor& operator=(const Reactor&) = delete;

  // Returns the port (of use when `port` is 0). Throws std::runtime_error if the address cannot be had.
  std::uint16_t listen(const std::string& address, std::uint16_t port, Handler handler);
  // Every request that comes in waits that long before it is looked at.
  void set_latency(int milliseconds);
  int latency() const;
  // Runs until SIGTERM, SIGINT or stop().
  void run();
  void stop();

  // Calls `action` once, after that time. A later call for the same `slot` replaces the earlier one; a negative delay
  // only cancels.
  void schedule(const std::string& slot, std::int64_t delay_ms, std::function<void()> action);
  void fetch(const OutgoingRequest& request, std::function<void(OutgoingResult)> done);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace simulator
