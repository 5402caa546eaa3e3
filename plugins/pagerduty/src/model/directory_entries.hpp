// What the account consists of: teams, services, escalation policies, schedules, users. Threads: values.
#pragma once

#include "kit/core/clock.hpp"
#include "kit/core/reference.hpp"

#include <optional>
#include <string>
#include <vector>

namespace autoheal::pagerduty::model {

struct Team {
  std::string id;
  std::string name;
  std::string description;
  std::string html_url;
};

struct Service {
  std::string id;
  std::string name;
  std::string description;
  std::string status;  // active, warning, critical, maintenance, disabled
  std::string html_url;
  kit::Reference escalation_policy;
  std::vector<kit::Reference> teams;
  std::vector<kit::Reference> integrations;
  std::optional<kit::UtcTime> last_incident_at;
  std::string urgency_rule;  // high, low, severity_based, use_support_hours
  std::string support_hours;
  std::optional<std::int64_t> auto_resolve_s;
  std::optional<std::int64_t> acknowledgement_timeout_s;
};

struct EscalationRule {
  std::string id;
  int delay_minutes = 0;
  std::vector<kit::Reference> targets;  // type: user, schedule, schedule_v3
  std::string assignment_strategy;
};

struct EscalationPolicy {
  std::string id;
  std::string name;
  std::string description;
  std::string html_url;
  int loops = 0;
  std::vector<EscalationRule> rules;
  std::vector<kit::Reference> services;
  std::vector<kit::Reference> teams;
};

struct ScheduleName {
  std::string id;
  std::string name;
  std::string description;
  std::string time_zone;
  std::string html_url;
  bool shift_based = false;  // schedule_v3
  std::vector<kit::Reference> teams;
};

struct User {
  std::string id;
  std::string name;
  std::string html_url;
  std::string time_zone;
  std::string job_title;
  std::string role;
  std::vector<kit::Reference> teams;
};

struct Priority {
  std::string id;
  std::string name;
  std::string description;
};

}  // namespace autoheal::pagerduty::model
