#include "api/similar_incidents.hpp"

#include "api/untrusted.hpp"

namespace autoheal::pagerduty::api {
namespace {

SimilarIncident read_incident_part(const kit::JsonReader& reader) {
  SimilarIncident out;
  const auto incident = reader.optional_object("incident");
  if (!incident) return out;
  out.id = incident->text("id");
  out.title = read_text(*incident, "title");
  return out;
}

}  // namespace

kit::http::Request build_list_past_incidents(const std::string& incident_id) {
  return {"/incidents/" + incident_id + "/past_incidents", {}};
}

kit::http::Request build_list_related_incidents(const std::string& incident_id) {
  return {"/incidents/" + incident_id + "/related_incidents", {{"additional_details[]", "incident"}}};
}

SimilarIncident read_past_incident(const kit::JsonReader& reader) {
  SimilarIncident out = read_incident_part(reader);
  out.score = reader.optional_number("score").value_or(0);
  return out;
}

SimilarIncident read_related_incident(const kit::JsonReader& reader) {
  SimilarIncident out = read_incident_part(reader);
  for (const kit::JsonReader& relation : reader.objects("relationships")) {
    std::string reason = read_text(relation, "type", kit::Lines::one, 60);
    if (auto metadata = relation.optional_object("metadata")) {
      const std::string finer = read_text(*metadata, "grouping_classification", kit::Lines::one, 60);
      if (!finer.empty()) reason = finer;
    }
    if (!reason.empty()) out.reason += (out.reason.empty() ? "" : ", ") + reason;
  }
  return out;
}

}  // namespace autoheal::pagerduty::api
