#include "api/incidents.hpp"

#include "api/log_entries.hpp"
#include "api/untrusted.hpp"
#include "api/window.hpp"
#include "kit/text/credentials.hpp"
#include "model/link.hpp"

#include <algorithm>
#include <boost/json.hpp>

namespace autoheal::pagerduty::api {
namespace {

void add_all(kit::http::Request& request, const char* name, const std::vector<std::string>& values) {
  for (const std::string& value : values) request.params.emplace_back(name, value);
}

kit::http::Request list_request(const IncidentFilter& filter) {
  kit::http::Request request{"/incidents", {}};
  add_all(request, "statuses[]", filter.statuses);
  add_all(request, "service_ids[]", filter.service_ids);
  add_all(request, "team_ids[]", filter.team_ids);
  add_all(request, "user_ids[]", filter.user_ids);
  add_all(request, "urgencies[]", filter.urgencies);
  add_all(request, "priority_ids[]", filter.priority_ids);
  if (!filter.incident_key.empty()) request.params.emplace_back("incident_key", filter.incident_key);
  if (filter.with_trigger) request.params.emplace_back("include[]", "first_trigger_log_entries");
  request.params.emplace_back("sort_by", filter.oldest_first ? "created_at:asc" : "created_at:desc");
  request.params.emplace_back("time_zone", "UTC");
  return request;
}

std::vector<model::Assignment> read_assignments(const kit::JsonReader& reader, std::string_view list,
                                                std::string_view who) {
  std::vector<model::Assignment> out;
  for (const kit::JsonReader& item : reader.objects(list)) {
    out.push_back({item.optional_time("at").value_or(kit::UtcTime{}), read_reference(item, who)});
  }
  return out;
}

// Real answers embed the whole priority, the documented sample only a summary.
kit::Reference read_priority(const kit::JsonReader& reader) {
  kit::Reference priority = read_reference(reader, "priority");
  if (auto object = reader.optional_object("priority")) {
    const std::string name = read_text(*object, "name", kit::Lines::one, model::kMaxNameBytes);
    if (!name.empty()) priority.summary = name;
  }
  return priority;
}

std::string join_field(const boost::json::value& value) {
  if (value.is_string()) return std::string(value.get_string());
  if (value.is_null()) return {};
  if (value.is_array()) {
    std::string out;
    for (const auto& item : value.get_array()) out += (out.empty() ? "" : ", ") + join_field(item);
    return out;
  }
  return boost::json::serialize(value);
}

std::string text_of_field(const boost::json::value& value, std::size_t max_bytes) {
  return kit::untrusted(join_field(kit::without_credentials(value)), kit::Lines::many, max_bytes);
}

std::vector<model::CustomField> read_custom_fields(const kit::JsonReader& reader) {
  std::vector<model::CustomField> out;
  for (const kit::JsonReader& item : reader.objects("custom_fields")) {
    std::string name = read_text(item, "display_name", kit::Lines::one, 100);
    if (name.empty()) name = read_text(item, "name", kit::Lines::one, 100);
    const boost::json::value* value = item.raw("value");
    if (name.empty() || value == nullptr) continue;
    const bool masked =
        !value->is_null() && (kit::is_credential_name(name) || kit::is_credential_name(item.text_or("name")));
    out.push_back({std::move(name), masked ? std::string(kit::kMask) : text_of_field(*value, 2'000)});
  }
  return out;
}

std::string read_body(const kit::JsonReader& reader) {
  const auto body = reader.optional_object("body");
  if (!body) return {};
  const boost::json::value* details = body->raw("details");
  return details == nullptr ? std::string{} : text_of_field(*details, 16'384);
}

void read_counts(const kit::JsonReader& reader, model::Incident& incident) {
  const auto counts = reader.optional_object("alert_counts");
  if (!counts) return;
  incident.alerts_all = static_cast<int>(counts->integer_or("all", 0));
  incident.alerts_triggered = static_cast<int>(counts->integer_or("triggered", 0));
  incident.alerts_resolved = static_cast<int>(counts->integer_or("resolved", 0));
}

void read_people(const kit::JsonReader& reader, model::Incident& incident) {
  incident.assignments = read_assignments(reader, "assignments", "assignee");
  incident.acknowledgements = read_assignments(reader, "acknowledgements", "acknowledger");
  for (const kit::JsonReader& item : reader.objects("incidents_responders")) {
    incident.responders.push_back({read_reference(item, "user"), read_text(item, "state", kit::Lines::one, 40),
                                   item.optional_time("requested_at")});
  }
  for (const kit::JsonReader& item : reader.objects("pending_actions")) {
    if (auto at = item.optional_time("at")) incident.pending_actions.push_back({item.text_or("type"), *at});
  }
}

}  // namespace

kit::http::Request build_list_incidents(const IncidentFilter& filter, kit::UtcTime since, kit::UtcTime until) {
  kit::http::Request request = list_request(filter);
  add_window(request, since, until);
  return request;
}

kit::http::Request build_list_incidents(const IncidentFilter& filter) {
  kit::http::Request request = list_request(filter);
  request.params.emplace_back("date_range", "all");
  return request;
}

kit::http::Request build_get_incident(const std::string& id) {
  kit::http::Request request{"/incidents/" + id, {}};
  for (const char* include : {"acknowledgers", "assignees", "conference_bridge", "custom_fields", "body",
                              "first_trigger_log_entries", "priorities", "services", "teams"}) {
    request.params.emplace_back("include[]", include);
  }
  return request;
}

model::Incident read_incident(const kit::JsonReader& reader) {
  model::Incident incident;
  incident.id = reader.text("id");
  incident.number = reader.integer_or("incident_number", 0);
  incident.title = read_text(reader, "title", kit::Lines::one, model::kMaxTitleBytes);
  if (incident.title.empty()) incident.title = read_text(reader, "summary", kit::Lines::one, model::kMaxTitleBytes);
  incident.status = kit::untrusted(reader.text("status"), kit::Lines::one, 40);
  incident.urgency = read_text(reader, "urgency", kit::Lines::one, model::kMaxUrgencyBytes);
  incident.html_url = model::checked_link(reader.text_or("html_url"));
  incident.created_at = reader.time("created_at");
  incident.resolved_at = reader.optional_time("resolved_at");
  incident.last_status_change_at = reader.optional_time("last_status_change_at");
  incident.last_status_change_by = read_reference(reader, "last_status_change_by");
  incident.incident_key = read_text(reader, "incident_key", kit::Lines::one, model::kMaxKeyBytes);
  incident.service = read_reference(reader, "service");
  incident.escalation_policy = read_reference(reader, "escalation_policy");
  incident.teams = read_references(reader, "teams");
  incident.priority = read_priority(reader);
  read_counts(reader, incident);
  read_people(reader, incident);
  if (auto reason = reader.optional_object("resolve_reason"))
    incident.merged_into = read_reference(*reason, "incident");
  if (auto type = reader.optional_object("incident_type"))
    incident.incident_type = read_text(*type, "name", kit::Lines::one, model::kMaxNameBytes);
  if (auto bridge = reader.optional_object("conference_bridge")) {
    incident.conference_url = read_text(*bridge, "conference_url", kit::Lines::one, model::kMaxLinkBytes);
  }
  incident.custom_fields = read_custom_fields(reader);
  incident.body = read_body(reader);
  incident.trigger_entry = read_reference(reader, "first_trigger_log_entry");
  if (auto entry = reader.optional_object("first_trigger_log_entry")) incident.trigger = read_trigger(*entry);
  return incident;
}

bool matches(const model::Incident& incident, const IncidentFilter& filter) {
  const auto fits = [](const std::vector<std::string>& wanted, const std::string& value) {
    return wanted.empty() || std::find(wanted.begin(), wanted.end(), value) != wanted.end();
  };
  const auto any_team = [&] {
    return std::any_of(incident.teams.begin(), incident.teams.end(),
                       [&](const kit::Reference& team) { return fits(filter.team_ids, team.id); });
  };
  return fits(filter.statuses, incident.status) && fits(filter.service_ids, incident.service.id) &&
         fits(filter.urgencies, incident.urgency) && fits(filter.priority_ids, incident.priority.id) &&
         (filter.team_ids.empty() || incident.teams.empty() || any_team());
}

}  // namespace autoheal::pagerduty::api
