// Times as they cross the border: RFC 3339 in with any offset and fraction, UTC with milliseconds and Z out.
// Threads: pure functions, [any-thread].
#pragma once

#include "kit/core/clock.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace autoheal::kit {

// "2026-03-14T09:26:53Z", "2026-03-14T10:26:53.589123+01:00". Strict: date, time and offset are all required, years
// 0001 to 9999, fractions are cut to milliseconds; a leap second (23:59:60 in UTC) reads as the last millisecond
// before it ends. Nothing if the text is anything else.
std::optional<UtcTime> parse_rfc3339(std::string_view text);

// "2026-03-14T09:26:53.589Z". Times outside the years 0001 to 9999 are clamped to them.
std::string render_rfc3339(UtcTime time);

}  // namespace autoheal::kit
