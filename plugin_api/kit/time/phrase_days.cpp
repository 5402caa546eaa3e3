// Phrases about a day and a time of day: "Monday 09:00", "yesterday morning", "14 March", "9am on Monday".
#include "kit/time/phrase_parser.hpp"
#include "kit/time/rfc3339.hpp"

namespace autoheal::kit {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::local_days;
using std::chrono::milliseconds;
using std::chrono::weekday;
using std::chrono::year_month_day;

}  // namespace

// "at 09:00", "9 am", "noon", "midnight", "9 o'clock"
std::optional<milliseconds> PhraseParser::clock_word() {
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

Span PhraseParser::moment_on(local_days day, milliseconds clock) const {
  return Span::moment(calendar_.at_clock(day, clock));
}

std::optional<PhraseParser::Day> PhraseParser::day_word() {
  take("on");
  if (take("today")) return Day{calendar_.today()};
  if (take("yesterday")) return Day{calendar_.today() - days{1}};
  if (take("tomorrow")) return Day{calendar_.today() + days{1}};
  std::size_t start = at_;
  take("the");
  if (word() == "day" && (word(1) == "before" || word(1) == "after")) {
    int by = word(1) == "before" ? -2 : 2;
    if (word(2) == (by < 0 ? "yesterday" : "tomorrow")) return at_ += 3, Day{calendar_.today() + days{by}};
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

PhraseParser::Day PhraseParser::weekday_from(std::string_view which, weekday wanted) const {
  days back = weekday{calendar_.today()} - wanted;  // 0..6 days since the latest one, today included
  local_days latest = calendar_.today() - back;
  if (which == "last" || which == "past") return {back == days{0} ? calendar_.today() - days{7} : latest};
  if (which == "next") return {latest + days{7}};
  if (which == "this") return {Calendar::monday_of(calendar_.today()) + (wanted - std::chrono::Monday)};
  if (lean_ == Lean::past) return {latest, 7};
  return {back == days{0} ? calendar_.today() : latest + days{7}, 7};
}

std::optional<PhraseParser::Day> PhraseParser::spoken_date() {
  auto month = month_named(word());
  std::optional<int> day;
  if (month) {
    day = day_of_month(word(1));
    if (!day) return std::nullopt;
    at_ += 2;
  } else {
    day = day_of_month(word());
    std::size_t skip = word(1) == "of" ? 2 : 1;
    month = month_named(word(skip));
    if (!day || !month) return std::nullopt;
    at_ += skip + 1;
  }
  auto given = year_word();
  int year = given.value_or(calendar_.this_year());
  year_month_day date =
      std::chrono::year{year} / std::chrono::month{*month} / std::chrono::day{static_cast<unsigned>(*day)};
  if (!date.ok()) return std::nullopt;
  if (!given && lean_ == Lean::past && local_days{date} > calendar_.today()) date -= std::chrono::years{1};
  if (!given && lean_ == Lean::future && local_days{date} < calendar_.today()) date += std::chrono::years{1};
  return date.ok() ? std::optional(Day{local_days{date}}) : std::nullopt;
}

std::optional<int> PhraseParser::year_word() {
  if (word().size() != 4) return std::nullopt;
  auto year = to_number(word());
  if (!year || *year < 1970 || *year > 2199) return std::nullopt;
  ++at_;
  return year;
}

std::optional<Span> PhraseParser::day_then_clock() {
  if (auto joined = joined_date_time()) return joined;
  auto day = day_word();
  if (!day) return std::nullopt;
  if (auto part = day_part(day->day)) return part;
  auto clock = clock_word();
  if (!clock) return calendar_.whole_day(day->day);
  return moment_near(*day, *clock);
}

std::optional<Span> PhraseParser::joined_date_time() {
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

Span PhraseParser::moment_near(Day day, milliseconds clock) const {
  UtcTime moment = calendar_.at_clock(day.day, clock);
  if (day.step != 0 && lean_ == Lean::past && moment > calendar_.now())
    moment = calendar_.at_clock(day.day - days{day.step}, clock);
  if (day.step != 0 && lean_ == Lean::future && moment < calendar_.now())
    moment = calendar_.at_clock(day.day + days{day.step}, clock);
  return {moment, moment};
}

std::optional<Span> PhraseParser::clock_then_day() {
  auto clock = clock_word();
  if (!clock) return std::nullopt;
  auto day = day_word();
  if (!day) return std::nullopt;
  return moment_near(*day, *clock);
}

std::optional<Span> PhraseParser::clock_alone() {
  auto clock = clock_word();
  if (!clock) return std::nullopt;
  return moment_near({calendar_.today(), 1}, *clock);
}

}  // namespace autoheal::kit
