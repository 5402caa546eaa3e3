// The call that a plugin is serving: until when, whether still wanted, how far, how much, and for whom.
// Threads: [any-thread] until the verb returns; never keep a Call longer than that.
#pragma once

#include "autoheal/abi.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

namespace autoheal {

// What a call may cost. Both byte counts are never 0.
struct Limits {
  std::uint64_t result_bytes = AUTOHEAL_DEFAULT_RESULT_BYTES;
  std::uint64_t error_bytes = AUTOHEAL_DEFAULT_ERROR_BYTES;
  std::optional<std::uint32_t> upstream_calls = std::nullopt;  // nullopt: what the plugin allows itself
};

class Call {
 public:
  using Steady = autoheal::Steady;

  explicit Call(const autoheal_call& call) noexcept : call_(&call) {}
  Call(const Call&) = delete;
  Call& operator=(const Call&) = delete;

  // time_point::max(): none.
  Steady::time_point deadline() const noexcept { return to_deadline(call_->deadline_ns); }

  // Time left, never negative; nanoseconds::max(): no deadline.
  std::chrono::nanoseconds remaining() const noexcept {
    if (deadline() == Steady::time_point::max()) return std::chrono::nanoseconds::max();
    return std::max(std::chrono::nanoseconds(deadline() - Steady::now()), std::chrono::nanoseconds::zero());
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
  // Work whose end is not in sight.
  void progress(std::string_view message) const noexcept {
    if (call_->progress != nullptr) call_->progress(call_->ctx, AUTOHEAL_PROGRESS_UNKNOWN, to_text(message));
  }

  Limits limits() const noexcept {
    Limits limits;
    if (call_->max_result_bytes != 0) limits.result_bytes = call_->max_result_bytes;
    if (call_->max_error_bytes != 0) limits.error_bytes = call_->max_error_bytes;
    if (call_->max_upstream_calls != 0) limits.upstream_calls = call_->max_upstream_calls;
    return limits;
  }

  Caller caller() const noexcept { return to_caller(call_->caller); }

  // These three: valid as long as the call, empty if the host says nothing.
  std::string_view actor() const noexcept { return to_view(call_->actor); }  // JSON; docs/documents.md section 7
  std::string_view idempotency_key() const noexcept { return to_view(call_->idempotency_key); }
  std::string_view trace_parent() const noexcept { return to_view(call_->trace_parent); }  // W3C trace context

 private:
  const autoheal_call* call_;
};

}  // namespace autoheal
