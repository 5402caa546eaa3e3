// How severe an incident is. The order matters: urgency is practically always present, so asking it first would make
// the priority dead code.
#include "kit/text/text.hpp"
#include "webhook/alert_mapping.hpp"

#include <array>

namespace autoheal::pagerduty::webhook {
namespace {

model::Severity severity_of_level(char digit) noexcept {
  switch (digit) {
    case '0':
    case '1':
      return model::Severity::critical;
    case '2':
      return model::Severity::high;
    case '3':
      return model::Severity::medium;
    case '4':
      return model::Severity::low;
    case '5':
      return model::Severity::info;
    default:
      return model::Severity::unknown;
  }
}

// The level in a word that starts here: "P1", "p-2", "SEV3", "Sev 0"; 0 if there is none.
char level_at(std::string_view text) noexcept {
  std::size_t at = 0;
  if (text.size() >= 3 && kit::equals_ignoring_case(text.substr(0, 3), "sev")) {
    at = 3;
  } else if (!text.empty() && kit::equals_ignoring_case(text.substr(0, 1), "p")) {
    at = 1;
  } else {
    return 0;
  }
  if (at < text.size() && std::string_view(" -_.:#").find(text[at]) != std::string_view::npos) ++at;
  if (at >= text.size() || !kit::is_digit(text[at])) return 0;
  const bool ends = at + 1 == text.size() || !kit::is_alnum(text[at + 1]);
  return ends ? text[at] : '\0';
}

model::Severity severity_in_name(std::string_view priority_name) noexcept {
  for (std::size_t at = 0; at < priority_name.size(); ++at) {
    if (at > 0 && kit::is_alnum(priority_name[at - 1])) continue;
    const model::Severity found = severity_of_level(level_at(priority_name.substr(at)));
    if (found != model::Severity::unknown) return found;
  }
  return model::Severity::unknown;
}

model::Severity configured_severity(const kit::Reference& priority, const MappingRules& rules) {
  if (rules.severities.empty()) return model::Severity::unknown;
  for (const std::string& key : {kit::to_lower(priority.id), kit::to_lower(kit::trim(priority.summary))}) {
    const auto found = rules.severities.find(key);
    if (!key.empty() && found != rules.severities.end()) return found->second;
  }
  return model::Severity::unknown;
}

}  // namespace

RatedSeverity rate_severity(const IncidentFacts& incident, const MappingRules& rules,
                            std::optional<model::Severity> alert_severity) {
  model::Severity severity = configured_severity(incident.priority, rules);
  if (severity == model::Severity::unknown) severity = severity_in_name(incident.priority.summary);
  if (severity != model::Severity::unknown) return {severity, SeveritySource::priority};
  if (alert_severity && *alert_severity != model::Severity::unknown)
    return {*alert_severity, SeveritySource::alert_severity};
  if (incident.urgency == "high") return {model::Severity::high, SeveritySource::urgency};
  if (incident.urgency == "low") return {model::Severity::low, SeveritySource::urgency};
  return {};
}

std::string_view name(SeveritySource source) noexcept {
  constexpr std::array<std::string_view, 4> kNames{"priority", "alert_severity", "urgency", "none"};
  return kNames[static_cast<std::size_t>(source)];
}

}  // namespace autoheal::pagerduty::webhook
