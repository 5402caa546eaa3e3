#include "kit/time/time_phrase.hpp"

#include "kit/text/text.hpp"
#include "kit/time/phrase_parser.hpp"
#include "kit/time/rfc3339.hpp"

namespace autoheal::kit {
namespace {

constexpr std::string_view kExamples =
    "Use RFC 3339 or a phrase such as \"yesterday\", \"Monday 09:00 Europe/Berlin\", \"2 hours ago\", "
    "\"last 24 hours\", \"this week\", \"since Monday\", \"2026-03-14\", \"from March 1 to March 14\".";

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
  const TimeZone utc;
  return PhraseParser(phrase, {UtcTime{}, &utc, Lean::past}).named_zone();
}

Result<UtcTime> parse_instant(std::string_view argument, std::string_view phrase, const PhraseContext& context) {
  auto span = PhraseParser(phrase, context).single();
  if (!span) return failure(not_understood(argument, phrase));
  return span->begin;
}

Result<Window> parse_window(std::string_view argument, std::string_view phrase, const PhraseContext& context) {
  PhraseParser parser(phrase, context);
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
    PhraseParser parser(since, context);
    auto span = parser.single();
    if (!span) return failure(not_understood("since", since));
    window.since = span->begin;
    window.time_zone = parser.zone().name();
    window.phrase = "since " + std::string(since);
  }
  if (!until.empty()) {
    PhraseParser parser(until, context);
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
