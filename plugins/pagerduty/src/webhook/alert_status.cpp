// The status of an alert, as the last event left it.
#include "webhook/alert_mapping.hpp"

#include <array>

namespace autoheal::pagerduty::webhook {

AlertStatus map_status(EventKind kind, std::string_view incident_status) noexcept {
  switch (kind) {
    case EventKind::acknowledged:
      return AlertStatus::acknowledged;
    case EventKind::resolved:
      return AlertStatus::resolved;
    case EventKind::triggered:
    case EventKind::unacknowledged:
    case EventKind::reopened:
      return AlertStatus::firing;
    case EventKind::updated:
    case EventKind::ping:
    case EventKind::ignored:
      break;
  }
  if (incident_status == "acknowledged") return AlertStatus::acknowledged;
  return incident_status == "resolved" ? AlertStatus::resolved : AlertStatus::firing;
}

std::string_view name(AlertStatus status) noexcept {
  constexpr std::array<std::string_view, 3> kNames{"firing", "acknowledged", "resolved"};
  return kNames[static_cast<std::size_t>(status)];
}

}  // namespace autoheal::pagerduty::webhook
