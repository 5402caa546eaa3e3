// What is known about one API key at one origin, shared by every call and every instance of the process that uses it:
// its rate budget, the breaker, the retry budget, and whether the service refused it.
// Threads: everything is [any-thread]; nothing here blocks.
#pragma once

#include "kit/core/error.hpp"
#include "kit/http/breaker.hpp"
#include "kit/http/client.hpp"
#include "kit/http/rate_gate.hpp"
#include "kit/http/retry_policy.hpp"
#include "kit/http/service.hpp"
#include "kit/http/wake.hpp"

#include <chrono>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <random>
#include <string_view>

namespace autoheal::kit::http {

// How an attempt ended, as far as the key's state is concerned.
struct AttemptEnd {
  enum class Kind { success, reply, failure, abandoned };
  Kind kind = Kind::abandoned;  // reply: any status that is neither 2xx nor a failure; failure: transport or 5xx
  int status = 0;
  int attempt = 1;
  bool retryable = false;
  std::optional<int> limit;
  std::optional<int> remaining;
  std::optional<std::chrono::seconds> reset;
  std::optional<std::chrono::seconds> told_to_wait;  // after a 429 or 503
};

class KeyState {
 public:
  using Time = std::chrono::steady_clock::time_point;

  enum class Answer { start, wait_for_slot, not_before, refuse };
  struct Verdict {
    Answer answer = Answer::start;
    Time not_before{};  // with not_before
    Error error;        // with refuse
  };

  // service: a constant, for the words of errors.
  KeyState(const Service& service, unsigned seed) : service_(service), dice_(seed) {}

  // May an attempt start? With start, finished() must follow. A loop that was told to wait for a slot is rung when one
  // is free.
  Verdict admit(Time now, const std::shared_ptr<Wake>& loop, Priority priority, Time deadline);
  void finished(Time now, const std::shared_ptr<Wake>& loop, const AttemptEnd& end);
  void leave(const std::shared_ptr<Wake>& loop);  // no job of that loop waits any longer

  // The pause before another attempt, or nothing (retry_policy.hpp and the retry budget).
  std::optional<std::chrono::milliseconds> retry_delay(int attempt, Errc code,
                                                       std::optional<std::chrono::seconds> told_to_wait,
                                                       std::chrono::milliseconds left);

  std::optional<RateBudget> rate_budget(Time now) const;
  void forget_refusal();  // the settings changed: the key gets another chance

 private:
  double roll() { return std::uniform_real_distribution<double>(0.0, 1.0)(dice_); }
  std::optional<Error> refusal(Time now, Priority priority) const;
  void learn(Time now, const AttemptEnd& end);
  void ring_waiting(const std::shared_ptr<Wake>& besides);

  Error rate_limited(std::chrono::milliseconds wait) const;
  Error circuit_open(std::chrono::milliseconds wait) const;

  const Service& service_;
  mutable std::mutex mutex_;
  std::mt19937 dice_;
  RateGate gate_;
  Breaker breaker_;
  RetryBudget budget_;
  Time quiet_until_{};
  Time refused_until_{};
  std::map<RateGate::Holder, std::weak_ptr<Wake>> loops_;  // those that wait for a slot
};

// The one state of that credential (the value of its Authorization header) at that origin. Credentials are kept as
// hashes only; states that nobody has used for ten minutes are dropped.
std::shared_ptr<KeyState> key_state_of(const Service& service, std::string_view origin, std::string_view credential);

}  // namespace autoheal::kit::http
