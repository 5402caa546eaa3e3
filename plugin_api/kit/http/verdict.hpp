// What a failed attempt means: the error it becomes, and what it tells about the key and about the service. Pure.
// Threads: [any-thread].
#pragma once

#include "kit/http/attempt.hpp"
#include "kit/http/job.hpp"
#include "kit/http/key_state.hpp"

#include <chrono>
#include <cstdint>
#include <string_view>

namespace autoheal::kit::http {

inline constexpr std::chrono::milliseconds kMargin{50};  // an attempt ends so long before the call's deadline

struct FailedVerdict {
  Error error;
  AttemptEnd end;
  bool out_of_time = false;  // the attempt ended because the call's time was up: no other one
};

Error deadline_error(std::string_view host);

// The call has sent as many requests as its limits allow (CallScope::max_upstream_calls). Waiting does not help.
Error call_limit_error(std::string_view service, std::uint32_t most);

// What a success tells.
AttemptEnd end_of_success(const Attempt& attempt, const Job& job);

// cut_by_deadline: the attempt had less time than attempts normally have, because the call's deadline is near.
FailedVerdict judge_failure(const Attempt& attempt, const Job& job, bool cut_by_deadline,
                            std::chrono::steady_clock::time_point now, UtcTime wall_clock);

}  // namespace autoheal::kit::http
