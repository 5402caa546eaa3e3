// GET /analytics/raw/incidents/{id}: what happened, in seconds and counts.
#include "rest/incident_lookup.hpp"
#include "rest/incident_objects.hpp"
#include "rest/resources.hpp"

#include <algorithm>
#include <set>

namespace simulator {
namespace {

struct Figures {
  Millis first_ack = 0;
  int acknowledgements = 0;
  int escalations = 0;
  int assignments = 0;
  int notifications = 0;
  std::set<Index> acknowledged_by;
  std::set<Index> assigned;
};

Figures count(const IncidentDetail& detail) {
  Figures out;
  for (const LogEntry& entry : detail.log) {
    if (entry.type == "acknowledge_log_entry") {
      ++out.acknowledgements;
      if (out.first_ack == 0) out.first_ack = entry.at;
      if (entry.agent.kind == Agent::Kind::user) out.acknowledged_by.insert(entry.agent.index);
    }
    out.escalations += entry.type == "escalate_log_entry" ? 1 : 0;
    out.assignments += entry.type == "assign_log_entry" ? 1 : 0;
    out.notifications += entry.type == "notify_log_entry" ? 1 : 0;
    out.assigned.insert(entry.assignees.begin(), entry.assignees.end());
  }
  return out;
}

void add_people(const Account& account, const std::set<Index>& users, const std::string& prefix, json::object& out) {
  json::array ids;
  json::array names;
  for (const Index user : users) {
    ids.emplace_back(account.users.at(user).id);
    names.emplace_back(account.users.at(user).name);
  }
  out[prefix + "_ids"] = std::move(ids);
  out[prefix + "_names"] = std::move(names);
}

Response get_analytics(Call& call) {
  const Account& account = call.account;
  const Index index = find_incident_by_id(account, call.args[0]);
  const Incident& row = account.incidents.at(index);
  IncidentDetail scratch;
  const Figures figures = count(detail_of(account, index, scratch));
  json::object out{{"id", row.id}, {"incident_number", row.number}, {"description", row.title}};
  out["status"] = to_text(row.status);
  out["urgency"] = row.high_urgency ? "high" : "low";
  out["created_at"] = render_time(row.created_at, utc_zone());
  out["updated_at"] = render_time(row.updated_at, utc_zone());
  const auto seconds = [&](Millis at) {
    return at == 0 ? json::value(nullptr) : json::value((at - row.created_at) / kSecond);
  };
  out["resolved_at"] =
      row.resolved_at == 0 ? json::value(nullptr) : json::value(render_time(row.resolved_at, utc_zone()));
  out["seconds_to_first_ack"] = seconds(figures.first_ack);
  out["seconds_to_engage"] = seconds(figures.first_ack);
  out["seconds_to_resolve"] = seconds(row.resolved_at);
  out["acknowledgement_count"] = figures.acknowledgements;
  out["assignment_count"] = figures.assignments;
  out["escalation_count"] = figures.escalations;
  out["timeout_escalation_count"] = figures.escalations;
  out["manual_escalation_count"] = 0;
  out["total_notifications"] = figures.notifications;
  out["engaged_user_count"] = figures.acknowledged_by.size();
  add_people(account, figures.acknowledged_by, "acknowledged_user", out);
  add_people(account, figures.assigned, "assigned_user", out);
  out["auto_resolved"] = false;
  out["major"] = row.priority == 0;
  out["service_id"] = account.services.at(row.service).id;
  out["service_name"] = account.services.at(row.service).name;
  out["escalation_policy_id"] = account.policies.at(row.policy).id;
  out["escalation_policy_name"] = account.policies.at(row.policy).name;
  const auto& teams = account.services.at(row.service).teams;
  out["team_id"] = teams.empty() ? json::value(nullptr) : json::value(account.teams.at(teams.front()).id);
  out["team_name"] = teams.empty() ? json::value(nullptr) : json::value(account.teams.at(teams.front()).name);
  if (row.priority != kNone) {
    out["priority_id"] = account.priorities.at(row.priority).id;
    out["priority_name"] = account.priorities.at(row.priority).name;
    out["priority_order"] = account.priorities.at(row.priority).order;
  }
  // The example wraps it, the schema does not.
  return json_response(200, json::object{{"time_zone", "Etc/UTC"}, {"data", std::move(out)}});
}

}  // namespace

void add_analytics_routes(Router& router) {
  router.add("GET", "/analytics/raw/incidents/{id}", "analytics.read", get_analytics);
}

}  // namespace simulator
