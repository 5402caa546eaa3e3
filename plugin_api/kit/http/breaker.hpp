// Stops asking a service that does not work, and finds out when it works again. Pure: time and dice come from
// outside. Threads: guarded by its owner.
#pragma once

#include <chrono>
#include <deque>

namespace autoheal::kit::http {

// Opens after 5 failures in a row, or when at least half of 20 or more attempts within 30 s failed. Open for 15 s, then
// 30, 60 and at most 120 s (each ±20 %) as long as the one attempt that is let through afterwards fails; closes after
// two successes. Failures are transport errors and 5xx; every other reply is a success: the service works.
class Breaker {
 public:
  using Time = std::chrono::steady_clock::time_point;

  // Whether an attempt may start now; then exactly one of the three must follow it.
  bool admit(Time now) noexcept;
  void succeeded(Time now);
  void failed(Time now, double dice);
  void abandoned() noexcept;  // no verdict: cancelled, or our own deadline

  bool is_open(Time now) const noexcept { return state_ == State::open && now < open_until_; }
  std::chrono::milliseconds next_attempt_in(Time now) const noexcept;  // until one is let through; 0: now

 private:
  enum class State { closed, open, half_open };
  struct Seen {
    Time at;
    bool failed;
  };

  void remember(Time now, bool failed);
  void open(Time now, double dice) noexcept;
  bool too_many_failures() const noexcept;

  State state_ = State::closed;
  std::deque<Seen> seen_;  // of the last 30 s
  int in_a_row_ = 0;
  int successes_ = 0;     // since half open
  bool probing_ = false;  // the one attempt of half open is under way
  std::chrono::milliseconds pause_{0};
  Time open_until_{};
};

}  // namespace autoheal::kit::http
