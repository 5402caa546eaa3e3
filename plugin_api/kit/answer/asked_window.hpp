// The stretch of time that a question is about: its arguments `window`, or `since` and `until`.
// Threads: as the Query.
#pragma once

#include "kit/answer/operation.hpp"
#include "kit/answer/query.hpp"
#include "kit/core/result.hpp"
#include "kit/time/window.hpp"

#include <chrono>
#include <optional>

namespace autoheal::kit {

inline constexpr Parameter kWindowParameters[] = {
    {"window", ParameterType::text, "\"last 7 days\", \"this week\"", ""},
    {"since", ParameterType::text, "instead of window: \"Monday 09:00\"", ""},
    {"until", ParameterType::text, "", ""}};

// Nothing if none of the three is given. `until` without `since` begins `standard` before it. From here on people are
// told times in the zone that a phrase names. Errors: invalid_argument, also for `window` beside one of the others.
Result<std::optional<Window>> asked_window(Query& query, std::chrono::hours standard);

// The answer is about that window, and the calls that go on ask for its very times, whatever phrase was given.
void pin_window(Query& query, const Window& window);

}  // namespace autoheal::kit
