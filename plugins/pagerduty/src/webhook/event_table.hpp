// What of a webhook's body is kept, and where it is: a table with a row for each member that matters. The reader
// (event_reader.cpp) walks the body along it. Threads: constant data.
#pragma once

#include "webhook/event.hpp"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace autoheal::pagerduty::webhook {

// Where in the body the parser is. `skipped` is everything that no row of the table below leads to.
enum class EventNode : std::uint8_t {
  skipped,
  root,
  event,
  agent,
  data,
  service,
  escalation_policy,
  priority,
  teams,
  team,
  assignees,
  assignee,
  conference_bridge,
  resolve_reason,
  merge_target,
  incident_type,
  subject,  // data.incident: what a note, a task, … is about
  roles,    // data.incident_role_assignments
  role,
  role_subject,
};

// What is being built. A row that keeps a text says where.
struct EventTarget {
  WebhookEvent event;
  kit::Reference subject;
  std::string subject_number;
  std::string number;
  kit::Reference element;  // the team or assignee that is being read
};

using Keep = std::string* (*)(EventTarget&);

struct EventRow {
  EventNode parent;
  std::string_view key;
  EventNode child;  // for an object or array
  Keep keep;        // for a text or a whole number
};

inline constexpr EventNode kSkip = EventNode::skipped;

inline constexpr std::array kEventRows{
    EventRow{EventNode::root, "event", EventNode::event, nullptr},
    EventRow{EventNode::event, "id", kSkip, [](EventTarget& t) { return &t.event.id; }},
    EventRow{EventNode::event, "event_type", kSkip, [](EventTarget& t) { return &t.event.event_type; }},
    EventRow{EventNode::event, "occurred_at", kSkip, [](EventTarget& t) { return &t.event.occurred_at; }},
    EventRow{EventNode::event, "agent", EventNode::agent, nullptr},
    EventRow{EventNode::event, "data", EventNode::data, nullptr},
    EventRow{EventNode::agent, "summary", kSkip, [](EventTarget& t) { return &t.event.actor; }},
    EventRow{EventNode::data, "id", kSkip, [](EventTarget& t) { return &t.event.incident.id; }},
    EventRow{EventNode::data, "type", kSkip, [](EventTarget& t) { return &t.event.data_type; }},
    EventRow{EventNode::data, "html_url", kSkip, [](EventTarget& t) { return &t.event.incident.html_url; }},
    EventRow{EventNode::data, "number", kSkip, [](EventTarget& t) { return &t.number; }},
    EventRow{EventNode::data, "status", kSkip, [](EventTarget& t) { return &t.event.incident.status; }},
    EventRow{EventNode::data, "incident_key", kSkip, [](EventTarget& t) { return &t.event.incident.incident_key; }},
    EventRow{EventNode::data, "created_at", kSkip, [](EventTarget& t) { return &t.event.incident.created_at; }},
    EventRow{EventNode::data, "title", kSkip, [](EventTarget& t) { return &t.event.incident.title; }},
    EventRow{EventNode::data, "urgency", kSkip, [](EventTarget& t) { return &t.event.incident.urgency; }},
    EventRow{EventNode::data, "service", EventNode::service, nullptr},
    EventRow{EventNode::data, "escalation_policy", EventNode::escalation_policy, nullptr},
    EventRow{EventNode::data, "priority", EventNode::priority, nullptr},
    EventRow{EventNode::data, "teams", EventNode::teams, nullptr},
    EventRow{EventNode::data, "assignees", EventNode::assignees, nullptr},
    EventRow{EventNode::data, "conference_bridge", EventNode::conference_bridge, nullptr},
    EventRow{EventNode::data, "resolve_reason", EventNode::resolve_reason, nullptr},
    EventRow{EventNode::data, "incident_type", EventNode::incident_type, nullptr},
    EventRow{EventNode::data, "incident", EventNode::subject, nullptr},
    EventRow{EventNode::data, "incident_role_assignments", EventNode::roles, nullptr},
    EventRow{EventNode::service, "id", kSkip, [](EventTarget& t) { return &t.event.incident.service.id; }},
    EventRow{EventNode::service, "summary", kSkip, [](EventTarget& t) { return &t.event.incident.service.summary; }},
    EventRow{EventNode::escalation_policy, "id", kSkip,
             [](EventTarget& t) { return &t.event.incident.escalation_policy.id; }},
    EventRow{EventNode::escalation_policy, "summary", kSkip,
             [](EventTarget& t) { return &t.event.incident.escalation_policy.summary; }},
    EventRow{EventNode::priority, "id", kSkip, [](EventTarget& t) { return &t.event.incident.priority.id; }},
    EventRow{EventNode::priority, "summary", kSkip, [](EventTarget& t) { return &t.event.incident.priority.summary; }},
    EventRow{EventNode::team, "id", kSkip, [](EventTarget& t) { return &t.element.id; }},
    EventRow{EventNode::team, "summary", kSkip, [](EventTarget& t) { return &t.element.summary; }},
    EventRow{EventNode::assignee, "id", kSkip, [](EventTarget& t) { return &t.element.id; }},
    EventRow{EventNode::assignee, "summary", kSkip, [](EventTarget& t) { return &t.element.summary; }},
    EventRow{EventNode::conference_bridge, "conference_url", kSkip,
             [](EventTarget& t) { return &t.event.incident.conference_url; }},
    EventRow{EventNode::resolve_reason, "incident", EventNode::merge_target, nullptr},
    EventRow{EventNode::merge_target, "id", kSkip, [](EventTarget& t) { return &t.event.incident.merged_into; }},
    EventRow{EventNode::incident_type, "name", kSkip, [](EventTarget& t) { return &t.event.incident.incident_type; }},
    EventRow{EventNode::subject, "id", kSkip, [](EventTarget& t) { return &t.subject.id; }},
    EventRow{EventNode::subject, "number", kSkip, [](EventTarget& t) { return &t.subject_number; }},
    EventRow{EventNode::subject, "summary", kSkip, [](EventTarget& t) { return &t.subject.summary; }},
    EventRow{EventNode::role, "incident", EventNode::role_subject, nullptr},
    EventRow{EventNode::role_subject, "id", kSkip, [](EventTarget& t) { return &t.subject.id; }},
    EventRow{EventNode::role_subject, "summary", kSkip, [](EventTarget& t) { return &t.subject.summary; }},
};

