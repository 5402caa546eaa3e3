// PagerDuty's own past and related incidents, where the plan has them. Threads: pure functions, [any-thread].
#pragma once

#include "api/page.hpp"

namespace autoheal::pagerduty::api {

struct SimilarIncident {
  std::string id;
  std::string title;
  double score = 0;    // no stated scale: rank by it, never show it as a share
  std::string reason;  // related incidents: "similar_contents", "service_dependency", ...
};

kit::http::Request build_list_past_incidents(const std::string& incident_id);
kit::http::Request build_list_related_incidents(const std::string& incident_id);

SimilarIncident read_past_incident(const kit::JsonReader& reader);
SimilarIncident read_related_incident(const kit::JsonReader& reader);

}  // namespace autoheal::pagerduty::api
