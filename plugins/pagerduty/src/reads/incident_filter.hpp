// The filters that list_incidents and summarize_incidents share: names to ids, status words, the window.
// Threads: one call, one thread.
#pragma once

#include "reads/incident_scan.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string>

namespace autoheal::pagerduty::reads {

struct IncidentSelection {
  IncidentQuestion question;
  std::string text;       // folded words that the title must hold; empty: no text filter
  std::string described;  // "status open, service checkout": the effective filters in words
  bool any_status = false;
};

inline constexpr std::array kIncidentFilterParameters{
    kit::Parameter{"status", kit::ParameterType::choice, "default open without a time, else any",
                   "open|triggered|acknowledged|resolved|any"},
    kit::Parameter{"service", kit::ParameterType::text, "name, id or URL, as for team and user", ""},
    kit::Parameter{"team", kit::ParameterType::text, "", ""},
    kit::Parameter{"user", kit::ParameterType::text, "current assignee: open incidents only", ""},
    kit::Parameter{"urgency", kit::ParameterType::choice, "", "high|low"},
    kit::Parameter{"priority", kit::ParameterType::text, "such as P1", ""},
    kit::Parameter{"window", kit::ParameterType::text, "of creation: \"this week\", \"last 24 hours\"", ""},
    kit::Parameter{"since", kit::ParameterType::text, "RFC 3339 or a phrase, instead of window", ""},
    kit::Parameter{"until", kit::ParameterType::text, "", ""},
    kit::Parameter{"text", kit::ParameterType::text, "words of the title", ""},
};

// The parameters of an operation that filters incidents: in front of or behind its own.
template <std::size_t A, std::size_t B>
constexpr std::array<kit::Parameter, A + B> joined(const std::array<kit::Parameter, A>& first,
                                                   const std::array<kit::Parameter, B>& second) {
  std::array<kit::Parameter, A + B> out{};
  std::copy(second.begin(), second.end(), std::copy(first.begin(), first.end(), out.begin()));
  return out;
}

// Reads the directory as far as names are given; pins names and window down in the answer's arguments.
// standard_status: what `status` is when it is not given; empty: open without a time, else any.
kit::Result<IncidentSelection> select_incidents(kit::Query& query, std::string_view standard_status = {});

// "from Mon 2026-03-09 00:00 (UTC) to …", of the answer's window, which there must be.
std::string window_words(const kit::Query& query);

bool fits_text(const model::Incident& incident, const std::string& folded_words);

}  // namespace autoheal::pagerduty::reads
