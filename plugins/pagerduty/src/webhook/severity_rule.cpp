// How severe an incident is. The order matters: urgency is practically always present, so asking it first would make
// the priority dead code.
#include "base/text.hpp"
#include "webhook/alert_mapping.hpp"

#include <array>

namespace autoheal::pagerduty::webhook {
namespace {

constexpr bool is_word(char c) noexcept { return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

Severity severity_of_level(char digit) noexcept {
  switch (digit) {
    case '0':
    case '1':
      return Severity::critical;
    case '2':
      return Severity::high;
    case '3':
      return Severity::medium;
    case '4':
      return Severity::low;
    case '5':
      return Severity::info;
    default:
      return Severity::unknown;
  }
}

// The level in a word that starts here: "P1", "p-2", "SEV3", "Sev 0"; 0 if there is none.
char level_at(std::string_view text) noexcept {
  std::size_t at = 0;
  if (text.size() >= 3 && equals_ignoring_case(text.substr(0, 3), "sev")) {
    at = 3;
  } else if (!text.empty() && equals_ignoring_case(text.substr(0, 1), "p")) {
    at = 1;
  } else {
    return 0;
  }
  if (at < text.size() && std::string_view(" -_.:#").find(text[at]) != std::string_view::npos) ++at;
  if (at >= text.size() || !is_digit(text[at])) return 0;
  const bool ends = at + 1 == text.size() || !is_word(text[at + 1]);
  return ends ? text[at] : '\0';
}

Severity severity_in_name(std::string_view priority_name) noexcept {
  for (std::size_t at = 0; at < priority_name.size(); ++at) {
    if (at > 0 && is_word(priority_name[at - 1])) continue;
    const Severity found = severity_of_level(level_at(priority_name.substr(at)));
    if (found != Severity::unknown) return found;
  }
  return Severity::unknown;
}

Severity configured_severity(const Reference& priority, const MappingRules& rules) {
  if (rules.severities.empty()) return Severity::unknown;
  for (const std::string& key : {to_lower(priority.id), to_lower(trim(priority.summary))}) {
    const auto found = rules.severities.find(key);
    if (!key.empty() && found != rules.severities.end()) return found->second;
  }
  return Severity::unknown;
}

}  // namespace

RatedSeverity rate_severity(const IncidentFacts& incident, const MappingRules& rules,
                            std::optional<Severity> alert_severity) {
  Severity severity = configured_severity(incident.priority, rules);
  if (severity == Severity::unknown) severity = severity_in_name(incident.priority.summary);
  if (severity != Severity::unknown) return {severity, SeveritySource::priority};
  if (alert_severity && *alert_severity != Severity::unknown) return {*alert_severity, SeveritySource::alert_severity};
  if (incident.urgency == "high") return {Severity::high, SeveritySource::urgency};
  if (incident.urgency == "low") return {Severity::low, SeveritySource::urgency};
  return {};
}

std::string_view name(SeveritySource source) noexcept {
  constexpr std::array<std::string_view, 4> kNames{"priority", "alert_severity", "urgency", "none"};
  return kNames[static_cast<std::size_t>(source)];
}

}  // namespace autoheal::pagerduty::webhook
