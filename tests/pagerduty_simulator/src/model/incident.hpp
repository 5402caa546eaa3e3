// Incidents and what hangs off them. An incident is small; its detail (alerts, log entries, notes) is either stored,
// once something was said or done about it, or derived from its seed when asked for (data/history.hpp). A set of
// 100,000 incidents therefore costs some 30 MB and starts at once.
#pragma once

#include "model/directory.hpp"

#include <memory>
#include <string>
#include <vector>

namespace simulator {

enum class IncidentStatus : std::uint8_t { triggered, acknowledged, resolved };

const char* to_text(IncidentStatus status);

struct Agent {
  enum class Kind : std::uint8_t { none, user, service, integration };
  Kind kind = Kind::none;
  Index index = kNone;
  static Agent of_user(Index user) { return {Kind::user, user}; }
  static Agent of_service(Index service) { return {Kind::service, service}; }
  static Agent of_integration(Index integration) { return {Kind::integration, integration}; }
};

struct Notification {
  std::string type;  // sms_notification, email_notification, phone_notification, push_notification
  std::string status = "success";
  Index user = kNone;
};

struct LogEntry {
  std::string type;  // trigger_log_entry, …
  Millis at = 0;
  Agent agent;
  std::string summary;
  std::string channel = "auto";             // channel.type
  std::string channel_members;              // the other members of the channel: a JSON object as text, or empty
  std::vector<Index> assignees;             // assign, escalate, delegate
  std::vector<Notification> notifications;  // none or one
  std::string note;                         // kept on a resolve entry
  std::string description;                  // event_details.description
  std::vector<Link> links;                  // contexts
  int acknowledgement_timeout = 0;          // seconds; acknowledge entries
};

struct Alert {
  std::string id;
  Millis created_at = 0;
  Millis resolved_at = 0;  // 0 while triggered
  std::string summary;
  std::string key;
  std::string severity;  // may be empty: null
  bool suppressed = false;
  Index integration = kNone;
  std::string details;      // JSON value as text: object, string or null
  std::string cef_details;  // JSON object as text, or empty
  std::string contexts;     // JSON array as text, or empty
};

struct Note {
  std::string id;
  Index user = kNone;  // kNone: written by automation
  std::string content;
  Millis at = 0;
};

struct Responder {
  Index user = kNone;
  Index requester = kNone;
  std::string state = "pending";
  std::string message;
  Millis at = 0;
};

struct IncidentDetail {
  std::vector<Alert> alerts;
  std::vector<LogEntry> log;
  std::vector<Note> notes;
  std::vector<Responder> responders;
  std::string body;                        // include[]=body, JSON value as text, or empty
  std::vector<std::string> change_events;  // ids of correlated changes
  std::string conference_number;
  std::string conference_url;
  std::string custom_fields;  // JSON array as text, or empty
};

struct Assignment {
  Millis at = 0;
  Index user = kNone;
};

struct Incident {
  std::string id;
  std::int32_t number = 0;
  Index service = kNone;
  Index policy = kNone;
  Index priority = kNone;
  Index merged_into = kNone;
  Index last_change_by_user = kNone;
  IncidentStatus status = IncidentStatus::triggered;
  bool high_urgency = true;
  bool hidden = false;  // taken out through /_simulator/
  bool has_alerts = true;
  std::uint8_t level = 1;  // current escalation level
  std::string title;
  Millis created_at = 0;
  Millis updated_at = 0;
  Millis last_status_change_at = 0;
  Millis resolved_at = 0;
  Millis reopened_at = 0;
  std::string key;  // incident_key of manual incidents
  std::vector<Assignment> assignments;
  std::vector<Assignment> acknowledgements;
  std::uint64_t seed = 0;  // what the derived detail is made from
  std::unique_ptr<IncidentDetail> detail;
};

}  // namespace simulator
