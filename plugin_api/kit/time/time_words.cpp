#include "kit/time/time_words.hpp"

#include "kit/text/ascii.hpp"

#include <array>
#include <charconv>
#include <utility>

namespace autoheal::kit {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;
using std::chrono::weekday;
using std::chrono::year_month_day;

template <class T, std::size_t N>
std::optional<T> look_up(const std::array<std::pair<std::string_view, T>, N>& table, std::string_view word) {
  for (const auto& [name, value] : table) {
    if (name == word) return value;
  }
  return std::nullopt;
}

}  // namespace

std::optional<int> to_number(std::string_view text) {
  int value = 0;
  auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (ec != std::errc{} || end != text.data() + text.size() || text.size() > 6 || value < 0) return std::nullopt;
  return value;
}

std::optional<Unit> unit_named(std::string_view word) {
  constexpr std::array<std::pair<std::string_view, Unit>, 24> kUnits{
      {{"s", Unit::second},  {"sec", Unit::second}, {"secs", Unit::second}, {"second", Unit::second},
       {"m", Unit::minute},  {"min", Unit::minute}, {"mins", Unit::minute}, {"minute", Unit::minute},
       {"h", Unit::hour},    {"hr", Unit::hour},    {"hrs", Unit::hour},    {"hour", Unit::hour},
       {"d", Unit::day},     {"day", Unit::day},    {"w", Unit::week},      {"wk", Unit::week},
       {"week", Unit::week}, {"mo", Unit::month},   {"month", Unit::month}, {"quarter", Unit::quarter},
       {"y", Unit::year},    {"yr", Unit::year},    {"year", Unit::year},   {"fortnight", Unit::week}}};
  if (auto unit = look_up(kUnits, word)) return unit;
  if (word.size() > 3 && word.ends_with('s')) return look_up(kUnits, word.substr(0, word.size() - 1));
  return std::nullopt;
}

std::optional<weekday> weekday_named(std::string_view word) {
  constexpr std::array<std::string_view, 7> kDays{"sunday",   "monday", "tuesday", "wednesday",
                                                  "thursday", "friday", "saturday"};
  for (unsigned i = 0; i < kDays.size(); ++i) {
    if (word == kDays[i] || word == kDays[i].substr(0, 3)) return weekday{i};
  }
  constexpr std::array<std::pair<std::string_view, unsigned>, 4> kOthers{
      {{"tues", 2}, {"weds", 3}, {"thur", 4}, {"thurs", 4}}};
  if (auto number = look_up(kOthers, word)) return weekday{*number};
  return std::nullopt;
}

std::optional<unsigned> month_named(std::string_view word) {
  constexpr std::array<std::string_view, 12> kMonths{"january",   "february", "march",    "april",
                                                     "may",       "june",     "july",     "august",
                                                     "september", "october",  "november", "december"};
  for (unsigned i = 0; i < kMonths.size(); ++i) {
    if (word == kMonths[i] || word == kMonths[i].substr(0, 3)) return i + 1;
  }
  return word == "sept" ? std::optional(9U) : std::nullopt;
}

std::optional<int> number_named(std::string_view word) {
  constexpr std::array<std::pair<std::string_view, int>, 15> kNumbers{{{"a", 1},
                                                                       {"an", 1},
                                                                       {"one", 1},
                                                                       {"two", 2},
                                                                       {"three", 3},
                                                                       {"four", 4},
                                                                       {"five", 5},
                                                                       {"six", 6},
                                                                       {"seven", 7},
                                                                       {"eight", 8},
                                                                       {"nine", 9},
                                                                       {"ten", 10},
                                                                       {"twelve", 12},
                                                                       {"thirty", 30},
                                                                       {"couple", 2}}};
  if (auto number = to_number(word)) return number;
  return look_up(kNumbers, word);
}

std::optional<year_month_day> date_of(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto y = to_number(text.substr(0, 4));
  const auto m = to_number(text.substr(5, 2));
  const auto d = to_number(text.substr(8, 2));
  if (!y || !m || !d) return std::nullopt;
  year_month_day date{std::chrono::year{*y}, std::chrono::month{static_cast<unsigned>(*m)},
                      std::chrono::day{static_cast<unsigned>(*d)}};
  return date.ok() && *y >= 1970 ? std::optional(date) : std::nullopt;
}

std::optional<milliseconds> clock_of(std::string_view text) {
  int shift = 0;
  bool twelve = false;
  if (text.ends_with("am") || text.ends_with("pm")) {
    twelve = true;
    shift = text.ends_with("pm") ? 12 : 0;
    text.remove_suffix(2);
  }
  std::array<int, 3> parts{0, 0, 0};
  std::size_t count = 0;
  while (count < 3) {
    const std::size_t colon = text.find(':');
    const std::string_view part = text.substr(0, colon);
    const auto number = to_number(part);
    if (!number || part.size() > 2) return std::nullopt;
    parts[count++] = *number;
    if (colon == std::string_view::npos) break;
    text.remove_prefix(colon + 1);
    if (count == 3) return std::nullopt;
  }
  if (count == 1 && !twelve) return std::nullopt;
  if (twelve && (parts[0] < 1 || parts[0] > 12)) return std::nullopt;
  if (twelve) parts[0] = parts[0] % 12 + shift;
  if (parts[0] > 24 || parts[1] > 59 || parts[2] > 59 || (parts[0] == 24 && parts[1] + parts[2] > 0))
    return std::nullopt;
  return hours{parts[0]} + minutes{parts[1]} + seconds{parts[2]};
}

std::vector<std::string> words_of(std::string_view phrase) {
  std::vector<std::string> words;
  std::string word;
  const auto flush = [&] {
    if (!word.empty()) words.push_back(std::exchange(word, {}));
  };
  for (std::size_t i = 0; i < phrase.size(); ++i) {
    const char c = phrase[i];
    if (c == ' ' || c == '\t' || c == ',') {
      flush();
    } else if (c == '.' && phrase.substr(i).starts_with("..")) {
      flush();
      words.emplace_back("to");
      ++i;
    } else {
      word.push_back(lower(c));
    }
  }
  flush();
  return words;
}

std::optional<int> day_of_month(std::string_view text) {
  for (std::string_view suffix : {"st", "nd", "rd", "th"}) {
    if (text.size() > 2 && text.ends_with(suffix)) text.remove_suffix(2);
  }
  const auto number = text.size() <= 2 ? to_number(text) : std::nullopt;
  return number && *number >= 1 && *number <= 31 ? number : std::nullopt;
}

}  // namespace autoheal::kit
