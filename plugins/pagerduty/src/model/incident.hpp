// An incident as PagerDuty tells it. Text is already clean (kit/text/text.hpp). Threads: values.
#pragma once

#include "kit/core/clock.hpp"
#include "kit/core/reference.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace autoheal::pagerduty::model {

// The longest texts of an incident, in bytes, for readers of REST and of webhooks alike: an alert must not depend on
// the door that its incident came through.
inline constexpr std::size_t kMaxTitleBytes = 1'024;
inline constexpr std::size_t kMaxNameBytes = 255;  // of services, teams, people, priorities, types
inline constexpr std::size_t kMaxUrgencyBytes = 40;
inline constexpr std::size_t kMaxKeyBytes = 1'024;  // PagerDuty takes 255 characters
inline constexpr std::size_t kMaxLinkBytes = 2'048;

struct Assignment {
  kit::UtcTime at;
  kit::Reference who;  // a user, or a service that acknowledged
};

struct PendingAction {
  std::string type;  // unacknowledge, escalate, resolve, urgency_change
  kit::UtcTime at;
};

struct Responder {
  kit::Reference user;
  std::string state;  // pending, joined, declined, user_cancelled
  std::optional<kit::UtcTime> requested_at;
};

struct CustomField {
  std::string name;   // display name if there is one
  std::string value;  // lists joined by ", "
};

// What set an incident or an alert off, from its first trigger log entry.
struct Trigger {
  std::string summary;
  std::string channel;      // api, email, website, web_trigger, ...
  kit::Reference agent;     // the service, integration or user
  std::string description;  // the monitoring event's own words, if the entry came in full
};

struct Incident {
  std::string id;
  std::int64_t number = 0;
  std::string title;
  std::string status;   // triggered, acknowledged, resolved; more may come
  std::string urgency;  // high, low
  std::string html_url;
  kit::UtcTime created_at{};
  std::optional<kit::UtcTime> resolved_at;
  std::optional<kit::UtcTime> last_status_change_at;
  kit::Reference last_status_change_by;
  std::string incident_key;
  kit::Reference service;
  kit::Reference escalation_policy;
  std::vector<kit::Reference> teams;
  kit::Reference priority;  // summary is its name
  std::vector<Assignment> assignments;
  std::vector<Assignment> acknowledgements;
  int alerts_all = 0;
  int alerts_triggered = 0;
  int alerts_resolved = 0;
  std::vector<PendingAction> pending_actions;
  kit::Reference merged_into;  // from resolve_reason
  std::string incident_type;
  std::vector<Responder> responders;
  std::vector<CustomField> custom_fields;
  std::string body;
  std::string conference_url;
  std::optional<Trigger> trigger;
  kit::Reference trigger_entry;

  bool is_open() const { return status != "resolved"; }
  // Old data has no resolved_at; then the last change of status tells it.
  std::optional<kit::UtcTime> ended_at() const {
    if (is_open()) return std::nullopt;
    return resolved_at ? resolved_at : last_status_change_at;
  }
};

}  // namespace autoheal::pagerduty::model
