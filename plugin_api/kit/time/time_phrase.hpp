// Times as people say them: "yesterday", "Monday 09:00 Europe/Berlin", "last 24 hours", "since Monday", "this week"
// (ISO weeks, Monday first), dates, and RFC 3339. Calendar words follow the wall clock of the zone, also across DST;
// hours and minutes are exact durations.
// Threads: pure functions, [any-thread].
#pragma once

#include "kit/core/result.hpp"
#include "kit/time/time_zone.hpp"
#include "kit/time/window.hpp"

#include <string_view>

namespace autoheal::kit {

// Where to look when a phrase fits several days: "Monday" was or will be, "09:00" was or will be.
enum class Lean : std::uint8_t { past, future };

struct PhraseContext {
  UtcTime now;
  const TimeZone* zone;  // unless the phrase names one
  Lean lean = Lean::past;
};

// The zone that the phrase names at its end ("Monday 09:00 Europe/Berlin"), else nothing.
std::optional<TimeZone> zone_in_phrase(std::string_view phrase);

// Errors of all three: invalid_argument at /argument, with examples as a hint.

// A moment; a phrase that means a day or longer stands for its first moment.
Result<UtcTime> parse_instant(std::string_view argument, std::string_view phrase, const PhraseContext& context);

// A window; a day, week or month means all of it, cut at now when leaning to the past. since < until always.
Result<Window> parse_window(std::string_view argument, std::string_view phrase, const PhraseContext& context);

// From two arguments of which either may be empty: since without until ends now, until without since begins
// `standard` before it. A day as `until` is included.
Result<Window> parse_since_until(std::string_view since, std::string_view until, std::chrono::hours standard,
                                 const PhraseContext& context);

}  // namespace autoheal::kit
