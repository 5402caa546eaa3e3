// The words that phrases about time are made of, in lower case: units, weekdays, months, numbers, dates, clocks.
// Threads: pure functions, [any-thread].
#pragma once

#include "kit/text/text.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace autoheal::kit {

enum class Unit : std::uint8_t { second, minute, hour, day, week, month, quarter, year };

// "45": digits alone, at most six.
std::optional<int> to_number(std::string_view text);
// "45", "three", "a"
std::optional<int> number_named(std::string_view word);
// "h", "hrs", "hours"
std::optional<Unit> unit_named(std::string_view word);
// "monday", "mon", "tues"
std::optional<std::chrono::weekday> weekday_named(std::string_view word);
// 1 to 12 for "march", "mar"
std::optional<unsigned> month_named(std::string_view word);
// 1 to 31 for "14", "14th"
std::optional<int> day_of_month(std::string_view text);
// "2026-03-14", from 1970 on
std::optional<std::chrono::year_month_day> date_of(std::string_view text);
// Since midnight: "09:00", "9:30:15", "9am", "9:30pm"; "24:00" is the end of the day.
std::optional<std::chrono::milliseconds> clock_of(std::string_view text);

// Split at blanks and commas, in lower case; ".." is the word "to".
std::vector<std::string> words_of(std::string_view phrase);

}  // namespace autoheal::kit
