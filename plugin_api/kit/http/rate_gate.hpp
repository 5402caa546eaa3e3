// Who may send now, paced by the service's own headers and shared by all calls of one key. Pure: time comes from
// outside. Threads: guarded by its owner.
#pragma once

#include "kit/http/client.hpp"

#include <chrono>
#include <map>
#include <optional>
#include <set>

namespace autoheal::kit::http {

// 4 in flight, 8 while at least half of the budget remains. The last tenth of the budget is for calls that somebody
// waits for. Nobody sends when nothing remains, or after a 429, until the reset; what the headers said expires one
// second after it, so that a stale word never blocks.
class RateGate {
 public:
  using Time = std::chrono::steady_clock::time_point;
  using Holder = const void*;  // who takes slots: one transfer loop

  enum class Answer { start, no_slot, not_before };
  struct Verdict {
    Answer answer = Answer::start;
    Time not_before{};  // with Answer::not_before
  };

  // start: a slot is taken, release() gives it back. no_slot: wait for a release by anybody. With several holders
  // waiting, each gets its share of the slots.
  Verdict admit(Time now, Holder holder, Priority priority);
  void release(Holder holder) noexcept;
  void leave(Holder holder) noexcept;  // holder waits no longer

  void learn(Time now, int limit, int remaining, std::chrono::seconds reset);
  void hold_until(Time until) noexcept;  // after a 429

  std::optional<RateBudget> budget(Time now) const;
  int in_flight() const noexcept { return in_flight_; }
  std::set<Holder> waiting_besides(Holder holder) const;

 private:
  bool is_known(Time now) const noexcept { return limit_ > 0 && now < known_until_; }
  int slots(Time now) const noexcept;
  int share_of(Holder holder, Time now) const noexcept;

  int in_flight_ = 0;
  std::map<Holder, int> held_;
  std::set<Holder> waiting_;
  int limit_ = 0;
  int remaining_ = 0;
  Time resets_at_{};
  Time window_end_{};  // as the first reply of this window told it
  Time known_until_{};
  Time held_until_{};
};

}  // namespace autoheal::kit::http
