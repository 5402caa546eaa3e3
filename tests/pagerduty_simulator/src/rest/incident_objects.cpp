#include "rest/incident_objects.hpp"

#include "base/random.hpp"
#include "data/history.hpp"
#include "rest/directory_objects.hpp"

#include <algorithm>

namespace simulator {
namespace {

json::value person(const Account& account, Index user, bool whole) {
  if (whole) return user_object(account, user, Includes(), false);
  return user_reference(account, user);
}

json::array assignments(const Account& account, const std::vector<Assignment>& rows, std::string_view role, bool whole,
                        const Zone& zone) {
  json::array out;
  for (const Assignment& row : rows) {
    json::object item{{"at", render_time(row.at, zone)}};
    item[json::string_view(role)] = person(account, row.user, whole);
    out.emplace_back(std::move(item));
  }
  return out;
}

json::value trigger_entry(const Account& account, Index incident, const Includes& includes) {
  const Incident& row = account.incidents.at(incident);
  if (includes.has("first_trigger_log_entries")) {
    // The full entry comes with its channel: that is what the include is for.
    const Includes with_channel(Query("include[]=channels"));
    if (row.detail) return log_entry_object(account, incident, row.detail->log.front(), 0, with_channel, *account.zone);
    return log_entry_object(account, incident, derive_trigger_entry(account, incident), 0, with_channel, *account.zone);
  }
  const std::string id = encode_log_entry_id(static_cast<std::uint32_t>(incident), 0);
  const std::string& summary = row.detail ? row.detail->log.front().summary : derived_trigger_summary();
  return reference(id, "trigger_log_entry_reference", summary,
                   std::string(kApi) + "/log_entries/" + id + "?incident_id=" + row.id,
                   web_address(account, "incidents/" + row.id + "/log_entries/" + id));
}

json::object alert_counts(const Account& account, Index incident) {
  const Incident& row = account.incidents.at(incident);
  std::size_t all = 0;
  std::size_t resolved = 0;
  if (row.detail) {
    all = row.detail->alerts.size();
    for (const Alert& alert : row.detail->alerts) resolved += alert.resolved_at != 0 ? 1U : 0U;
  } else {
    all = derived_alert_count(row);
    resolved = row.status == IncidentStatus::resolved ? all : 0;
  }
  return json::object{{"all", all}, {"triggered", all - resolved}, {"resolved", resolved}};
}

json::array pending_actions(const Account& account, const Incident& row, const Zone& zone) {
  json::array out;
  const Service& service = account.services.at(row.service);
  if (row.status == IncidentStatus::triggered) {
    const auto& rules = account.policies.at(row.policy).rules;
    const std::size_t level = std::min<std::size_t>(row.level, rules.size());
    if (level < rules.size()) {
      const Millis at = row.last_status_change_at + rules[level - 1].delay_minutes * kMinute;
      if (at > account.clock.now()) out.emplace_back(json::object{{"type", "escalate"}, {"at", render_time(at, zone)}});
    }
  } else if (row.status == IncidentStatus::acknowledged && service.acknowledgement_timeout) {
    const Millis at = row.last_status_change_at + *service.acknowledgement_timeout * kSecond;
    out.emplace_back(json::object{{"type", "unacknowledge"}, {"at", render_time(at, zone)}});
  }
  if (row.status != IncidentStatus::resolved && service.auto_resolve_timeout) {
    const Millis at = row.last_status_change_at + *service.auto_resolve_timeout * kSecond;
    out.emplace_back(json::object{{"type", "resolve"}, {"at", render_time(at, zone)}});
  }
  return out;
}

json::array responders(const Account& account, const IncidentDetail* detail, Index incident) {
  json::array out;
  if (detail == nullptr) return out;
  for (const Responder& row : detail->responders) {
    out.emplace_back(json::object{{"state", row.state},
                                  {"user", user_reference(account, row.user)},
                                  {"incident", incident_reference(account, incident)},
                                  {"updated_at", render_time(row.at, utc_zone())},
                                  {"message", row.message},
                                  {"requester", user_reference(account, row.requester)},
                                  {"requested_at", render_time(row.at, utc_zone())}});
  }
  return out;
}

void add_people(const Account& account, const Incident& row, const Includes& includes, const Zone& zone,
                json::object& out) {
  out["assignments"] =
      assignments(account, row.assignments, "assignee", includes.has("assignees") || includes.has("users"), zone);
  out["assigned_via"] = "escalation_policy";
  out["last_status_change_at"] = render_time(row.last_status_change_at, zone);
  out["resolved_at"] = row.resolved_at == 0 ? json::value(nullptr) : json::value(render_time(row.resolved_at, zone));
  out["acknowledgements"] = assignments(account, row.acknowledgements, "acknowledger",
                                        includes.has("acknowledgers") || includes.has("users"), zone);
  if (row.last_change_by_user != kNone) {
    out["last_status_change_by"] =
        person(account, row.last_change_by_user, includes.has("agents") || includes.has("users"));
  } else {
    out["last_status_change_by"] = service_reference(account, row.service);
  }
}

json::object conference(const IncidentDetail& detail) {
  return json::object{{"conference_number", text_or_null(detail.conference_number)},
                      {"conference_url", text_or_null(detail.conference_url)}};
}

void add_single_members(const Account& account, Index incident, const Includes& includes, json::object& out) {
  IncidentDetail scratch;
  const IncidentDetail& detail = detail_of(account, incident, scratch);
  if (includes.has("custom_fields")) {
    out["custom_fields"] =
        detail.custom_fields.empty() ? json::value(json::array()) : parse_stored(detail.custom_fields);
  }
  if (includes.has("body")) {
    out["body"] = json::object{{"type", "incident_body"}, {"details", parse_stored(detail.body)}};
  }
}

// The members of `channel` beside its type, shown on request.
json::object channel_object(const LogEntry& entry, bool whole) {
  json::object out{{"type", entry.channel}};
  if (!whole || entry.channel_members.empty()) return out;
  json::value members = json::parse(entry.channel_members);
  for (auto& [name, value] : members.as_object()) out[name] = value;
  return out;
}

json::array link_contexts(const std::vector<Link>& links) {
  json::array out;
  for (const Link& link : links) {
    out.emplace_back(json::object{{"type", "link"}, {"href", link.href}, {"text", link.text}});
  }
  return out;
}

void add_extras(const Account& account, const LogEntry& entry, json::object& out) {
  if (!entry.assignees.empty()) {
    json::array assignees;
    for (const Index user : entry.assignees) assignees.emplace_back(user_reference(account, user));
    out["assignees"] = std::move(assignees);
  }
  if (entry.acknowledgement_timeout > 0) out["acknowledgement_timeout"] = entry.acknowledgement_timeout;
  for (const Notification& notification : entry.notifications) {
    const User& user = account.users.at(notification.user);
    out["user"] = user_reference(account, notification.user);
    json::value address = nullptr;
    if (notification.type == "email_notification") address = user.email;
    if (notification.type == "sms_notification" || notification.type == "phone_notification") address = user.phone;
    out["channel"].as_object()["notification"] =
        json::object{{"id", make_id('P', 7, "notification", static_cast<std::uint64_t>(entry.at))},
                     {"type", notification.type},
                     {"address", std::move(address)},
                     {"status", notification.status},
                     {"user", user_reference(account, notification.user)}};
  }
  if (!entry.note.empty()) out["note"] = entry.note;
  if (!entry.description.empty()) out["event_details"] = json::object{{"description", entry.description}};
}

}  // namespace

const IncidentDetail& detail_of(const Account& account, Index incident, IncidentDetail& scratch) {
  const Incident& row = account.incidents.at(incident);
  if (row.detail) return *row.detail;
  scratch = derive_detail(account, incident);
  return scratch;
}

json::object incident_object(const Account& account, Index incident, const Includes& includes, const Zone& zone,
                             bool single) {
  const Incident& row = account.incidents.at(incident);
  json::object out = incident_reference(account, incident);
  out.reserve(40);
  out["type"] = "incident";
  out["incident_number"] = row.number;
  out["title"] = row.title;
  out["description"] = row.title;
  out["created_at"] = render_time(row.created_at, zone);
  out["updated_at"] = render_time(row.updated_at, zone);
  out["status"] = to_text(row.status);
  out["incident_key"] = row.has_alerts ? json::value(nullptr) : json::value(row.key);
  out["service"] = includes.has("services")
                       ? service_object(account, row.service, Includes(),
                                        service_statuses(account)[static_cast<std::size_t>(row.service)])
                       : service_reference(account, row.service);
  add_people(account, row, includes, zone, out);
  out["first_trigger_log_entry"] = trigger_entry(account, incident, includes);
  out["alert_counts"] = alert_counts(account, incident);
  out["is_mergeable"] = row.status != IncidentStatus::resolved;
  out["incident_type"] = json::object{{"name", "incident_default"}};
  out["escalation_policy"] = includes.has("escalation_policies") ? policy_object(account, row.policy, Includes())
                                                                 : policy_reference(account, row.policy);
  json::array teams;
  for (const Index team : account.services.at(row.service).teams) {
    teams.emplace_back(includes.has("teams") ? team_object(account, team) : team_reference(account, team));
  }
  out["teams"] = std::move(teams);
  out["pending_actions"] = pending_actions(account, row, zone);
  out["alert_grouping"] = nullptr;
  out["priority"] =
      row.priority == kNone || !account.plan.priorities ? json::value(nullptr) : priority_object(account, row.priority);
  out["resolve_reason"] = row.merged_into == kNone
                              ? json::value(nullptr)
                              : json::value(json::object{{"type", "merge_resolve_reason"},
                                                         {"incident", incident_reference(account, row.merged_into)}});
  if (includes.has("conference_bridge") && row.detail && !row.detail->conference_url.empty()) {
    out["conference_bridge"] = conference(*row.detail);
  }
  out["incidents_responders"] = responders(account, row.detail.get(), incident);
  out["responder_requests"] = json::array();
  out["subscriber_requests"] = json::array();
  out["impacted_services"] = json::array{service_reference(account, row.service)};
  out["urgency"] = row.high_urgency ? "high" : "low";
  if (single) add_single_members(account, incident, includes, out);
  return out;
}

json::object log_entry_object(const Account& account, Index incident, const LogEntry& entry, std::size_t ordinal,
                              const Includes& includes, const Zone& zone) {
  const Incident& row = account.incidents.at(incident);
  const std::string id = encode_log_entry_id(static_cast<std::uint32_t>(incident), static_cast<std::uint32_t>(ordinal));
  const bool trigger = entry.type == "trigger_log_entry";
  std::string self = std::string(kApi) + "/log_entries/" + id;
  if (trigger) self += "?incident_id=" + row.id;
  std::string html_url;
  if (trigger) html_url = web_address(account, "incidents/" + row.id + "/log_entries/" + id);
  json::object out = reference(id, entry.type, entry.summary, std::move(self), std::move(html_url));
  out["created_at"] = render_time(entry.at, zone);
  out["agent"] = agent_reference(account, entry.agent);
  out["channel"] = channel_object(entry, includes.has("channels"));
  out["service"] = includes.has("services") ? service_object(account, row.service, Includes(), "active")
                                            : service_reference(account, row.service);
  out["incident"] = includes.has("incidents") ? incident_object(account, incident, Includes(), utc_zone(), false)
                                              : incident_reference(account, incident);
  json::array teams;
  for (const Index team : account.services.at(row.service).teams) {
    teams.emplace_back(includes.has("teams") ? team_object(account, team) : team_reference(account, team));
  }
  out["teams"] = std::move(teams);
  out["contexts"] = link_contexts(entry.links);
  add_extras(account, entry, out);
  return out;
}

json::object alert_object(const Account& account, Index incident, const IncidentDetail& detail, std::size_t ordinal,
                          const Includes& includes) {
  const Alert& alert = detail.alerts[ordinal];
  const Incident& row = account.incidents.at(incident);
  json::object out =
      reference(alert.id, "alert", alert.summary, std::string(kApi) + "/incidents/" + row.id + "/alerts/" + alert.id,
                web_address(account, "alerts/" + alert.id));
  out["created_at"] = render_time(alert.created_at, *account.zone);
  out["resolved_at"] =
      alert.resolved_at == 0 ? json::value(nullptr) : json::value(render_time(alert.resolved_at, *account.zone));
  out["status"] = alert.resolved_at == 0 ? "triggered" : "resolved";
  out["alert_key"] = alert.key;
  out["severity"] = text_or_null(alert.severity);
  out["suppressed"] = alert.suppressed;
  out["service"] = includes.has("services") ? service_object(account, row.service, Includes(), "active")
                                            : service_reference(account, row.service);
  out["incident"] = includes.has("incidents") ? incident_object(account, incident, Includes(), utc_zone(), false)
                                              : incident_reference(account, incident);
  out["integration"] = alert.integration == kNone ? json::value(nullptr)
                                                  : json::value(integration_reference(account, alert.integration));
  const std::string entry_id = encode_log_entry_id(static_cast<std::uint32_t>(incident), 0);
  if (includes.has("first_trigger_log_entries")) {
    out["first_trigger_log_entry"] = log_entry_object(account, incident, detail.log.front(), 0,
                                                      Includes(Query("include[]=channels")), *account.zone);
  } else {
    out["first_trigger_log_entry"] =
        reference(entry_id, "trigger_log_entry_reference", detail.log.front().summary,
                  std::string(kApi) + "/log_entries/" + entry_id + "?incident_id=" + row.id,
                  web_address(account, "incidents/" + row.id + "/log_entries/" + entry_id));
  }
  out["privilege"] = nullptr;
  json::object body{{"type", "alert_body"}};
  body["contexts"] = alert.contexts.empty() ? json::value(json::array()) : parse_stored(alert.contexts);
  body["details"] = parse_stored(alert.details);
  if (!alert.cef_details.empty()) body["cef_details"] = parse_stored(alert.cef_details);
  out["body"] = std::move(body);
  return out;
}

json::object note_object(const Account& account, const Note& note) {
  json::object out{{"id", note.id}};
  if (note.user == kNone) {
    const std::string id = make_id('P', 7, "automation", 1);
    out["user"] = reference(id, "bot_user_reference", "Event rule", std::string(kApi) + "/users/" + id, "");
  } else {
    out["user"] = user_reference(account, note.user);
  }
  out["channel"] = json::object{{"summary", note.user == kNone ? "Event rule" : "The PagerDuty website or APIs"}};
  out["content"] = note.content;
  out["created_at"] = render_time(note.at, *account.zone);
  return out;
}

}  // namespace simulator
