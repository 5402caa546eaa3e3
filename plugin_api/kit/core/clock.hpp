// The wall clock as a seam: "this week", override ends and secret expiries are tested with a manual one.
// The product's is HostClock (plugin/host_clock.hpp). Times are UTC in milliseconds. Deadlines are on another clock,
// the steady one. Threads: now is [any-thread].
#pragma once

#include <chrono>

namespace autoheal::kit {

using UtcTime = std::chrono::sys_time<std::chrono::milliseconds>;

class Clock {
 public:
  virtual ~Clock() = default;
  virtual UtcTime now() const = 0;  // [any-thread]
};

}  // namespace autoheal::kit
