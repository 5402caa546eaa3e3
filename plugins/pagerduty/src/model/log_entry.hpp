// One line of an incident's history. Threads: values.
#pragma once

#include "model/alert.hpp"

namespace autoheal::pagerduty::model {

struct FieldChange {
  std::string name;
  std::string old_value;
  std::string value;
};

struct LogEntry {
  std::string id;
  std::string type;  // without "_log_entry": trigger, acknowledge, resolve, ...; open list
  UtcTime created_at{};
  std::string summary;
  Reference agent;
  Reference incident;
  Reference service;
  std::string channel;  // api, email, timeout, website, sms, mobile, auto, note, ...
  std::string channel_summary;
  std::string channel_subject;
  std::vector<Reference> assignees;  // assign, delegate, escalate
  Reference user;                    // notify: who was told
  std::string notification_type;     // sms, email, phone, push
  std::string notification_status;
  std::string note;
  std::string event_description;
  std::optional<std::int64_t> duration_s;  // snooze
  std::vector<FieldChange> changes;
  AlertDetails event;  // what the monitoring tool sent (trigger entries read with channels)
};

struct Note {
  std::string id;
  UtcTime created_at{};
  Reference user;
  std::string channel;
  std::string content;
};

}  // namespace autoheal::pagerduty::model
