#include "webhooks/body.hpp"

#include "rest/references.hpp"

namespace simulator {
namespace {

// html_url, id, self, summary, type: the order on the wire differs from the REST API's.
json::object in_wire_order(json::object ref) {
  json::object out;
  for (const char* name : {"html_url", "id", "self", "summary", "type"}) out[name] = std::move(ref[name]);
  return out;
}

json::object webhook_service(const Account& account, Index service) {
  json::object ref = service_reference(account, service);
  ref["html_url"] = web_address(account, "services/" + account.services.at(service).id);
  return in_wire_order(std::move(ref));
}

json::value webhook_agent(const Account& account, const Agent& agent) {
  switch (agent.kind) {
    case Agent::Kind::none:
      return nullptr;
    case Agent::Kind::user:
      return webhook_user(account, agent.index);
    case Agent::Kind::service:
      return webhook_service(account, agent.index);
    case Agent::Kind::integration: {
      json::object ref = integration_reference(account, agent.index);
      ref["type"] = "inbound_integration_reference";
      return in_wire_order(std::move(ref));
    }
  }
  return nullptr;
}

json::value webhook_client(const WebhookEvent& event) {
  if (event.client.empty()) return nullptr;
  json::object out{{"name", event.client}};
  if (!event.client_url.empty()) out["url"] = event.client_url;
  return out;
}

json::value conference(const Incident& row) {
  if (!row.detail || row.detail->conference_url.empty()) return nullptr;
  return json::object{{"conference_number", row.detail->conference_number},
                      {"conference_url", row.detail->conference_url}};
}

}  // namespace

json::object webhook_user(const Account& account, Index user) { return in_wire_order(user_reference(account, user)); }

json::object webhook_incident_reference(const Account& account, Index incident) {
  return in_wire_order(incident_reference(account, incident));
}

json::object webhook_incident(const Account& account, Index index) {
  const Incident& row = account.incidents.at(index);
  json::object out;
  out["id"] = row.id;
  out["type"] = "incident";
  out["self"] = std::string(kApi) + "/incidents/" + row.id;
  out["html_url"] = web_address(account, "incidents/" + row.id);
  out["number"] = row.number;
  out["status"] = to_text(row.status);
  out["incident_key"] = row.has_alerts ? json::value(nullptr) : json::value(row.key);
  out["created_at"] = render_time(row.created_at, utc_zone());
  if (row.reopened_at != 0) out["reopened_at"] = render_time(row.reopened_at, utc_zone());
  out["title"] = row.title;
  out["service"] = webhook_service(account, row.service);
  json::array assignees;
  for (const Assignment& assignment : row.assignments) assignees.emplace_back(webhook_user(account, assignment.user));
  out["assignees"] = std::move(assignees);
  out["escalation_policy"] = in_wire_order(policy_reference(account, row.policy));
  json::array teams;
  for (const Index team : account.services.at(row.service).teams) {
    teams.emplace_back(in_wire_order(team_reference(account, team)));
  }
  out["teams"] = std::move(teams);
  out["priority"] = row.priority == kNone ? json::value(nullptr)
                                          : json::value(in_wire_order(priority_reference(account, row.priority)));
  out["urgency"] = row.high_urgency ? "high" : "low";
  out["conference_bridge"] = conference(row);
  out["resolve_reason"] = nullptr;
  if (row.merged_into != kNone) {
    out["resolve_reason"] = json::object{{"type", "merge_resolve_reason"},
                                         {"incident", webhook_incident_reference(account, row.merged_into)}};
  }
  out["incident_type"] = json::object{{"name", "incident_default"}};
  return out;
}

std::string webhook_body(const Account& account, const WebhookEvent& event, std::string_view event_id) {
  json::object inner;
  inner["id"] = event_id;
  inner["event_type"] = event.type;
  inner["resource_type"] = event.type.substr(0, event.type.find('.'));
  inner["occurred_at"] = render_time_ms(event.at);
  inner["agent"] = webhook_agent(account, event.agent);
  inner["client"] = webhook_client(event);
  inner["data"] = event.data;
  return json::serialize(json::object{{"event", std::move(inner)}});
}

}  // namespace simulator
