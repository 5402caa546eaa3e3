// GET /incidents and GET /incidents/{id}. Threads: pure functions, [any-thread].
#pragma once

#include "api/page.hpp"
#include "model/incident.hpp"

namespace autoheal::pagerduty::api {

// What PagerDuty can filter by. Empty lists and texts do not filter.
struct IncidentFilter {
  std::vector<std::string> statuses;
  std::vector<std::string> service_ids;
  std::vector<std::string> team_ids;
  std::vector<std::string> user_ids;  // current assignees
  std::vector<std::string> urgencies;
  std::vector<std::string> priority_ids;
  std::string incident_key;
  bool oldest_first = false;
  bool with_trigger = false;  // include the first trigger log entries
};

// Created in since..until, a window of at most six months. Sorted by creation.
kit::http::Request build_list_incidents(const IncidentFilter& filter, kit::UtcTime since, kit::UtcTime until);
// Whatever their age.
kit::http::Request build_list_incidents(const IncidentFilter& filter);

// id: an id or a number.
kit::http::Request build_get_incident(const std::string& id);

model::Incident read_incident(const kit::JsonReader& reader);

// The filter's parts that PagerDuty might have ignored: does the row really fit? (Not the creation time.)
bool matches(const model::Incident& incident, const IncidentFilter& filter);

}  // namespace autoheal::pagerduty::api
