// Whether a failed attempt is tried again, and after how long. Pure: time and dice come from outside.
// Threads: [any-thread] for the function, RetryBudget is guarded by its owner.
#pragma once

#include "kit/core/error.hpp"

#include <chrono>
#include <optional>

namespace autoheal::kit::http {

inline constexpr int kMostAttempts = 3;
inline constexpr std::chrono::milliseconds kLeastTimeForAttempt{250};

struct FailedAttempt {
  int number = 1;  // 1: the first
  Errc code = Errc::internal;
  std::optional<std::chrono::seconds> told_to_wait;  // Retry-After, else ratelimit-reset of a 429
  std::chrono::milliseconds left{0};                 // until the call's deadline
  double dice = 0.0;                                 // [0, 1)
};

// Names lookup, connect, broken transfer, upstream_timeout, upstream_unavailable and rate_limited are worth another
// attempt; nothing else is.
bool is_worth_retrying(Errc code) noexcept;

// How long the service wants quiet after a 429: what it said, clamped to 1 to 60 s, else 1 s and then 2 s; plus up to
// 0.5 s of jitter.
std::chrono::milliseconds quiet_time(int attempt, std::optional<std::chrono::seconds> told, double dice) noexcept;

// The pause before the next attempt, or nothing: three attempts in all, never one that would start with less
// than 250 ms left. Without a word from the service: random between 0 and 0.25 s * 2^(n-1), at most 4 s.
std::optional<std::chrono::milliseconds> retry_delay(const FailedAttempt& failed) noexcept;

// Keeps retries from multiplying an outage: 10 tokens, each retryable failure takes one, each success gives a tenth
// back, and there are retries only while more than 5 are left.
class RetryBudget {
 public:
  void failed() noexcept;
  void succeeded() noexcept;
  bool allows_retry() const noexcept { return tenths_ > 50; }

 private:
  int tenths_ = 100;
};

}  // namespace autoheal::kit::http
