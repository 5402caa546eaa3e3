// What lies below an incident: log entries, alerts, notes, custom fields. And the incident types.
#include "base/random.hpp"
#include "rest/filters.hpp"
#include "rest/incident_lookup.hpp"
#include "rest/incident_objects.hpp"
#include "rest/log_entry_list.hpp"
#include "rest/page.hpp"
#include "rest/resources.hpp"
#include "rest/window.hpp"

#include <algorithm>

namespace simulator {
namespace {

Response log_entries(Call& call) {
  const Index incident = find_incident_by_id(call.account, call.args[0]);
  return list_log_entries(call, {incident});
}

std::vector<std::size_t> matching_alerts(const Call& call, const IncidentDetail& detail) {
  const auto statuses = call.query.all("statuses[]");
  const auto key = call.query.get("alert_key");
  std::vector<std::size_t> rows;
  for (std::size_t i = 0; i < detail.alerts.size(); ++i) {
    const Alert& alert = detail.alerts[i];
    const std::string_view status = alert.resolved_at == 0 ? "triggered" : "resolved";
    if (!statuses.empty() && std::find(statuses.begin(), statuses.end(), status) == statuses.end()) continue;
    if (key && alert.key != *key) continue;
    rows.push_back(i);
  }
  const std::string sort = call.query.get("sort_by").value_or("created_at:asc");
  const bool by_resolution = sort.substr(0, 11) == "resolved_at";
  const bool descending = sort.find(":desc") != std::string::npos;
  std::stable_sort(rows.begin(), rows.end(), [&](std::size_t a, std::size_t b) {
    const Millis x = by_resolution ? detail.alerts[a].resolved_at : detail.alerts[a].created_at;
    const Millis y = by_resolution ? detail.alerts[b].resolved_at : detail.alerts[b].created_at;
    return descending ? x > y : x < y;
  });
  return rows;
}

Response alerts(Call& call) {
  const Index incident = find_incident_by_id(call.account, call.args[0]);
  const Page page = parse_page(call.query);
  IncidentDetail scratch;
  const IncidentDetail& detail = detail_of(call.account, incident, scratch);
  const Includes includes(call.query);
  const auto rows = matching_alerts(call, detail);
  return json_response(200, render_page("alerts", rows, page, [&](std::size_t row) {
                         return alert_object(call.account, incident, detail, row, includes);
                       }));
}

Response alert(Call& call) {
  const Index incident = find_incident_by_id(call.account, call.args[0]);
  IncidentDetail scratch;
  const IncidentDetail& detail = detail_of(call.account, incident, scratch);
  for (std::size_t i = 0; i < detail.alerts.size(); ++i) {
    if (detail.alerts[i].id == call.args[1]) {
      const Includes includes(call.query);
      return json_response(200, json::object{{"alert", alert_object(call.account, incident, detail, i, includes)}});
    }
  }
  fail_not_found();
}

Response notes(Call& call) {
  const Index incident = find_incident_by_id(call.account, call.args[0]);
  IncidentDetail scratch;
  json::array rows;
  for (const Note& note : detail_of(call.account, incident, scratch).notes) {
    rows.emplace_back(note_object(call.account, note));
  }
  return json_response(200, json::object{{"notes", std::move(rows)}});
}

Response custom_fields(Call& call) {
  const Index incident = find_incident_by_id(call.account, call.args[0]);
  IncidentDetail scratch;
  const IncidentDetail& detail = detail_of(call.account, incident, scratch);
  json::value fields = detail.custom_fields.empty() ? json::value(json::array()) : parse_stored(detail.custom_fields);
  return json_response(200, json::object{{"custom_fields", std::move(fields)}});
}

json::object incident_type(std::string_view name, std::string_view display_name, bool enabled, json::value parent) {
  return json::object{{"id", make_id('P', 7, "incident type", hash_text(name))},
                      {"type", "incident_type"},
                      {"name", name},
                      {"display_name", display_name},
                      {"description", nullptr},
                      {"enabled", enabled},
                      {"parent", std::move(parent)},
                      {"created_at", "2023-05-31T13:40:47.000Z"},
                      {"updated_at", "2023-07-31T13:40:47.000Z"}};
}

Response types(Call& call) {
  if (!call.account.plan.incident_types) fail_plan();
  const std::string filter = call.query.get("filter").value_or("enabled");
  if (filter != "enabled" && filter != "disabled" && filter != "all") fail_input("Filter is invalid.");
  const json::object base{{"id", make_id('P', 7, "incident type", hash_text("incident_default"))},
                          {"type", "incident_type_reference"}};
  json::array rows;
  if (filter != "disabled") {
    rows.emplace_back(incident_type("incident_default", "Base Incident", true, nullptr));
    rows.emplace_back(incident_type("security", "Security", true, base));
  }
  if (filter != "enabled") rows.emplace_back(incident_type("drill", "Drill", false, base));
  return json_response(200, json::object{{"incident_types", std::move(rows)}});
}

}  // namespace

void add_incident_part_routes(Router& router) {
  router.add("GET", "/incidents/types", "incident_types.read", types);
  router.add("GET", "/incidents/{id}/log_entries", "incidents.read", log_entries);
  router.add("GET", "/incidents/{id}/alerts", "incidents.read", alerts);
  router.add("GET", "/incidents/{id}/alerts/{alert_id}", "incidents.read", alert);
  router.add("GET", "/incidents/{id}/notes", "incidents.read", notes);
  router.add("GET", "/incidents/{id}/custom_fields/values", "incidents.read", custom_fields);
}

}  // namespace simulator
