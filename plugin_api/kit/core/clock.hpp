// The wall clock as a seam: "this week", override ends and secret expiries are tested with a manual one.
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
