// One line of an incident's history. Threads: values.
#pragma once

#include "model/alert.hpp"

#include <string_view>

namespace autoheal::pagerduty::model {

struct FieldChange {
  std::string name;
  std::string old_value;
  std::string value;
};

struct LogEntry {
  std::string id;
  std::string type;  // without "_log_entry": trigger, acknowledge, resolve, ...; open list
  kit::UtcTime created_at{};
  std::string summary;
  kit::Reference agent;
  kit::Reference incident;
  kit::Reference service;
  std::string channel;  // api, email, timeout, website, sms, mobile, auto, note, ...
  std::string channel_summary;
  std::vector<kit::Reference> assignees;  // assign, delegate, escalate
  kit::Reference user;                    // notify: who was told
  std::string notification_type;          // sms, email, phone, push
  std::string notification_status;
  std::string note;
  std::string event_description;
  std::optional<std::int64_t> duration_s;  // snooze
  std::vector<FieldChange> changes;
  AlertDetails event;  // what the monitoring tool sent (trigger entries read with channels)
};

// What PagerDuty puts before a note that was written while resolving the incident.
inline constexpr std::string_view kResolutionNote = "Resolution Note: ";

struct Note {
  std::string id;
  kit::UtcTime created_at{};
  kit::Reference user;
  std::string channel;
  std::string content;
};

}  // namespace autoheal::pagerduty::model
