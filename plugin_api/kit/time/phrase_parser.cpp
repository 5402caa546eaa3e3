// The words of a phrase, the zone and the lengths in it, and the phrases that name both ends.
#include "kit/time/phrase_parser.hpp"

#include "kit/text/text.hpp"
#include "kit/time/rfc3339.hpp"

namespace autoheal::kit {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

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

int scale(int count, std::string_view unit) { return unit.starts_with("fortnight") ? 2 * count : count; }

}  // namespace

PhraseParser::PhraseParser(std::string_view phrase, const PhraseContext& context)
    : phrase_(trim(phrase)),
      words_(words_of(phrase_)),
      named_zone_(take_zone()),
      calendar_(context.now, named_zone_.value_or(*context.zone)),
      lean_(context.lean) {}

std::optional<Span> PhraseParser::single() {
  if (const auto exact = parse_rfc3339(phrase_)) return Span{*exact, *exact};
  at_ = 0;
  const auto span = one();
  return span && at_ == words_.size() ? span : std::nullopt;
}

std::optional<Span> PhraseParser::window() {
  if (auto both = slash_interval()) return both;
  if (auto both = two_ends()) return both;
  return single();
}

// The zone at the end of the words, which it is taken off.
std::optional<TimeZone> PhraseParser::take_zone() {
  if (words_.size() < 2) return std::nullopt;
  std::string last = words_.back();
  if (!last.empty() && last.front() == '(' && last.back() == ')') last = last.substr(1, last.size() - 2);
  auto zone = zone_named(last);
  if (zone) words_.pop_back();
  return zone;
}

std::optional<std::pair<int, Unit>> PhraseParser::duration() {
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

std::optional<Span> PhraseParser::one() {
  std::size_t start = at_;
  for (auto rule : {&PhraseParser::now_word, &PhraseParser::compact_shift, &PhraseParser::relative, &PhraseParser::ago,
                    &PhraseParser::edge, &PhraseParser::named_period, &PhraseParser::clock_then_day,
                    &PhraseParser::day_then_clock, &PhraseParser::iso_period, &PhraseParser::month_period,
                    &PhraseParser::clock_alone, &PhraseParser::bare_duration}) {
    at_ = start;
    auto span = (this->*rule)();
    if (span && ends_expression()) return span;
  }
  at_ = start;
  return std::nullopt;
}

bool PhraseParser::ends_expression() const {
  return !more() || word() == "to" || word() == "until" || word() == "till" || word() == "and" || word() == "-" ||
         word() == "through";
}

std::optional<Span> PhraseParser::two_ends() {
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

std::optional<Span> PhraseParser::slash_interval() {
  std::size_t slash = phrase_.find('/');
  if (slash == std::string_view::npos || slash < 10 || !is_digit(phrase_.front())) return std::nullopt;
  PhraseContext context{calendar_.now(), &calendar_.zone(), lean_};
  auto first = PhraseParser(phrase_.substr(0, slash), context).single();
  auto second = PhraseParser(phrase_.substr(slash + 1), context).single();
  if (!first || !second) return std::nullopt;
  return Span{first->begin, second->end};
}

}  // namespace autoheal::kit
