// Phrases about a stretch of time or a distance: "last 24 hours", "2 days ago", "this weekend", "Q1 2026".
#include "kit/text/text.hpp"
#include "kit/time/phrase_parser.hpp"

namespace autoheal::kit {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::local_days;

}  // namespace

std::optional<Span> PhraseParser::now_word() {
  if (take("now")) return Span::moment(calendar_.now());
  if (take("right") && take("now")) return Span::moment(calendar_.now());
  return std::nullopt;
}

std::optional<Span> PhraseParser::compact_shift() {
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

std::optional<Span> PhraseParser::relative() {
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

std::optional<Span> PhraseParser::ago() {
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

std::optional<Span> PhraseParser::edge() {
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

std::optional<Span> PhraseParser::named_period() {
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

std::optional<Span> PhraseParser::day_part(local_days day) {
  if (take("morning")) return Span{calendar_.at_clock(day, hours{6}), calendar_.at_clock(day, hours{12})};
  if (take("afternoon")) return Span{calendar_.at_clock(day, hours{12}), calendar_.at_clock(day, hours{18})};
  if (take("evening")) return Span{calendar_.at_clock(day, hours{18}), calendar_.midnight(day + days{1})};
  if (take("night")) return night_after(day);
  return std::nullopt;
}

Span PhraseParser::night_after(local_days day) const {
  return {calendar_.at_clock(day, hours{18}), calendar_.at_clock(day + days{1}, hours{6})};
}

std::optional<Span> PhraseParser::iso_period() {
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

std::optional<Span> PhraseParser::month_period() {
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

std::optional<Span> PhraseParser::bare_duration() {
  auto d = duration();
  if (!d) return std::nullopt;
  return calendar_.rolling(d->first, d->second, lean_ == Lean::past);
}

}  // namespace autoheal::kit
