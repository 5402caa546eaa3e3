// What an alert is made of: the part of an incident that both a webhook event and GET /incidents/{id} tell, in
// PagerDuty's own words. map_alert (alert_mapping.hpp) cleans and cuts all text that is not clean yet.
// Threads: values only, [any-thread].
#pragma once

#include "kit/core/reference.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace autoheal::pagerduty::webhook {

// A webhook calls them number, service, assignees; REST calls them incident_number, service, assignments[].assignee.
struct IncidentFacts {
  std::string id;
  std::optional<std::int64_t> number;
  std::string html_url;
  std::string status;  // triggered, acknowledged, resolved
  std::string title;
  std::string incident_key;
  std::string created_at;  // RFC 3339
  std::string urgency;     // high, low
  std::string incident_type;
  std::string conference_url;
  std::string merged_into;  // resolve_reason.incident.id
  kit::Reference service;
  kit::Reference escalation_policy;
  kit::Reference priority;
  std::vector<kit::Reference> teams;
  std::vector<kit::Reference> assignees;
  std::size_t assignees_left_out = 0;  // beyond those kept in `assignees`
  // The texts were cleaned and cut to the limits of model/incident.hpp when they were read. Cleaning twice could change
  // them: what was cut off may have shown that the rest is no secret.
  bool is_clean = false;
};

}  // namespace autoheal::pagerduty::webhook
