#include "kit/time/time_phrase.hpp"

#include <utility>

#include "kit/text/text.hpp"
#include "kit/time/calendar.hpp"
#include "kit/time/rfc3339.hpp"

namespace autoheal::kit {
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
    "Use RFC 3339 or a phrase such as \"yesterday\", \"Monday 09:00 Europe/Berlin\", \"2 hours ago\", "
    "\"last 24 hours\", \"this week\", \"since Monday\", \"2026-03-14\", \"from March 1 to March 14\".";

// "+02:00", "europe/berlin", "utc"
std::optional<TimeZone> zone_named(std::string_view word) {
  const bool is_offset = word.size() == 6 && (word[0] == '+' || word[0] == '-') && word[3] == ':';
  if (is_offset) {
    const auto h = to_number(word.substr(1, 2));
    const auto m = to_number(word.substr(4, 2));
    if (!h || !m || *h > 14 || *m > 59) return std::nullopt;
    const minutes offset = hours{*h} + minutes{*m};
    return TimeZone::fixed(word[0] == '-' ? -offset : offset);
  }
  if (word.find('/') == std::string_view::npos && word != "utc" && word != "gmt" && word != "z") return std::nullopt;
  auto found = TimeZone::find(word);
  return found.has_value() ? std::optional(found.value()) : std::nullopt;
}

class Parser {
 public:
  Parser(std::string_view phrase, const PhraseContext& context)
      : phrase_(trim(phrase)),
        words_(words_of(phrase_)),
        calendar_(context.now, take_zone().value_or(*context.zone)),
        lean_(context.lean) {}

  const TimeZone& zone() const { return calendar_.zone(); }

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

  // The zone at the end of the words, which it is taken off.
  std::optional<TimeZone> take_zone() {
    if (words_.size() < 2) return std::nullopt;
    std::string last = words_.back();
    if (!last.empty() && last.front() == '(' && last.back() == ')') last = last.substr(1, last.size() - 2);
    auto zone = zone_named(last);
    if (zone) words_.pop_back();
    return zone;
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
    if (take("now")) return Span::moment(calendar_.now());
    if (take("right") && take("now")) return Span::moment(calendar_.now());
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
    return Span::moment(calendar_.shifted(calendar_.now(), first[0] == '-' ? -*count : *count, *unit));
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
      if (auto d = duration()) return calendar_.rolling(d->first, d->second, last || past);
    }
    auto unit = unit_named(word());
    if (!unit) return std::nullopt;
    ++at_;
    bool exact = *unit == Unit::hour || *unit == Unit::minute || *unit == Unit::second;
    if (past || (exact && last)) return calendar_.rolling(1, *unit, true);
    if (exact && next) return calendar_.rolling(1, *unit, false);
    if (exact) return std::nullopt;
    return calendar_.period(*unit, last ? -1 : next ? 1 : 0);
  }

