// Reads one Generic Webhook v3 body: {"event": {...}}. Only what an alert needs is kept; everything else is skipped
// while it streams by, so that a body of any shape costs no more than its bytes.
// Threads: pure functions, [any-thread].
#pragma once

#include "kit/core/result.hpp"
#include "webhook/incident_facts.hpp"

#include <string>
#include <string_view>

namespace autoheal::pagerduty::webhook {

// Text is as it was sent (not cleaned, possibly invalid UTF-8); a single value is cut after kMaxValueBytes.
struct WebhookEvent {
  std::string id;
  std::string event_type;
  std::string occurred_at;  // may be empty
  std::string actor;        // agent.summary, may be empty
  std::string data_type;    // "incident", "incident_note", "service", "ping", …; may be empty
  IncidentFacts incident;   // of data_type "incident" all of it, else id, number and name of the incident it is about
};

inline constexpr std::size_t kMaxValueBytes = 8192;
inline constexpr std::size_t kMaxReferences = 50;  // assignees and teams kept

// bad_data with a sentence that says why, and quotes nothing of the body: not JSON, deeper than 32 levels, not an
// event, a member twice, event.id or event.event_type missing, an incident without a usable id.
// Forgiven: a byte order mark, invalid UTF-8, lone surrogates, members of the wrong type (they count as absent).
kit::Result<WebhookEvent> parse_event(std::string_view body);

}  // namespace autoheal::pagerduty::webhook