inline constexpr std::size_t kNoEventRow = kEventRows.size();
inline constexpr std::size_t kEventNodes = static_cast<std::size_t>(EventNode::role_subject) + 1;

// The rows of each node: they stand together in the table.
struct EventRows {
  std::size_t first = 0;
  std::size_t last = 0;  // one behind
};

constexpr std::array<EventRows, kEventNodes> make_ranges() {
  std::array<EventRows, kEventNodes> ranges{};
  for (std::size_t i = 0; i < kEventRows.size(); ++i) {
    EventRows& range = ranges[static_cast<std::size_t>(kEventRows[i].parent)];
    if (range.last == 0) range.first = i;
    range.last = i + 1;
  }
  return ranges;
}

inline constexpr std::array<EventRows, kEventNodes> kEventRanges = make_ranges();

constexpr bool is_grouped() {
  std::size_t rows = 0;
  for (const EventRows& range : kEventRanges) rows += range.last - range.first;
  return rows == kEventRows.size();
}
static_assert(is_grouped(), "the rows of one node have to stand together");
static_assert(kEventRows.size() <= 64, "event_reader.cpp remembers the rows that came in 64 bits");

constexpr EventRows range_of(EventNode node) noexcept { return kEventRanges[static_cast<std::size_t>(node)]; }

constexpr std::size_t find_row(EventNode parent, std::string_view key) noexcept {
  const EventRows range = range_of(parent);
  for (std::size_t i = range.first; i < range.last; ++i) {
    if (kEventRows[i].key == key) return i;
  }
  return kNoEventRow;
}

// What the elements of a list are; skipped if the node is no list.
constexpr EventNode element_of(EventNode list) noexcept {
  switch (list) {
    case EventNode::teams:
      return EventNode::team;
    case EventNode::assignees:
      return EventNode::assignee;
    case EventNode::roles:
      return EventNode::role;
    default:
      return EventNode::skipped;
  }
}

constexpr bool is_list(EventNode node) noexcept { return element_of(node) != EventNode::skipped; }

}  // namespace autoheal::pagerduty::webhook
