// What kind of change a webhook event is, by its type. Threads: constant data and pure functions, [any-thread].
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace autoheal::pagerduty::webhook {

enum class EventKind : std::uint8_t {
  triggered,
  acknowledged,
  resolved,
  unacknowledged,
  reopened,
  updated,
  ping,
  ignored,
};

std::string_view name(EventKind kind) noexcept;

// One row for each event type that PagerDuty documents, and pagey.ping.
struct EventRule {
  std::string_view event_type;
  EventKind kind;
};

std::span<const EventRule> event_rules() noexcept;

// The row of that type, or null.
const EventRule* find_rule(std::string_view event_type) noexcept;

// Total: a type that PagerDuty adds one day is `ignored`.
EventKind map_event_type(std::string_view event_type) noexcept;

}  // namespace autoheal::pagerduty::webhook