  std::optional<Span> ago() {  // "2 hours ago", "in 3 hours", "3 hours from now", "2 days ago at 09:00"
    bool forward = take("in");
    auto d = duration();
    if (!d) return std::nullopt;
    if (take("ago") || take("earlier") || take("back")) {
      if (forward) return std::nullopt;
      const UtcTime there = calendar_.shifted(calendar_.now(), -d->first, d->second);
      if (d->second >= Unit::day) {
        if (auto clock = clock_word()) return moment_on(calendar_.day_of(there), *clock);
      }
      return Span::moment(there);
    }
    if (take("from") ? !take("now") : !forward) return std::nullopt;
    return Span::moment(calendar_.shifted(calendar_.now(), d->first, d->second));
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
      Span span = calendar_.period(*unit, 0);
      return Span::moment(start ? span.begin : span.end);
    }
    auto span = one();
    if (!span || span->is_moment()) return std::nullopt;
    return Span::moment(start ? span->begin : span->end);
  }

  std::optional<Span> named_period() {  // "tonight", "last night", "this morning", "this weekend"
    if (take("tonight") || take("overnight")) return night_after(calendar_.today());
    if (word() == "last" && word(1) == "night") {
      at_ += 2;
      return night_after(calendar_.today() - days{1});
    }
    int shift = 0;
    std::string_view which = word();
    if (which == "this" || which == "the" || which == "last" || which == "next") ++at_;
    if (which == "last") shift = -1;
    if (which == "next") shift = 1;
    if (take("weekend")) return calendar_.days_from(Calendar::monday_of(calendar_.today()) + days{5 + 7 * shift}, 2);
    if (which == "this") {
      if (auto part = day_part(calendar_.today())) return part;
    }
    return std::nullopt;
  }

  std::optional<Span> day_part(local_days day) {
    if (take("morning")) return Span{calendar_.at_clock(day, hours{6}), calendar_.at_clock(day, hours{12})};
    if (take("afternoon")) return Span{calendar_.at_clock(day, hours{12}), calendar_.at_clock(day, hours{18})};
    if (take("evening")) return Span{calendar_.at_clock(day, hours{18}), calendar_.midnight(day + days{1})};
    if (take("night")) return night_after(day);
    return std::nullopt;
  }

  Span night_after(local_days day) const {
    return {calendar_.at_clock(day, hours{18}), calendar_.at_clock(day + days{1}, hours{6})};
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

  Span moment_on(local_days day, milliseconds clock) const { return Span::moment(calendar_.at_clock(day, clock)); }

  struct Day {
    local_days day;
    int step = 0;  // days to the neighbour that the same words may mean (7 for a weekday); 0: no choice
  };

  std::optional<Day> day_word() {
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

  Day weekday_from(std::string_view which, weekday wanted) const {
    days back = weekday{calendar_.today()} - wanted;  // 0..6 days since the latest one, today included
    local_days latest = calendar_.today() - back;
    if (which == "last" || which == "past") return {back == days{0} ? calendar_.today() - days{7} : latest};
    if (which == "next") return {latest + days{7}};
    if (which == "this") return {Calendar::monday_of(calendar_.today()) + (wanted - std::chrono::Monday)};
    if (lean_ == Lean::past) return {latest, 7};
    return {back == days{0} ? calendar_.today() : latest + days{7}, 7};
  }

  std::optional<Day> spoken_date() {  // "March 14", "14 March 2026", "14th of March"
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
    if (!clock) return calendar_.whole_day(day->day);
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
    UtcTime moment = calendar_.at_clock(day.day, clock);
    if (day.step != 0 && lean_ == Lean::past && moment > calendar_.now())
      moment = calendar_.at_clock(day.day - days{day.step}, clock);
    if (day.step != 0 && lean_ == Lean::future && moment < calendar_.now())
      moment = calendar_.at_clock(day.day + days{day.step}, clock);
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
    return moment_near({calendar_.today(), 1}, *clock);
  }

  std::optional<Span> iso_period() {  // "2026-W12", "2026-03", "2026", "Q1 2026", "Q1"
    std::string_view first = word();
    if (first.size() == 2 && first[0] == 'q' && first[1] >= '1' && first[1] <= '4') {
      ++at_;
      int year = year_word().value_or(calendar_.this_year());
      auto month = static_cast<unsigned>((first[1] - '1') * 3 + 1);
      return Span{calendar_.month_span(year, month).begin, calendar_.month_span(year, month + 2).end};
    }
    if (first.size() == 4) {
      auto year = year_word();
      return year ? std::optional(calendar_.year_span(*year)) : std::nullopt;
    }
    if (first.size() < 7 || first[4] != '-') return std::nullopt;
    auto year = to_number(first.substr(0, 4));
    if (!year || *year < 1970 || *year > 2199) return std::nullopt;
    if (first.size() == 8 && first[5] == 'w') {
      auto week = to_number(first.substr(6));
      if (!week || *week < 1 || *week > 53) return std::nullopt;
      ++at_;
      return calendar_.iso_week(*year, *week);
    }
    auto month = first.size() == 7 ? to_number(first.substr(5)) : std::nullopt;
    if (!month || *month < 1 || *month > 12) return std::nullopt;
    ++at_;
    return calendar_.month_span(*year, static_cast<unsigned>(*month));
  }

  std::optional<Span> month_period() {  // "March", "March 2026"
    take("in");
    auto month = month_named(word());
    if (!month) return std::nullopt;
    ++at_;
    auto given = year_word();
    int year = given.value_or(calendar_.this_year());
    if (!given && lean_ == Lean::past && *month > calendar_.this_month()) --year;
    if (!given && lean_ == Lean::future && *month < calendar_.this_month()) ++year;
    return calendar_.month_span(year, *month);
  }

  std::optional<Span> bare_duration() {  // "24 hours", "7d"
    auto d = duration();
    if (!d) return std::nullopt;
    return calendar_.rolling(d->first, d->second, lean_ == Lean::past);
  }

  // -- both ends
  std::optional<Span> two_ends() {
    at_ = 0;
    bool since = take("since") || take("after");
    if (!since && !take("from")) take("between");
    auto first = one();
    if (!first) return std::nullopt;
    if (!more()) {
      if (since) return Span{first->begin, calendar_.now()};
      return std::nullopt;
    }
    ++at_;  // "to", "until", "and", "-"
    auto second = one();
    if (!second || more()) return std::nullopt;
    return Span{first->begin, second->end};
  }

  std::optional<Span> slash_interval() {  // "2026-03-01/2026-03-14"
    std::size_t slash = phrase_.find('/');
    if (slash == std::string_view::npos || slash < 10 || !is_digit(phrase_.front())) return std::nullopt;
    PhraseContext context{calendar_.now(), &calendar_.zone(), lean_};
    auto first = Parser(phrase_.substr(0, slash), context).single();
    auto second = Parser(phrase_.substr(slash + 1), context).single();
    if (!first || !second) return std::nullopt;
    return Span{first->begin, second->end};
  }

  std::string_view phrase_;
  std::vector<std::string> words_;
  Calendar calendar_;
  Lean lean_;
  std::size_t at_ = 0;
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

}  // namespace autoheal::kit
