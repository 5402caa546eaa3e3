#include "kit/http/retry_policy.hpp"

#include <algorithm>

namespace autoheal::kit::http {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr double kFirstBackoffMs = 250.0;
constexpr double kLongestBackoffMs = 4000.0;
constexpr double kJitterMs = 500.0;

milliseconds backoff(int attempt, double dice) noexcept {
  double top = kFirstBackoffMs;
  for (int i = 1; i < attempt && top < kLongestBackoffMs; ++i) top *= 2;
  return milliseconds{static_cast<std::int64_t>(dice * std::min(top, kLongestBackoffMs))};
}

}  // namespace

bool is_worth_retrying(Errc code) noexcept {
  switch (code) {
    case Errc::dns:
    case Errc::connect:
    case Errc::network:
    case Errc::upstream_timeout:
    case Errc::upstream_unavailable:
    case Errc::rate_limited:
      return true;
    default:
      return false;
  }
}

milliseconds quiet_time(int attempt, std::optional<seconds> told, double dice) noexcept {
  const seconds otherwise{attempt <= 1 ? 1 : 2};
  const seconds base = std::clamp(told.value_or(otherwise), seconds{1}, seconds{60});
  return base + milliseconds{static_cast<std::int64_t>(dice * kJitterMs)};
}

std::optional<milliseconds> retry_delay(const FailedAttempt& failed) noexcept {
  if (failed.number >= kMostAttempts || !is_worth_retrying(failed.code)) return std::nullopt;
  const bool told = failed.code == Errc::rate_limited || failed.told_to_wait.has_value();
  const milliseconds delay =
      told ? quiet_time(failed.number, failed.told_to_wait, failed.dice) : backoff(failed.number, failed.dice);
  if (failed.left < delay + kLeastTimeForAttempt) return std::nullopt;
  return delay;
}

void RetryBudget::failed() noexcept { tenths_ = std::max(tenths_ - 10, 0); }
void RetryBudget::succeeded() noexcept { tenths_ = std::min(tenths_ + 1, 100); }

}  // namespace autoheal::kit::http
