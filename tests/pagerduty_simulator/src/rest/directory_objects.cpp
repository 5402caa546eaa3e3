#include "rest/directory_objects.hpp"

#include "base/random.hpp"

#include <algorithm>
#include <set>

namespace simulator {
namespace {

// The reference's members with the full object's type.
json::object full(json::object ref, std::string_view type) {
  ref["type"] = type;
  return ref;
}

json::object contact_method(const User& user, std::string_view kind, bool whole) {
  const std::string id = make_id('P', 7, kind, hash_text(user.id));
  const std::string type = std::string(kind) + "_contact_method";
  json::object out = reference(id, whole ? type : type + "_reference", kind == "email" ? "Default" : "Mobile",
                               std::string(kApi) + "/users/" + user.id + "/contact_methods/" + id, "");
  if (whole) {
    out["label"] = kind == "email" ? "Default" : "Mobile";
    out["address"] = kind == "email" ? user.email : user.phone;
  }
  return out;
}

json::object notification_rule(const User& user, bool whole) {
  const std::string id = make_id('P', 7, "notification rule", hash_text(user.id));
  json::object out =
      reference(id, whole ? "assignment_notification_rule" : "assignment_notification_rule_reference",
                "0 minutes: push", std::string(kApi) + "/users/" + user.id + "/notification_rules/" + id, "");
  if (whole) {
    out["start_delay_in_minutes"] = 0;
    out["urgency"] = "high";
    out["contact_method"] = contact_method(user, "email", false);
  }
  return out;
}

json::object urgency_rule(const Service& service) {
  json::object rule;
  if (!service.support_hours) {
    rule["type"] = "constant";
    rule["urgency"] = service.urgency;
    return rule;
  }
  rule["type"] = "use_support_hours";
  rule["during_support_hours"] = json::object{{"type", "constant"}, {"urgency", "high"}};
  rule["outside_support_hours"] = json::object{{"type", "constant"}, {"urgency", "low"}};
  return rule;
}

void add_support_hours(const Service& service, json::object& out) {
  if (!service.support_hours) {
    out["support_hours"] = nullptr;
    out["scheduled_actions"] = json::array();
    return;
  }
  out["support_hours"] = json::object{{"type", "fixed_time_per_day"},
                                      {"time_zone", "Europe/Berlin"},
                                      {"days_of_week", json::array{1, 2, 3, 4, 5}},
                                      {"start_time", "09:00:00"},
                                      {"end_time", "17:00:00"}};
  out["scheduled_actions"] =
      json::array{json::object{{"type", "urgency_change"},
                               {"at", json::object{{"type", "named_time"}, {"name", "support_hours_start"}}},
                               {"to_urgency", "high"}}};
}

json::value timeout(const std::optional<int>& seconds) {
  return seconds ? json::value(*seconds) : json::value(nullptr);
}

json::object integration_object(const Account& account, Index index, bool whole) {
  json::object out = integration_reference(account, index);
  if (!whole) return out;
  const Integration& row = account.integrations.at(index);
  out["type"] = row.type;
  out["name"] = row.name;
  out["created_at"] = render_time(row.created_at, *account.zone);
  out["service"] = service_reference(account, row.service);
  if (!row.key.empty()) out["integration_key"] = row.key;
  if (!row.email.empty()) out["integration_email"] = row.email;
  out["vendor"] = nullptr;
  return out;
}

json::value grouping_parameters(const Service& service) {
  if (service.alert_grouping.empty()) return json::object{{"type", nullptr}, {"config", nullptr}};
  json::object config;
  if (service.alert_grouping == "time") config["timeout"] = 300;
  if (service.alert_grouping == "intelligent") config["time_window"] = 300;
  if (service.alert_grouping == "content_based") {
    config["aggregate"] = "all";
    config["fields"] = json::array{"source"};
    config["time_window"] = 86400;
  }
  return json::object{{"type", service.alert_grouping}, {"config", std::move(config)}};
}

json::object target_object(const Account& account, const EscalationTarget& target, bool whole) {
  if (target.kind == EscalationTarget::Kind::user) {
    return whole ? user_object(account, target.index, Includes(), false) : user_reference(account, target.index);
  }
  const bool classic = !account.schedules.at(target.index).shift_based;
  return whole && classic ? schedule_summary_object(account, target.index) : schedule_reference(account, target.index);
}

}  // namespace

json::object user_object(const Account& account, Index index, const Includes& includes, bool single) {
  const User& user = account.users.at(index);
  json::object out = full(user_reference(account, index), "user");
  out["name"] = user.name;
  out["email"] = user.email;
  out["time_zone"] = user.time_zone;
  out["color"] = user.color;
  out["avatar_url"] = "https://secure.gravatar.com/avatar/" + make_hex(32, hash_text(user.id)) + ".png?d=mm&r=PG";
  out["billed"] = true;
  out["role"] = user.role;
  out["description"] = text_or_null(user.description);
  out["invitation_sent"] = false;
  out["created_via_sso"] = false;
  out["job_title"] = text_or_null(user.job_title);
  json::array teams;
  for (const Index team : teams_of_user(account, index)) {
    teams.emplace_back(includes.has("teams") ? team_object(account, team) : team_reference(account, team));
  }
  out["teams"] = std::move(teams);
  json::array methods{contact_method(user, "email", includes.has("contact_methods"))};
  if (!user.phone.empty()) methods.emplace_back(contact_method(user, "phone", includes.has("contact_methods")));
  out["contact_methods"] = std::move(methods);
  out["notification_rules"] = json::array{notification_rule(user, includes.has("notification_rules"))};
  if (includes.has("subdomains")) out["subdomains"] = json::array{json::value(account.subdomain)};
  if (single) {
    // Bearer addresses: whoever has them reads the calendar. A client must not repeat them.
    const std::string feed = "webcal.pagerduty.com/private/" + make_hex(32, hash_text(user.id) + 1) + "/feed";
    out["http_cal_url"] = "https://" + feed;
    out["web_cal_url"] = "webcal://" + feed;
  }
  return out;
}

json::object team_object(const Account& account, Index index) {
  const Team& team = account.teams.at(index);
  json::object out = full(team_reference(account, index), "team");
  out["name"] = team.name;
  out["description"] = text_or_null(team.description);
  out["default_role"] = "manager";
  out["parent"] = nullptr;
  return out;
}

json::object service_object(const Account& account, Index index, const Includes& includes, const char* status) {
  const Service& service = account.services.at(index);
  json::object out = full(service_reference(account, index), "service");
  out["name"] = service.name;
  out["description"] = text_or_null(service.description);
  out["created_at"] = render_time(service.created_at, *account.zone);
  out["updated_at"] = render_time(service.created_at, *account.zone);
  out["status"] = status;
  const Millis last = account.incidents.last_of_service(index);
  out["last_incident_timestamp"] = last == 0 ? json::value(nullptr) : json::value(render_time(last, *account.zone));
  out["auto_resolve_timeout"] = timeout(service.auto_resolve_timeout);
  out["acknowledgement_timeout"] = timeout(service.acknowledgement_timeout);
  json::array teams;
  for (const Index team : service.teams) {
    teams.emplace_back(includes.has("teams") ? team_object(account, team) : team_reference(account, team));
  }
  out["teams"] = std::move(teams);
  out["incident_urgency_rule"] = urgency_rule(service);
  add_support_hours(service, out);
  out["escalation_policy"] = includes.has("escalation_policies") ? policy_object(account, service.policy, Includes())
                                                                 : policy_reference(account, service.policy);
  out["addons"] = json::array();
  out["alert_creation"] = "create_alerts_and_incidents";
  out["alert_grouping"] =
      service.alert_grouping == "content_based" ? json::value(nullptr) : text_or_null(service.alert_grouping);
  out["alert_grouping_timeout"] = service.alert_grouping == "time" ? json::value(5) : json::value(nullptr);
  out["alert_grouping_parameters"] = grouping_parameters(service);
  json::array integrations;
  for (const Index integration : service.integrations) {
    integrations.emplace_back(integration_object(account, integration, includes.has("integrations")));
  }
  out["integrations"] = std::move(integrations);
  out["response_play"] = nullptr;
  if (includes.has("auto_pause_notifications_parameters")) {
    out["auto_pause_notifications_parameters"] = json::object{{"enabled", false}, {"timeout", nullptr}};
  }
  return out;
}

json::object policy_object(const Account& account, Index index, const Includes& includes) {
  const EscalationPolicy& policy = account.policies.at(index);
  json::object out = full(policy_reference(account, index), "escalation_policy");
  out["name"] = policy.name;
  out["description"] = text_or_null(policy.description);
  out["num_loops"] = policy.num_loops;
  out["on_call_handoff_notifications"] = policy.handoff_notifications;
  json::array rules;
  for (const EscalationRule& rule : policy.rules) {
    json::array targets;
    for (const auto& target : rule.targets) {
      targets.emplace_back(target_object(account, target, includes.has("targets")));
    }
    json::object item{{"id", rule.id}, {"escalation_delay_in_minutes", rule.delay_minutes}};
    item["targets"] = std::move(targets);
    if (includes.has("escalation_rule_assignment_strategies")) {
      item["escalation_rule_assignment_strategy"] = rule.strategy;
    }
    rules.emplace_back(std::move(item));
  }
  out["escalation_rules"] = std::move(rules);
  json::array services;
  for (Index i = 0; i < account.services.size(); ++i) {
    if (account.services.at(i).policy != index) continue;
    services.emplace_back(includes.has("services") ? service_object(account, i, Includes(), "active")
                                                   : service_reference(account, i));
  }
  out["services"] = std::move(services);
  json::array teams;
  if (policy.team != kNone) {
    teams.emplace_back(includes.has("teams") ? team_object(account, policy.team)
                                             : team_reference(account, policy.team));
  }
  out["teams"] = std::move(teams);
  return out;
}

json::object priority_object(const Account& account, Index index) {
  const Priority& priority = account.priorities.at(index);
  json::object out = full(priority_reference(account, index), "priority");
  out["html_url"] = nullptr;
  out["name"] = priority.name;
  out["description"] = priority.description;
  out["color"] = priority.color;
  out["order"] = priority.order;
  return out;
}

json::object schedule_summary_object(const Account& account, Index index) {
  const Schedule& schedule = account.schedules.at(index);
  json::object out = full(schedule_reference(account, index), "schedule");
  out["name"] = schedule.name;
  out["time_zone"] = schedule.time_zone;
  out["description"] = text_or_null(schedule.description);
  json::array policies;
  for (const Index policy : policies_of_schedule(account, index)) {
    policies.emplace_back(policy_reference(account, policy));
  }
  out["escalation_policies"] = std::move(policies);
  json::array users;
  for (const Index user : users_of_schedule(account, index)) users.emplace_back(user_reference(account, user));
  out["users"] = std::move(users);
  out["teams"] = team_references(account, schedule.teams);
  return out;
}

std::vector<Index> teams_of_user(const Account& account, Index user) {
  std::vector<Index> out;
  for (Index i = 0; i < account.teams.size(); ++i) {
    const auto& members = account.teams.at(i).members;
    if (std::any_of(members.begin(), members.end(), [&](const Member& m) { return m.user == user; })) out.push_back(i);
  }
  return out;
}

std::vector<Index> policies_of_schedule(const Account& account, Index schedule) {
  std::vector<Index> out;
  for (Index i = 0; i < account.policies.size(); ++i) {
    bool named = false;
    for (const EscalationRule& rule : account.policies.at(i).rules) {
      for (const EscalationTarget& target : rule.targets) {
        named = named || (target.kind == EscalationTarget::Kind::schedule && target.index == schedule);
      }
    }
    if (named) out.push_back(i);
  }
  return out;
}

std::vector<Index> users_of_schedule(const Account& account, Index index) {
  const Schedule& schedule = account.schedules.at(index);
  std::set<Index> users;
  for (const ScheduleLayer& layer : schedule.layers) users.insert(layer.users.begin(), layer.users.end());
  for (const ShiftRotation& rotation : schedule.rotations) {
    for (const ShiftEvent& event : rotation.events) users.insert(event.members.begin(), event.members.end());
  }
  for (const CustomShift& shift : schedule.custom_shifts) users.insert(shift.user);
  users.erase(kNone);
  return {users.begin(), users.end()};
}

}  // namespace simulator
