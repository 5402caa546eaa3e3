#include "api/changes.hpp"

#include "api/alert_details.hpp"
#include "api/untrusted.hpp"
#include "api/window.hpp"
#include "model/link.hpp"

namespace autoheal::pagerduty::api {
namespace {

kit::Reference read_end(const kit::JsonReader& relation, std::string_view key) {
  kit::Reference end = read_reference(relation, key);
  end.type = std::string(kit::without_suffix(end.type, "_service"));  // "technical" or "business"
  return end;
}

}  // namespace

kit::http::Request build_list_changes(kit::UtcTime since, kit::UtcTime until,
                                      const std::vector<std::string>& team_ids) {
  kit::http::Request request{"/change_events", {}};
  for (const std::string& id : team_ids) request.params.emplace_back("team_ids[]", id);
  add_window(request, since, until);
  return request;
}

kit::http::Request build_list_service_changes(const std::string& service_id, kit::UtcTime since, kit::UtcTime until) {
  kit::http::Request request{"/services/" + service_id + "/change_events", {}};
  add_window(request, since, until);
  return request;
}

kit::http::Request build_list_related_changes(const std::string& incident_id) {
  return {"/incidents/" + incident_id + "/related_change_events", {}};
}

kit::http::Request build_list_maintenance_windows(const std::vector<std::string>& service_ids) {
  kit::http::Request request{"/maintenance_windows", {{"filter", "open"}}};
  for (const std::string& id : service_ids) request.params.emplace_back("service_ids[]", id);
  return request;
}

kit::http::Request build_list_dependencies(const std::string& service_id) {
  return {"/service_dependencies/technical_services/" + service_id, {}};
}

kit::http::Request build_list_business_services() { return {"/business_services", {}}; }

kit::Reference read_business_service(const kit::JsonReader& reader) {
  kit::Reference service = read_self(reader);
  std::string name = read_text(reader, "name", kit::Lines::one, 255);
  if (!name.empty()) service.summary = std::move(name);
  return service;
}

model::ChangeEvent read_change_event(const kit::JsonReader& reader) {
  model::ChangeEvent change;
  change.id = reader.text("id");
  change.summary = read_text(reader, "summary");
  change.source = read_text(reader, "source", kit::Lines::one, 255);
  change.timestamp = reader.time("timestamp");
  change.services = read_references(reader, "services");
  change.integration = read_reference(reader, "integration");
  change.links = read_contexts(reader, "links");
  std::size_t omitted = 0;
  if (const auto* details = reader.raw("custom_details")) flatten(*details, "", change.details, omitted);
  if (auto reason = reader.optional_object("correlation_reason")) {
    change.correlation = read_text(*reason, "reason", kit::Lines::one, 40);
  }
  return change;
}

model::MaintenanceWindow read_maintenance_window(const kit::JsonReader& reader) {
  model::MaintenanceWindow window;
  window.id = reader.text("id");
  window.description = read_text(reader, "description");
  window.html_url = model::checked_link(reader.text_or("html_url"));
  window.start = reader.time("start_time");
  window.end = reader.time("end_time");
  window.created_by = read_reference(reader, "created_by");
  window.services = read_references(reader, "services");
  return window;
}

kit::Result<std::vector<model::Dependency>> parse_dependencies(const kit::http::Response& response) {
  AH_TRY(auto document, kit::parse_json(response.body));
  std::vector<model::Dependency> out;
  for (const kit::JsonRow& row : document.rows("relationships")) {
    model::Dependency relation{read_end(*row, "supporting_service"), read_end(*row, "dependent_service")};
    if (row.check().has_value()) out.push_back(std::move(relation));
  }
  AH_TRY_VOID(document.check());
  return out;
}

}  // namespace autoheal::pagerduty::api
