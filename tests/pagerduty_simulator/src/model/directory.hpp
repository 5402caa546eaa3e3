// What changes rarely in an account: people, teams, services, policies and what hangs off them. Objects refer to each
// other by position in their table (Index); kNone means "nobody" or "not set". Free-form parts are kept as JSON text.
#pragma once

#include "base/time.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace simulator {

using Index = std::int32_t;
inline constexpr Index kNone = -1;

struct User {
  std::string id;
  std::string name;
  std::string email;
  std::string time_zone;
  std::string role = "limited_user";
  std::string job_title;
  std::string description;
  std::string color = "teal";
  std::string phone;
};

struct Member {
  Index user = kNone;
  std::string role;  // observer, responder, manager
};

struct Team {
  std::string id;
  std::string name;
  std::string description;
  std::vector<Member> members;
};

struct EscalationTarget {
  enum class Kind : std::uint8_t { user, schedule };
  Kind kind = Kind::user;
  Index index = kNone;
};

struct EscalationRule {
  std::string id;
  int delay_minutes = 30;
  std::vector<EscalationTarget> targets;
  std::string strategy = "assign_to_everyone";  // or round_robin
};

struct EscalationPolicy {
  std::string id;
  std::string name;
  std::string description;
  int num_loops = 0;
  std::string handoff_notifications = "if_has_services";
  Index team = kNone;
  std::vector<EscalationRule> rules;
};

struct Integration {
  std::string id;
  std::string type;  // events_api_v2_inbound_integration, generic_email_inbound_integration, …
  std::string name;
  std::string key;  // the routing key; empty for e-mail
  std::string email;
  Index service = kNone;
  Millis created_at = 0;
};

struct Service {
  std::string id;
  std::string name;
  std::string description;
  Millis created_at = 0;
  Index policy = kNone;
  std::vector<Index> teams;
  std::vector<Index> integrations;
  std::optional<int> auto_resolve_timeout;
  std::optional<int> acknowledgement_timeout;
  std::string urgency = "high";  // low, severity_based
  bool support_hours = false;
  bool disabled = false;
  std::string alert_grouping;  // "", time, intelligent, content_based
};

struct BusinessService {
  std::string id;
  std::string name;
  std::string description;
  std::string point_of_contact;
  Index team = kNone;
};

struct ServiceNode {
  bool business = false;
  Index index = kNone;
  bool operator==(const ServiceNode&) const = default;
};

struct Dependency {
  std::string id;
  ServiceNode supporting;
  ServiceNode dependent;
};

struct MaintenanceWindow {
  std::string id;
  int sequence_number = 0;
  Millis start = 0;
  Millis end = 0;
  std::string description;
  Index created_by = kNone;
  std::vector<Index> services;
};

struct Link {
  std::string href;
  std::string text;
};

struct ChangeEvent {
  std::string id;
  std::string summary;
  Millis at = 0;
  std::string source;
  Index service = kNone;
  Index integration = kNone;
  std::vector<Link> links;
  std::string custom_details;  // JSON object as text, or empty
};

struct Priority {
  std::string id;
  std::string name;
  std::string description;
  std::string color;
  std::int64_t order = 0;  // larger = more severe
};

// What the account has bought; each can be switched through /_simulator/plan.
struct Plan {
  bool teams = true;
  bool urgencies = true;
  bool priorities = true;
  bool incident_types = true;
  bool aiops = true;
  int aiops_refusal = 402;  // what past_incidents and friends answer without it: 402, 403 or 404
};

}  // namespace simulator
