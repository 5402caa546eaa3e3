#include "kit/http/key_state.hpp"

#include <algorithm>

namespace autoheal::kit::http {
namespace {

using std::chrono::milliseconds;

constexpr std::chrono::minutes kRefusalLasts{5};

}  // namespace

Error KeyState::rate_limited(milliseconds wait) const {
  Error error = error_of_reply(service_, 429, {}, {});
  error.message = std::string(service_.name) + "'s rate limit for this key is used up; it resets in " +
                  std::to_string(std::chrono::ceil<std::chrono::seconds>(wait).count()) +
                  " s, which is later than this call may last.";
  error.http_status = 0;
  error.retry_after = wait;
  return error;
}

Error KeyState::circuit_open(milliseconds wait) const {
  Error error =
      Error::of(Errc::circuit_open,
                std::string(service_.name) + " could not be reached several times in a row; it is asked again in " +
                    std::to_string(std::chrono::ceil<std::chrono::seconds>(wait).count()) + " s.",
                "Test Connection asks at once and shows what is wrong.");
  error.retry_after = wait;
  return error;
}

std::optional<Error> KeyState::refusal(Time now, Priority priority) const {
  if (priority == Priority::probe || now >= refused_until_) return std::nullopt;
  Error error = error_of_reply(service_, 401, {}, {});
  error.message = std::string(service_.name) +
                  " refused the API key a moment ago (401); nothing is sent until the settings change.";
  return error;
}

KeyState::Verdict KeyState::admit(Time now, const std::shared_ptr<Wake>& loop, Priority priority, Time deadline) {
  const std::lock_guard lock(mutex_);
  if (std::optional<Error> refused = refusal(now, priority)) return {Answer::refuse, {}, std::move(*refused)};
  const bool probe = priority == Priority::probe;
  if (!probe && breaker_.is_open(now)) return {Answer::refuse, {}, circuit_open(breaker_.next_attempt_in(now))};

  const RateGate::Verdict slot = gate_.admit(now, loop.get(), priority);
  if (slot.answer == RateGate::Answer::no_slot) {
    loops_[loop.get()] = loop;
    return {Answer::wait_for_slot, {}, {}};
  }
  if (slot.answer == RateGate::Answer::not_before) {
    const bool fits = slot.not_before + kLeastTimeForAttempt <= deadline;
    if (fits) return {Answer::not_before, slot.not_before, {}};
    return {Answer::refuse, {}, rate_limited(std::chrono::ceil<milliseconds>(slot.not_before - now))};
  }
  if (!probe && !breaker_.admit(now)) {
    gate_.release(loop.get());
    return {Answer::refuse, {}, circuit_open(std::chrono::seconds{1})};
  }
  return {Answer::start, {}, {}};
}

void KeyState::finished(Time now, const std::shared_ptr<Wake>& loop, const AttemptEnd& end) {
  const std::lock_guard lock(mutex_);
  gate_.release(loop.get());
  learn(now, end);
  switch (end.kind) {
    case AttemptEnd::Kind::success:
      budget_.succeeded();
      breaker_.succeeded(now);
      refused_until_ = Time{};
      break;
    case AttemptEnd::Kind::reply:
      breaker_.succeeded(now);
      break;
    case AttemptEnd::Kind::failure:
      breaker_.failed(now, roll());
      break;
    case AttemptEnd::Kind::abandoned:
      breaker_.abandoned();
      break;
  }
  if (end.retryable) budget_.failed();
  ring_waiting(loop);
}

void KeyState::learn(Time now, const AttemptEnd& end) {
  if (end.limit && end.remaining && end.reset) gate_.learn(now, *end.limit, *end.remaining, *end.reset);
  if (end.status == 401) refused_until_ = now + kRefusalLasts;
  if (end.status == 429) {
    quiet_until_ = std::max(quiet_until_, now + quiet_time(end.attempt, end.told_to_wait, roll()));
    gate_.hold_until(quiet_until_);
  }
}

void KeyState::ring_waiting(const std::shared_ptr<Wake>& besides) {
  for (const RateGate::Holder holder : gate_.waiting_besides(besides.get())) {
    const auto found = loops_.find(holder);
    const std::shared_ptr<Wake> wake = found == loops_.end() ? nullptr : found->second.lock();
    if (wake) {
      wake->ring();
    } else {
      gate_.leave(holder);
      loops_.erase(holder);
    }
  }
}

void KeyState::leave(const std::shared_ptr<Wake>& loop) {
  const std::lock_guard lock(mutex_);
  gate_.leave(loop.get());
  loops_.erase(loop.get());
}

std::optional<milliseconds> KeyState::retry_delay(int attempt, Errc code,
                                                  std::optional<std::chrono::seconds> told_to_wait, milliseconds left) {
  const std::lock_guard lock(mutex_);
  if (!budget_.allows_retry()) return std::nullopt;
  return http::retry_delay({attempt, code, told_to_wait, left, roll()});
}

std::optional<RateBudget> KeyState::rate_budget(Time now) const {
  const std::lock_guard lock(mutex_);
  return gate_.budget(now);
}

void KeyState::forget_refusal() {
  const std::lock_guard lock(mutex_);
  refused_until_ = Time{};
}

}  // namespace autoheal::kit::http
