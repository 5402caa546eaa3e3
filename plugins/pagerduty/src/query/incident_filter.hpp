// The filters that list_incidents and summarize_incidents share: names to ids, status words, the window.
// Threads: one call, one thread.
#pragma once

#include "query/incident_scan.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string>

namespace autoheal::pagerduty::query {

struct IncidentSelection {
  IncidentQuestion question;
  std::string text;       // folded words that the title must hold; empty: no text filter
  std::string described;  // "status open, service checkout": the effective filters in words
  bool any_status = false;
};

inline constexpr std::array kIncidentFilterParameters{
    Parameter{"status", ParameterType::choice, "default open without a time, else any",
              "open|triggered|acknowledged|resolved|any"},
    Parameter{"service", ParameterType::text, "name, id or URL, as for team and user", ""},
    Parameter{"team", ParameterType::text, "", ""},
    Parameter{"user", ParameterType::text, "current assignee: open incidents only", ""},
    Parameter{"urgency", ParameterType::choice, "", "high|low"},
    Parameter{"priority", ParameterType::text, "such as P1", ""},
    Parameter{"window", ParameterType::text, "of creation: \"this week\", \"last 24 hours\"", ""},
    Parameter{"since", ParameterType::text, "RFC 3339 or a phrase, instead of window", ""},
    Parameter{"until", ParameterType::text, "", ""},
    Parameter{"text", ParameterType::text, "words of the title", ""},
};

// The parameters of an operation that filters incidents: in front of or behind its own.
template <std::size_t A, std::size_t B>
constexpr std::array<Parameter, A + B> joined(const std::array<Parameter, A>& first,
                                              const std::array<Parameter, B>& second) {
  std::array<Parameter, A + B> out{};
  std::copy(second.begin(), second.end(), std::copy(first.begin(), first.end(), out.begin()));
  return out;
}

// Reads the directory as far as names are given; pins names and window down in the answer's arguments.
// standard_status: what `status` is when it is not given; empty: open without a time, else any.
Result<IncidentSelection> select_incidents(Call& call, std::string_view standard_status = {});

// since/until or window; nothing if none is given. Errors: invalid_argument.
Result<std::optional<Window>> asked_window(Call& call, std::chrono::hours standard);

bool fits_text(const model::Incident& incident, const std::string& folded_words);

}  // namespace autoheal::pagerduty::query
