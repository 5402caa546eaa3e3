// The call that a plugin is serving: until when, whether still wanted, how far.
// Threads: [any-thread] until the verb returns; never keep a Call longer than that.
#pragma once

#include "autoheal/abi.hpp"
#include "autoheal/author/host.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <string_view>

namespace autoheal {

class Call {
 public:
  using Steady = std::chrono::steady_clock;

  Call(const autoheal_call& call, Host host) noexcept : call_(&call), host_(host), deadline_(to_steady()) {}
  Call(const Call&) = delete;
  Call& operator=(const Call&) = delete;

  // The deadline on this process' steady clock; time_point::max(): none.
  Steady::time_point deadline() const noexcept { return deadline_; }

  // Time left by the host's clock, never negative; nanoseconds::max(): no deadline.
  std::chrono::nanoseconds remaining() const noexcept {
    if (call_->deadline_ns == 0) return std::chrono::nanoseconds::max();
    const auto now = static_cast<std::uint64_t>(host_.monotonic().count());
    if (call_->deadline_ns <= now) return std::chrono::nanoseconds::zero();
    const std::uint64_t left = std::min<std::uint64_t>(call_->deadline_ns - now, INT64_MAX);
    return std::chrono::nanoseconds(static_cast<std::int64_t>(left));
  }

  // The host asked to stop, or the deadline passed.
  bool cancelled() const noexcept { return stop_status() != AUTOHEAL_OK; }

  // AUTOHEAL_OK: go on; AUTOHEAL_DEADLINE_EXCEEDED or AUTOHEAL_CANCELLED: stop, and say so.
  autoheal_status stop_status() const noexcept {
    if (remaining() == std::chrono::nanoseconds::zero()) return AUTOHEAL_DEADLINE_EXCEEDED;
    return call_->is_cancelled(call_->ctx) != 0 ? AUTOHEAL_CANCELLED : AUTOHEAL_OK;
  }

  // Becomes readable on cancel; -1: none. Poll it together with your own descriptors; never read or close it.
  int cancel_fd() const noexcept { return call_->cancel_fd; }

  // Parts of the work done, 0..10000 (larger counts as 10000), and a few words for a person.
  void progress(std::uint32_t permyriad, std::string_view message) const noexcept {
    if (call_->progress == nullptr) return;
    call_->progress(call_->ctx, std::min<std::uint32_t>(permyriad, 10000), to_text(message));
  }

  // W3C trace context, or empty. Valid as long as the call.
  std::string_view trace_parent() const noexcept { return to_view(call_->trace_parent); }

 private:
  Steady::time_point to_steady() const noexcept {
    const auto left = remaining();
    const auto now = Steady::now();
    return left >= Steady::time_point::max() - now ? Steady::time_point::max() : now + left;
  }

  const autoheal_call* call_;
  Host host_;
  Steady::time_point deadline_;
};

}  // namespace autoheal
