#include "kit/http/breaker.hpp"

#include <algorithm>

namespace autoheal::kit::http {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr int kFailuresInARow = 5;
constexpr std::size_t kLeastSeen = 20;
constexpr seconds kWindow{30};
constexpr seconds kFirstPause{15};
constexpr seconds kLongestPause{120};
constexpr int kSuccessesToClose = 2;

}  // namespace

bool Breaker::admit(Time now) noexcept {
  if (state_ == State::closed) return true;
  if (state_ == State::open) {
    if (now < open_until_) return false;
    state_ = State::half_open;
    successes_ = 0;
    probing_ = false;
  }
  if (probing_) return false;
  probing_ = true;
  return true;
}

void Breaker::succeeded(Time now) {
  in_a_row_ = 0;
  remember(now, false);
  if (state_ == State::closed) return;
  probing_ = false;
  // A success while open comes from an attempt that was not held back: it works again.
  if (state_ == State::open) {
    state_ = State::half_open;
    successes_ = 0;
  }
  if (++successes_ < kSuccessesToClose) return;
  state_ = State::closed;
  pause_ = milliseconds{0};
  seen_.clear();
}

void Breaker::failed(Time now, double dice) {
  ++in_a_row_;
  remember(now, true);
  if (state_ == State::half_open) {
    probing_ = false;
    open(now, dice);
  } else if (state_ == State::closed && (in_a_row_ >= kFailuresInARow || too_many_failures())) {
    open(now, dice);
  }
}

void Breaker::abandoned() noexcept { probing_ = false; }

milliseconds Breaker::next_attempt_in(Time now) const noexcept {
  if (!is_open(now)) return milliseconds{0};
  return std::chrono::ceil<milliseconds>(open_until_ - now);
}

void Breaker::remember(Time now, bool failed) {
  seen_.push_back({now, failed});
  while (!seen_.empty() && now - seen_.front().at > kWindow) seen_.pop_front();
}

bool Breaker::too_many_failures() const noexcept {
  const auto failures = std::count_if(seen_.begin(), seen_.end(), [](const Seen& s) { return s.failed; });
  return seen_.size() >= kLeastSeen && static_cast<std::size_t>(failures) * 2 >= seen_.size();
}

void Breaker::open(Time now, double dice) noexcept {
  const milliseconds doubled = pause_ * 2;
  pause_ = std::clamp<milliseconds>(doubled, kFirstPause, kLongestPause);
  const auto jitter = static_cast<std::int64_t>((dice * 0.4 - 0.2) * static_cast<double>(pause_.count()));
  open_until_ = now + pause_ + milliseconds{jitter};
  state_ = State::open;
}

}  // namespace autoheal::kit::http
