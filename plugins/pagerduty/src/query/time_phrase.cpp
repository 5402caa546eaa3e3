#include "query/time_phrase.hpp"

#include <array>
#include <charconv>
#include <utility>

#include "base/rfc3339.hpp"
#include "base/text.hpp"
#include "query/arguments.hpp"

namespace autoheal::pagerduty::query {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::local_days;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::months;
using std::chrono::seconds;
using std::chrono::weekday;
using std::chrono::year_month_day;

constexpr std::string_view kExamples =
    "Use RFC 3339 or a phrase such as \"yesterday\", \"Monday 09:00 Europe/Berlin\", \"2 hours ago\", \"last 24 "
    "hours\", "
    "\"this week\", \"since Monday\", \"2026-03-14\", \"from March 1 to March 14\".";

// What a phrase stands for: a moment (begin == end), or a stretch of time.
struct Span {
  UtcTime begin;
  UtcTime end;
  bool is_moment() const { return begin == end; }
};

enum class Unit : std::uint8_t { second, minute, hour, day, week, month, quarter, year };

template <class T, std::size_t N>
std::optional<T> look_up(const std::array<std::pair<std::string_view, T>, N>& table, std::string_view word) {
  for (const auto& [name, value] : table) {
    if (name == word) return value;
  }
  return std::nullopt;
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

std::optional<int> to_number(std::string_view text) {
  int value = 0;
  auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (ec != std::errc{} || end != text.data() + text.size() || text.size() > 6 || value < 0) return std::nullopt;
  return value;
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

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// "2026-03-14"
std::optional<year_month_day> date_of(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  auto y = to_number(text.substr(0, 4));
  auto m = to_number(text.substr(5, 2));
  auto d = to_number(text.substr(8, 2));
  if (!y || !m || !d) return std::nullopt;
  year_month_day date{std::chrono::year{*y}, std::chrono::month{static_cast<unsigned>(*m)},
                      std::chrono::day{static_cast<unsigned>(*d)}};
  return date.ok() && *y >= 1970 ? std::optional(date) : std::nullopt;
}

// "09:00", "9:30:15", "9am", "9:30pm"
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
    std::size_t colon = text.find(':');
    std::string_view part = text.substr(0, colon);
    auto number = to_number(part);
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
  auto flush = [&] {
    if (!word.empty()) words.push_back(std::exchange(word, {}));
  };
  for (std::size_t i = 0; i < phrase.size(); ++i) {
    char c = phrase[i];
    if (c == ' ' || c == '\t' || c == ',') {
      flush();
    } else if (c == '.' && phrase.substr(i).starts_with("..")) {
      flush();
      words.emplace_back("to");
      ++i;
    } else {
      word.push_back(c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c);
    }
  }
  flush();
  return words;
}

class Parser {
 public:
  Parser(std::string_view phrase, const PhraseContext& context)
      : phrase_(trim(phrase)), now_(context.now), zone_(*context.zone), lean_(context.lean) {
    words_ = words_of(phrase_);
    take_zone();
    today_ = std::chrono::floor<days>(zone_.to_local(now_));
  }

  const TimeZone& zone() const { return zone_; }

  // A moment or a stretch: everything but the phrases that name both ends.
  std::optional<Span> single() {
    if (auto exact = parse_rfc3339(phrase_)) return Span{*exact, *exact};
    at_ = 0;
    auto span = one();
    return span && at_ == words_.size() ? span : std::nullopt;
  }

  std::optional<Span> window() {
    if (auto both = slash_interval()) return both;
    if (auto both = two_ends()) return both;
    return single();
  }

 private:
  // -- words
  bool more(std::size_t ahead = 0) const { return at_ + ahead < words_.size(); }
  std::string_view word(std::size_t ahead = 0) const {
    return more(ahead) ? std::string_view(words_[at_ + ahead]) : std::string_view{};
  }
  bool take(std::string_view wanted) {
    if (word() != wanted) return false;
    ++at_;
    return true;
  }

  void take_zone() {
    if (words_.size() < 2) return;
    std::string last = words_.back();
    if (!last.empty() && last.front() == '(' && last.back() == ')') last = last.substr(1, last.size() - 2);
    bool is_offset = last.size() == 6 && (last[0] == '+' || last[0] == '-') && last[3] == ':';
    if (is_offset) {
      auto h = to_number(last.substr(1, 2));
      auto m = to_number(last.substr(4, 2));
      if (!h || !m || *h > 14 || *m > 59) return;
      minutes offset = hours{*h} + minutes{*m};
      zone_ = TimeZone::fixed(last[0] == '-' ? -offset : offset);
    } else if (last.find('/') != std::string::npos || last == "utc" || last == "gmt" || last == "z") {
      auto found = TimeZone::find(last);
      if (!found.has_value()) return;
      zone_ = found.value();
    } else {
      return;
    }
    words_.pop_back();
  }

  // -- calendar
  UtcTime midnight(local_days day) const { return zone_.to_utc(LocalTime{day}); }
  UtcTime at_clock(local_days day, milliseconds clock) const { return zone_.to_utc(LocalTime{day} + clock); }
  Span whole_day(local_days day) const { return {midnight(day), midnight(day + days{1})}; }
  Span days_from(local_days first, int count) const { return {midnight(first), midnight(first + days{count})}; }
  static local_days monday_of(local_days day) { return day - (weekday{day} - std::chrono::Monday); }

  static local_days first_of_month(local_days day, int shift) {
    year_month_day date{day};
    auto moved = std::chrono::year_month{date.year(), date.month()} + months{shift};
    return local_days{moved / std::chrono::day{1}};
  }

  // The calendar period around today, `shift` periods away.
  Span period(Unit unit, int shift) const {
    year_month_day date{today_};
    switch (unit) {
      case Unit::week:
        return days_from(monday_of(today_) + days{7 * shift}, 7);
      case Unit::month:
        return {midnight(first_of_month(today_, shift)), midnight(first_of_month(today_, shift + 1))};
      case Unit::quarter: {
        int since_start = static_cast<int>((static_cast<unsigned>(date.month()) - 1) % 3);
        int start = 3 * shift - since_start;
        return {midnight(first_of_month(today_, start)), midnight(first_of_month(today_, start + 3))};
      }
      case Unit::year:
        return year_span(static_cast<int>(date.year()) + shift);
      default:
        return whole_day(today_ + days{shift});
    }
  }

  Span month_span(int year, unsigned month) const {
    local_days first{std::chrono::year{year} / std::chrono::month{month} / std::chrono::day{1}};
    return {midnight(first), midnight(first_of_month(first, 1))};
  }

  Span year_span(int year) const { return {month_span(year, 1).begin, month_span(year + 1, 1).begin}; }

  // `count` units away from a moment: days and longer by the wall clock, shorter ones exactly.
  UtcTime shifted(UtcTime from, int count, Unit unit) const {
    switch (unit) {
      case Unit::second:
        return from + seconds{count};
      case Unit::minute:
        return from + minutes{count};
      case Unit::hour:
        return from + hours{count};
      default:
        break;
    }
    LocalTime local = zone_.to_local(from);
    auto day = std::chrono::floor<days>(local);
    auto clock = local - day;
    if (unit == Unit::day || unit == Unit::week) {
      return at_clock(day + days{unit == Unit::week ? 7 * count : count}, clock);
    }
    int by = unit == Unit::month ? count : unit == Unit::quarter ? 3 * count : 12 * count;
    year_month_day date{day};
    auto moved = std::chrono::year_month{date.year(), date.month()} + months{by};
    auto last = static_cast<unsigned>((moved / std::chrono::last).day());
    auto day_of_month = std::chrono::day{std::min(static_cast<unsigned>(date.day()), last)};
    return at_clock(local_days{moved / day_of_month}, clock);
  }

  Span rolling(int count, Unit unit, bool back) const {
    UtcTime other = shifted(now_, back ? -count : count, unit);
    return back ? Span{other, now_} : Span{now_, other};
  }

  // -- "2 hours", "2h", "an hour", "half an hour", "a couple of days"
  std::optional<std::pair<int, Unit>> duration() {
    std::size_t start = at_;
    std::string_view first = word();
    if (first == "half" && (word(1) == "an" || word(1) == "a") && word(2) == "hour") {
      at_ += 3;
      return std::pair{30, Unit::minute};
    }
    std::size_t digits = 0;
    while (digits < first.size() && is_digit(first[digits])) ++digits;
    if (digits > 0 && digits < first.size()) {
      auto count = to_number(first.substr(0, digits));
      auto unit = unit_named(first.substr(digits));
      if (!count || !unit) return std::nullopt;
      ++at_;
      return std::pair{scale(*count, first.substr(digits)), *unit};
    }
    auto count = number_named(first);
    if (!count) return std::nullopt;
    ++at_;
    if (word() == "couple") ++at_, count = 2;
    take("of");
    std::string_view name = word();
    auto unit = unit_named(name);
    if (!unit) {
      at_ = start;
      return std::nullopt;
    }
    ++at_;
    return std::pair{scale(*count, name), *unit};
  }

  static int scale(int count, std::string_view unit) { return unit.starts_with("fortnight") ? 2 * count : count; }

  // -- one expression
  std::optional<Span> one() {
    std::size_t start = at_;
    for (auto rule : {&Parser::now_word, &Parser::compact_shift, &Parser::relative, &Parser::ago, &Parser::edge,
                      &Parser::named_period, &Parser::clock_then_day, &Parser::day_then_clock, &Parser::iso_period,
                      &Parser::month_period, &Parser::clock_alone, &Parser::bare_duration}) {
      at_ = start;
      auto span = (this->*rule)();
      if (span && ends_expression()) return span;
    }
    at_ = start;
    return std::nullopt;
  }

  bool ends_expression() const {
    return !more() || word() == "to" || word() == "until" || word() == "till" || word() == "and" || word() == "-" ||
           word() == "through";
  }

  std::optional<Span> now_word() {
    if (take("now")) return Span{now_, now_};
    if (take("right") && take("now")) return Span{now_, now_};
    return std::nullopt;
  }

  std::optional<Span> compact_shift() {  // "-2h", "+30m"
    std::string_view first = word();
    if (first.size() < 3 || (first[0] != '-' && first[0] != '+')) return std::nullopt;
    std::size_t digits = 1;
    while (digits < first.size() && is_digit(first[digits])) ++digits;
    auto count = to_number(first.substr(1, digits - 1));
    auto unit = unit_named(first.substr(digits));
    if (!count || !unit) return std::nullopt;
    ++at_;
    UtcTime moment = shifted(now_, first[0] == '-' ? -*count : *count, *unit);
    return Span{moment, moment};
  }

  std::optional<Span> relative() {  // "last 24 hours", "last week", "past week", "next 3 days", "this month"
    take("the");
    take("in") && take("the");
    bool last = word() == "last" || word() == "previous";
    bool past = word() == "past";
    bool next = word() == "next" || word() == "coming" || word() == "following";
    bool current = word() == "this" || word() == "current";
    if (!last && !past && !next && !current) return std::nullopt;
    ++at_;
    if (!current) {
      if (auto d = duration()) return rolling(d->first, d->second, last || past);
    }
    auto unit = unit_named(word());
    if (!unit) return std::nullopt;
    ++at_;
    bool exact = *unit == Unit::hour || *unit == Unit::minute || *unit == Unit::second;
    if (past || (exact && last)) return rolling(1, *unit, true);
    if (exact && next) return rolling(1, *unit, false);
    if (exact) return std::nullopt;
    return period(*unit, last ? -1 : next ? 1 : 0);
  }

  std::optional<Span> ago() {  // "2 hours ago", "in 3 hours", "3 hours from now", "2 days ago at 09:00"
    bool forward = take("in");
    auto d = duration();
    if (!d) return std::nullopt;
    if (take("ago") || take("earlier") || take("back")) {
      if (forward) return std::nullopt;
      if (d->second >= Unit::day) {
        UtcTime there = shifted(now_, -d->first, d->second);
        if (auto clock = clock_word()) return moment_on(std::chrono::floor<days>(zone_.to_local(there)), *clock);
      }
      UtcTime moment = shifted(now_, -d->first, d->second);
      return Span{moment, moment};
    }
    if (take("from") ? !take("now") : !forward) return std::nullopt;
    UtcTime moment = shifted(now_, d->first, d->second);
    return Span{moment, moment};
  }

  std::optional<Span> edge() {  // "start of this week", "end of yesterday"
    take("the");
    bool start = word() == "start" || word() == "beginning";
    if (!start && word() != "end") return std::nullopt;
    ++at_;
    if (!take("of")) return std::nullopt;
    take("the");
    if (auto unit = unit_named(word()); unit && *unit >= Unit::day) {
      ++at_;
      Span span = period(*unit, 0);
      return start ? Span{span.begin, span.begin} : Span{span.end, span.end};
    }
    auto span = one();
    if (!span || span->is_moment()) return std::nullopt;
    return start ? Span{span->begin, span->begin} : Span{span->end, span->end};
  }

  std::optional<Span> named_period() {  // "tonight", "last night", "this morning", "this weekend"
    if (take("tonight")) return Span{at_clock(today_, hours{18}), at_clock(today_ + days{1}, hours{6})};
    if (take("overnight")) return Span{at_clock(today_, hours{18}), at_clock(today_ + days{1}, hours{6})};
    if (word() == "last" && word(1) == "night") {
      at_ += 2;
      return Span{at_clock(today_ - days{1}, hours{18}), at_clock(today_, hours{6})};
    }
    int shift = 0;
    std::string_view which = word();
    if (which == "this" || which == "the" || which == "last" || which == "next") ++at_;
    if (which == "last") shift = -1;
    if (which == "next") shift = 1;
    if (take("weekend")) return days_from(monday_of(today_) + days{5 + 7 * shift}, 2);
    if (which == "this") {
      if (auto part = day_part(today_)) return part;
    }
    return std::nullopt;
  }

  std::optional<Span> day_part(local_days day) {
    if (take("morning")) return Span{at_clock(day, hours{6}), at_clock(day, hours{12})};
    if (take("afternoon")) return Span{at_clock(day, hours{12}), at_clock(day, hours{18})};
    if (take("evening")) return Span{at_clock(day, hours{18}), midnight(day + days{1})};
    if (take("night")) return Span{at_clock(day, hours{18}), at_clock(day + days{1}, hours{6})};
    return std::nullopt;
  }

  // "at 09:00", "9 am", "noon", "midnight", "9 o'clock"
  std::optional<milliseconds> clock_word() {
    std::size_t start = at_;
    bool at = take("at") || take("@");
    std::string_view first = word();
    if (first == "noon" || first == "midday") return ++at_, hours{12};
    if (first == "midnight") return ++at_, hours{0};
    if (auto clock = clock_of(first)) return ++at_, clock;
    if (word(1) == "am" || word(1) == "pm" || word(1) == "o'clock") {
      std::string joined = std::string(first) + (word(1) == "o'clock" ? ":00" : std::string(word(1)));
      if (auto clock = clock_of(joined)) return at_ += 2, clock;
    }
    if (at && first.size() <= 2) {
      if (auto clock = clock_of(std::string(first) + ":00")) return ++at_, clock;
    }
    at_ = start;
    return std::nullopt;
  }

  Span moment_on(local_days day, milliseconds clock) const {
    UtcTime moment = at_clock(day, clock);
    return {moment, moment};
  }

  struct Day {
    local_days day;
    int step = 0;  // days to the neighbour that the same words may mean (7 for a weekday); 0: no choice
  };

  std::optional<Day> day_word() {
    take("on");
    if (take("today")) return Day{today_};
    if (take("yesterday")) return Day{today_ - days{1}};
    if (take("tomorrow")) return Day{today_ + days{1}};
    std::size_t start = at_;
    take("the");
    if (word() == "day" && (word(1) == "before" || word(1) == "after")) {
      int by = word(1) == "before" ? -2 : 2;
      if (word(2) == (by < 0 ? "yesterday" : "tomorrow")) return at_ += 3, Day{today_ + days{by}};
    }
    at_ = start;
    if (auto date = date_of(word())) return ++at_, Day{local_days{*date}};
    if (auto date = spoken_date()) return date;
    at_ = start;
    std::string_view which = word();
    if (which == "last" || which == "next" || which == "this" || which == "past") ++at_;
    auto wanted = weekday_named(word());
    if (!wanted) return at_ = start, std::nullopt;
    ++at_;
    return weekday_from(which, *wanted);
  }

  Day weekday_from(std::string_view which, weekday wanted) const {
    days back = weekday{today_} - wanted;  // 0..6 days since the latest one, today included
    local_days latest = today_ - back;
    if (which == "last" || which == "past") return {back == days{0} ? today_ - days{7} : latest};
    if (which == "next") return {latest + days{7}};
    if (which == "this") return {monday_of(today_) + (wanted - std::chrono::Monday)};
    if (lean_ == Lean::past) return {latest, 7};
    return {back == days{0} ? today_ : latest + days{7}, 7};
  }

  std::optional<Day> spoken_date() {  // "March 14", "14 March 2026", "14th of March"
    auto month = month_named(word());
    std::optional<int> day_of_month;
    if (month) {
      day_of_month = ordinal(word(1));
      if (!day_of_month) return std::nullopt;
      at_ += 2;
    } else {
      day_of_month = ordinal(word());
      std::size_t skip = word(1) == "of" ? 2 : 1;
      month = month_named(word(skip));
      if (!day_of_month || !month) return std::nullopt;
      at_ += skip + 1;
    }
    auto given = year_word();
    int year = given.value_or(static_cast<int>(year_month_day{today_}.year()));
    year_month_day date =
        std::chrono::year{year} / std::chrono::month{*month} / std::chrono::day{static_cast<unsigned>(*day_of_month)};
    if (!date.ok()) return std::nullopt;
    if (!given && lean_ == Lean::past && local_days{date} > today_) date -= std::chrono::years{1};
    if (!given && lean_ == Lean::future && local_days{date} < today_) date += std::chrono::years{1};
    return date.ok() ? std::optional(Day{local_days{date}}) : std::nullopt;
  }

  static std::optional<int> ordinal(std::string_view text) {
    for (std::string_view suffix : {"st", "nd", "rd", "th"}) {
      if (text.size() > 2 && text.ends_with(suffix)) text.remove_suffix(2);
    }
    auto number = text.size() <= 2 ? to_number(text) : std::nullopt;
    return number && *number >= 1 && *number <= 31 ? number : std::nullopt;
  }

  std::optional<int> year_word() {
    if (word().size() != 4) return std::nullopt;
    auto year = to_number(word());
    if (!year || *year < 1970 || *year > 2199) return std::nullopt;
    ++at_;
    return year;
  }

  std::optional<Span> day_then_clock() {  // "Monday", "Monday 09:00", "yesterday morning", "2026-03-14T09:00"
    if (auto joined = joined_date_time()) return joined;
    auto day = day_word();
    if (!day) return std::nullopt;
    if (auto part = day_part(day->day)) return part;
    auto clock = clock_word();
    if (!clock) return whole_day(day->day);
    return moment_near(*day, *clock);
  }

  std::optional<Span> joined_date_time() {  // "2026-03-14t09:00", "2026-03-14t09:00z"
    std::string_view first = word();
    if (first.size() < 16 || (first[10] != 't' && first[10] != '_')) return std::nullopt;
    std::string exact(first);
    for (char& c : exact) c = c == 't' ? 'T' : c == 'z' ? 'Z' : c;
    if (auto moment = parse_rfc3339(exact)) {
      ++at_;
      return Span{*moment, *moment};
    }
    auto date = date_of(first.substr(0, 10));
    std::string_view rest = first.substr(11);
    bool utc = rest.ends_with('z');
    if (utc) rest.remove_suffix(1);
    auto clock = clock_of(rest);
    if (!date || !clock) return std::nullopt;
    ++at_;
    if (!utc) return moment_on(local_days{*date}, *clock);
    UtcTime moment = TimeZone{}.to_utc(LocalTime{local_days{*date}} + *clock);
    return Span{moment, moment};
  }

  Span moment_near(Day day, milliseconds clock) const {
    UtcTime moment = at_clock(day.day, clock);
    if (day.step != 0 && lean_ == Lean::past && moment > now_) moment = at_clock(day.day - days{day.step}, clock);
    if (day.step != 0 && lean_ == Lean::future && moment < now_) moment = at_clock(day.day + days{day.step}, clock);
    return {moment, moment};
  }

  std::optional<Span> clock_then_day() {  // "9am yesterday", "noon on Monday"
    auto clock = clock_word();
    if (!clock) return std::nullopt;
    auto day = day_word();
    if (!day) return std::nullopt;
    return moment_near(*day, *clock);
  }

  std::optional<Span> clock_alone() {  // "09:00": the latest or the next one
    auto clock = clock_word();
    if (!clock) return std::nullopt;
    return moment_near({today_, 1}, *clock);
  }

  std::optional<Span> iso_period() {  // "2026-W12", "2026-03", "2026", "Q1 2026", "Q1"
    std::string_view first = word();
    if (first.size() == 2 && first[0] == 'q' && first[1] >= '1' && first[1] <= '4') {
      ++at_;
      int year = year_word().value_or(static_cast<int>(year_month_day{today_}.year()));
      auto month = static_cast<unsigned>((first[1] - '1') * 3 + 1);
      return Span{month_span(year, month).begin, month_span(year, month + 2).end};
    }
    if (first.size() == 4) {
      auto year = year_word();
      return year ? std::optional(year_span(*year)) : std::nullopt;
    }
    if (first.size() < 7 || first[4] != '-') return std::nullopt;
    auto year = to_number(first.substr(0, 4));
    if (!year || *year < 1970 || *year > 2199) return std::nullopt;
    if (first.size() == 8 && first[5] == 'w') {
      auto week = to_number(first.substr(6));
      if (!week || *week < 1 || *week > 53) return std::nullopt;
      ++at_;
      local_days fourth{std::chrono::year{*year} / std::chrono::January / 4};  // always in week 1
      return days_from(monday_of(fourth) + days{7 * (*week - 1)}, 7);
    }
    auto month = first.size() == 7 ? to_number(first.substr(5)) : std::nullopt;
    if (!month || *month < 1 || *month > 12) return std::nullopt;
    ++at_;
    return month_span(*year, static_cast<unsigned>(*month));
  }

  std::optional<Span> month_period() {  // "March", "March 2026"
    take("in");
    auto month = month_named(word());
    if (!month) return std::nullopt;
    ++at_;
    auto given = year_word();
    year_month_day date{today_};
    int year = given.value_or(static_cast<int>(date.year()));
    auto current = static_cast<unsigned>(date.month());
    if (!given && lean_ == Lean::past && *month > current) --year;
    if (!given && lean_ == Lean::future && *month < current) ++year;
    return month_span(year, *month);
  }

  std::optional<Span> bare_duration() {  // "24 hours", "7d"
    auto d = duration();
    if (!d) return std::nullopt;
    return rolling(d->first, d->second, lean_ == Lean::past);
  }

  // -- both ends
  std::optional<Span> two_ends() {
    at_ = 0;
    bool since = take("since") || take("after");
    bool from = !since && (take("from") || take("between"));
    auto first = one();
    if (!first) return std::nullopt;
    if (!more()) {
      if (since) return Span{first->begin, now_};
      return std::nullopt;
    }
    ++at_;  // "to", "until", "and", "-"
    auto second = one();
    (void)from;
    if (!second || more()) return std::nullopt;
    return Span{first->begin, second->end};
  }

  std::optional<Span> slash_interval() {  // "2026-03-01/2026-03-14"
    std::size_t slash = phrase_.find('/');
    if (slash == std::string_view::npos || slash < 10 || !is_digit(phrase_.front())) return std::nullopt;
    PhraseContext context{now_, &zone_, lean_};
    auto first = Parser(phrase_.substr(0, slash), context).single();
    auto second = Parser(phrase_.substr(slash + 1), context).single();
    if (!first || !second) return std::nullopt;
    return Span{first->begin, second->end};
  }

  std::string_view phrase_;
  UtcTime now_;
  TimeZone zone_;
  Lean lean_;
  std::vector<std::string> words_;
  std::size_t at_ = 0;
  local_days today_{};
};

Error not_understood(std::string_view argument, std::string_view phrase) {
  return argument_error(argument, "is not a time that is understood here: \"" + std::string(phrase) + "\"",
                        std::string(kExamples));
}

Result<Window> checked(std::string_view argument, Window window) {
  if (window.since >= window.until) {
    return failure(argument_error(argument, "ends before it begins: it means " + render_rfc3339(window.since) + " to " +
                                                render_rfc3339(window.until)));
  }
  return window;
}

// A stretch that is not over yet ends now, when looking back.
void end_now(Span& span, const PhraseContext& context) {
  if (context.lean == Lean::past && span.begin < context.now && span.end > context.now) span.end = context.now;
}

}  // namespace

std::optional<TimeZone> zone_in_phrase(std::string_view phrase) {
  TimeZone none = TimeZone::fixed(minutes{1});  // a zone that no phrase names
  Parser parser(phrase, {UtcTime{}, &none, Lean::past});
  return parser.zone().name() == none.name() ? std::nullopt : std::optional(parser.zone());
}

Result<UtcTime> parse_instant(std::string_view argument, std::string_view phrase, const PhraseContext& context) {
  auto span = Parser(phrase, context).single();
  if (!span) return failure(not_understood(argument, phrase));
  return span->begin;
}

Result<Window> parse_window(std::string_view argument, std::string_view phrase, const PhraseContext& context) {
  Parser parser(phrase, context);
  auto span = parser.window();
  if (!span) return failure(not_understood(argument, phrase));
  if (span->is_moment()) {
    return failure(argument_error(argument, "is a moment, not a stretch of time: \"" + std::string(phrase) + "\"",
                                  "Say \"since " + std::string(phrase) + "\", or name both ends."));
  }
  end_now(*span, context);
  return checked(argument, {span->begin, span->end, parser.zone().name(), std::string(trim(phrase))});
}

Result<Window> parse_since_until(std::string_view since, std::string_view until, std::chrono::hours standard,
                                 const PhraseContext& context) {
  Window window{context.now - standard, context.now, context.zone->name(), {}};
  if (!since.empty()) {
    Parser parser(since, context);
    auto span = parser.single();
    if (!span) return failure(not_understood("since", since));
    window.since = span->begin;
    window.time_zone = parser.zone().name();
    window.phrase = "since " + std::string(since);
  }
  if (!until.empty()) {
    Parser parser(until, context);
    auto span = parser.single();
    if (!span) return failure(not_understood("until", until));
    end_now(*span, context);
    window.until = span->end;
    if (since.empty()) window.since = window.until - standard;
    window.phrase += (window.phrase.empty() ? "until " : " until ") + std::string(until);
  }
  return checked(until.empty() ? "since" : "until", std::move(window));
}

}  // namespace autoheal::pagerduty::query
