// From what PagerDuty says to the alert of docs/documents.md section 5: how severe the incident is, and what the alert
// says. Shared by handle_webhook and reconciliation, so that both make the same alert.
// Threads: pure functions, [any-thread].
#pragma once

#include "kit/core/clock.hpp"
#include "model/severity.hpp"
#include "webhook/event_kind.hpp"
#include "webhook/incident_facts.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace autoheal::pagerduty::webhook {

// ---- how severe it is ----

enum class SeveritySource : std::uint8_t { priority, alert_severity, urgency, none };

std::string_view name(SeveritySource source) noexcept;

struct RatedSeverity {
  model::Severity severity = model::Severity::unknown;
  SeveritySource source = SeveritySource::none;
};

// What the user configured for the mapping.
struct MappingRules {
  std::map<std::string, std::string> labels;          // static labels: they fill gaps, never overwrite
  std::map<std::string, model::Severity> severities;  // by priority id or name in lower case
};

// The first that answers: the configured map, "P1"/"SEV-1" in the priority's name, the worst of the incident's own
// alerts (known only after they were read), the urgency.
RatedSeverity rate_severity(const IncidentFacts& incident, const MappingRules& rules,
                            std::optional<model::Severity> alert_severity = {});

// ---- the alert ----

enum class AlertStatus : std::uint8_t { firing, acknowledged, resolved };

std::string_view name(AlertStatus status) noexcept;

// By the kind; for `updated` by the incident's own status word (an unknown word counts as firing).
AlertStatus map_status(EventKind kind, std::string_view incident_status) noexcept;

struct Alert {
  std::string fingerprint;
  std::string external_id;
  std::optional<std::int64_t> external_number;
  std::string external_url;  // https or empty
  std::string name;          // one line, at most 255 bytes
  std::string summary;
  std::string description;
  AlertStatus status = AlertStatus::firing;
  RatedSeverity rating;
  std::vector<std::pair<std::string, std::string>> labels;
  std::vector<std::pair<std::string, std::string>> annotations;
  std::optional<kit::UtcTime> starts_at;
  std::string actor;
};

// `actor`: the name of who acted, may be empty; as clean as the incident's own texts.
Alert map_alert(const IncidentFacts& incident, EventKind kind, std::string_view actor, const MappingRules& rules,
                std::optional<model::Severity> alert_severity = {});

}  // namespace autoheal::pagerduty::webhook
