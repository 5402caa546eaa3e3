// The table of what each event does. The list of types is that of PagerDuty's webhook documentation (August 2026).
#include "webhook/event_kind.hpp"

#include <array>

namespace autoheal::pagerduty::webhook {
namespace {

using Kind = EventKind;

constexpr std::array kRules{
    EventRule{"incident.triggered", Kind::triggered},
    EventRule{"incident.acknowledged", Kind::acknowledged},
    EventRule{"incident.resolved", Kind::resolved},
    EventRule{"incident.unacknowledged", Kind::unacknowledged},
    EventRule{"incident.reopened", Kind::reopened},
    EventRule{"incident.escalated", Kind::updated},
    EventRule{"incident.delegated", Kind::updated},
    EventRule{"incident.reassigned", Kind::updated},
    EventRule{"incident.priority_updated", Kind::updated},
    EventRule{"incident.service_updated", Kind::updated},
    EventRule{"incident.incident_type.changed", Kind::updated},
    EventRule{"incident.annotated", Kind::ignored},
    EventRule{"incident.status_update_published", Kind::ignored},
    EventRule{"incident.responder.added", Kind::ignored},
    EventRule{"incident.responder.replied", Kind::ignored},
    EventRule{"incident.conference_bridge.updated", Kind::ignored},
    EventRule{"incident.custom_field_values.updated", Kind::ignored},
    EventRule{"incident.role.assigned", Kind::ignored},
    EventRule{"incident.task.created", Kind::ignored},
    EventRule{"incident.task.updated", Kind::ignored},
    EventRule{"incident.task.completed", Kind::ignored},
    EventRule{"incident.action_invocation.created", Kind::ignored},
    EventRule{"incident.action_invocation.updated", Kind::ignored},
    EventRule{"incident.action_invocation.terminated", Kind::ignored},
    EventRule{"incident.workflow.started", Kind::ignored},
    EventRule{"incident.workflow.completed", Kind::ignored},
    EventRule{"service.created", Kind::ignored},
    EventRule{"service.updated", Kind::ignored},
    EventRule{"service.deleted", Kind::ignored},
    EventRule{"service.custom_field_values.updated", Kind::ignored},
    EventRule{"pagey.ping", Kind::ping},
};

// Indexed by EventKind.
constexpr std::array<std::string_view, 8> kKindNames{"triggered", "acknowledged", "resolved", "unacknowledged",
                                                     "reopened",  "updated",      "ping",     "ignored"};

}  // namespace

std::string_view name(EventKind kind) noexcept { return kKindNames[static_cast<std::size_t>(kind)]; }

std::span<const EventRule> event_rules() noexcept { return kRules; }

const EventRule* find_rule(std::string_view event_type) noexcept {
  for (const EventRule& rule : kRules) {
    if (rule.event_type == event_type) return &rule;
  }
  return nullptr;
}

EventKind map_event_type(std::string_view event_type) noexcept {
  const EventRule* rule = find_rule(event_type);
  return rule == nullptr ? EventKind::ignored : rule->kind;
}

}  // namespace autoheal::pagerduty::webhook
