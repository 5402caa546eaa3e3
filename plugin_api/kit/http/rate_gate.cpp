#include "kit/http/rate_gate.hpp"

#include <algorithm>

namespace autoheal::kit::http {
namespace {

constexpr int kSlots = 4;
constexpr int kSlotsWithPlenty = 8;
constexpr int kReserve = 10;  // per cent of the budget, for those who wait
constexpr std::chrono::seconds kLongestReset{60};
constexpr std::chrono::seconds kSameEnd{2};  // ends of windows are told in whole seconds

}  // namespace

int RateGate::slots(Time now) const noexcept {
  return is_known(now) && remaining_ * 2 >= limit_ ? kSlotsWithPlenty : kSlots;
}

int RateGate::share_of(Holder holder, Time now) const noexcept {
  const auto others = static_cast<int>(waiting_.size() - waiting_.count(holder));
  return std::max(1, slots(now) / (1 + others));
}

RateGate::Verdict RateGate::admit(Time now, Holder holder, Priority priority) {
  if (now < held_until_) return {Answer::not_before, held_until_};
  const int reserve = priority == Priority::background ? limit_ * kReserve / 100 : 0;
  if (is_known(now) && remaining_ - in_flight_ <= reserve) {
    // Requests in flight are not in `remaining` yet; their replies tell what is left, so they are waited for first.
    if (remaining_ > reserve) {
      waiting_.insert(holder);
      return {Answer::no_slot, {}};
    }
    return {Answer::not_before, known_until_};
  }
  int& held = held_[holder];
  if (in_flight_ >= slots(now) || held >= share_of(holder, now)) {
    waiting_.insert(holder);
    return {Answer::no_slot, {}};
  }
  waiting_.erase(holder);
  ++held;
  ++in_flight_;
  return {Answer::start, {}};
}

void RateGate::release(Holder holder) noexcept {
  const auto found = held_.find(holder);
  if (found == held_.end()) return;
  --in_flight_;
  if (--found->second == 0) held_.erase(found);
}

void RateGate::leave(Holder holder) noexcept { waiting_.erase(holder); }

// Replies overtake each other: within one window the lowest word about it is the latest. A window is known by its end
// as it was first told, so that an end that moves on with every reply is a new window soon.
void RateGate::learn(Time now, int limit, int remaining, std::chrono::seconds reset) {
  if (limit <= 0) return;
  const Time resets_at = now + std::clamp(reset, std::chrono::seconds{0}, kLongestReset);
  const auto moved = resets_at > window_end_ ? resets_at - window_end_ : window_end_ - resets_at;
  const bool same_window = limit == limit_ && now < resets_at_ && moved <= kSameEnd;
  const int left = std::clamp(remaining, 0, limit);
  remaining_ = same_window ? std::min(remaining_, left) : left;
  if (!same_window) window_end_ = resets_at;
  limit_ = limit;
  resets_at_ = resets_at;
  known_until_ = resets_at_ + std::chrono::seconds{1};
}

void RateGate::hold_until(Time until) noexcept { held_until_ = std::max(held_until_, until); }

std::optional<RateBudget> RateGate::budget(Time now) const {
  if (!is_known(now)) return std::nullopt;
  const auto in = std::max(std::chrono::ceil<std::chrono::seconds>(resets_at_ - now), std::chrono::seconds{0});
  return RateBudget{limit_, remaining_, in};
}

std::set<RateGate::Holder> RateGate::waiting_besides(Holder holder) const {
  std::set<Holder> out = waiting_;
  out.erase(holder);
  return out;
}

}  // namespace autoheal::kit::http
