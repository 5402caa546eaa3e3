#include "rest/references.hpp"

#include <algorithm>

namespace simulator {
namespace {

std::string api_address(std::string_view folder, const std::string& id) {
  std::string address(kApi);
  address.append("/").append(folder).append("/").append(id);
  return address;
}

std::string web_folder(const Account& account, std::string_view folder, const std::string& id) {
  return web_address(account, std::string(folder) + "/" + id);
}

}  // namespace

bool Includes::has(std::string_view name) const {
  return std::find(names_.begin(), names_.end(), name) != names_.end();
}

std::string web_address(const Account& account, std::string_view path) {
  std::string address = "https://" + account.subdomain + ".pagerduty.com/";
  return address.append(path);
}

json::value text_or_null(const std::string& text) { return text.empty() ? json::value(nullptr) : json::value(text); }

json::value parse_stored(const std::string& text) { return text.empty() ? json::value(nullptr) : json::parse(text); }

json::object reference(std::string_view id, std::string_view type, const std::string& summary, std::string self,
                       std::string html_url) {
  json::object out;
  out.reserve(5);
  out["id"] = id;
  out["type"] = type;
  out["summary"] = summary;
  out["self"] = std::move(self);
  out["html_url"] = text_or_null(html_url);
  return out;
}

json::object user_reference(const Account& account, Index user) {
  const User& row = account.users.at(user);
  return reference(row.id, "user_reference", row.name, api_address("users", row.id),
                   web_folder(account, "users", row.id));
}

json::object team_reference(const Account& account, Index team) {
  const Team& row = account.teams.at(team);
  return reference(row.id, "team_reference", row.name, api_address("teams", row.id),
                   web_folder(account, "teams", row.id));
}

json::object service_reference(const Account& account, Index service) {
  const Service& row = account.services.at(service);
  return reference(row.id, "service_reference", row.name, api_address("services", row.id),
                   web_folder(account, "service-directory", row.id));
}

json::object policy_reference(const Account& account, Index policy) {
  const EscalationPolicy& row = account.policies.at(policy);
  return reference(row.id, "escalation_policy_reference", row.name, api_address("escalation_policies", row.id),
                   web_folder(account, "escalation_policies", row.id));
}

json::object schedule_reference(const Account& account, Index schedule) {
  const Schedule& row = account.schedules.at(schedule);
  return reference(row.id, row.shift_based ? "schedule_v3_reference" : "schedule_reference", row.name,
                   api_address(row.shift_based ? "v3/schedules" : "schedules", row.id),
                   web_folder(account, "schedules", row.id));
}

json::object integration_reference(const Account& account, Index integration) {
  const Integration& row = account.integrations.at(integration);
  const std::string path = "services/" + account.services.at(row.service).id + "/integrations/" + row.id;
  return reference(row.id, row.type + "_reference", row.name, std::string(kApi) + "/" + path,
                   web_address(account, path));
}

json::object priority_reference(const Account& account, Index priority) {
  const Priority& row = account.priorities.at(priority);
  return reference(row.id, "priority_reference", row.name, api_address("priorities", row.id),
                   web_address(account, "account/incident_priorities"));
}

json::object incident_reference(const Account& account, Index incident) {
  const Incident& row = account.incidents.at(incident);
  return reference(row.id, "incident_reference", "[#" + std::to_string(row.number) + "] " + row.title,
                   api_address("incidents", row.id), web_folder(account, "incidents", row.id));
}

json::value agent_reference(const Account& account, const Agent& agent) {
  switch (agent.kind) {
    case Agent::Kind::user:
      return user_reference(account, agent.index);
    case Agent::Kind::service:
      return service_reference(account, agent.index);
    case Agent::Kind::integration:
      return integration_reference(account, agent.index);
    case Agent::Kind::none:
      break;
  }
  return nullptr;
}

json::array team_references(const Account& account, const std::vector<Index>& teams) {
  json::array out;
  for (const Index team : teams) out.emplace_back(team_reference(account, team));
  return out;
}

}  // namespace simulator
