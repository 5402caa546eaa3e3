#include "base/clock.hpp"

#include <chrono>

namespace simulator {

Clock::Clock(Millis start) : base_(start), anchor_(monotonic()) {}

Millis Clock::now() const { return base_ + static_cast<Millis>(static_cast<double>(monotonic() - anchor_) * rate_); }

void Clock::set(Millis now) {
  base_ = now;
  anchor_ = monotonic();
}

void Clock::set_rate(double rate) {
  set(now());
  rate_ = rate;
}

Millis Clock::real_now() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch())
      .count();
}

Millis Clock::monotonic() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

}  // namespace simulator
