// The account's clock: starts at --now or at the real time, runs at a rate (1 = real time, 0 = frozen), can be set.
// Data, windows, retries of webhooks and their 24 h lock follow it; latency, timeouts and the rate budget follow real
// time.
#pragma once

#include "base/time.hpp"

namespace simulator {

class Clock {
 public:
  explicit Clock(Millis start);
  Millis now() const;
  double rate() const { return rate_; }
  void set(Millis now);
  void set_rate(double rate);  // 0 freezes
  static Millis real_now();    // wall clock
  static Millis monotonic();   // for durations in real time

 private:
  Millis base_;
  Millis anchor_;
  double rate_ = 1;
};

}  // namespace simulator
