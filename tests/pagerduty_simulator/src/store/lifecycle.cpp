#include "store/lifecycle.hpp"

#include "base/random.hpp"
#include "data/history.hpp"
#include "schedule/oncall.hpp"

#include <algorithm>
#include <boost/json.hpp>

namespace simulator {
namespace {

namespace json = boost::json;

json::value parsed(const std::string& text) { return text.empty() ? json::value(nullptr) : json::parse(text); }

json::object cef_details(const AlertEvent& event) {
  json::object cef{{"client", event.client},
                   {"client_url", event.client_url},
                   {"contexts", event.contexts.empty() ? json::value(json::array()) : json::parse(event.contexts)},
                   {"dedup_key", event.dedup_key},
                   {"description", event.summary},
                   {"details", parsed(event.details)},
                   {"severity", event.severity},
                   {"source_origin", event.source}};
  if (!event.component.empty()) cef["source_component"] = event.component;
  if (!event.group.empty()) cef["service_group"] = event.group;
  if (!event.event_class.empty()) cef["event_class"] = event.event_class;
  return cef;
}

std::string trigger_channel(const AlertEvent& event, const std::string& key) {
  return json::serialize(json::object{{"summary", event.summary},
                                      {"description", event.summary},
                                      {"incident_key", event.dedup_key},
                                      {"service_key", key},
                                      {"client", event.client},
                                      {"client_url", event.client_url},
                                      {"details", parsed(event.details)},
                                      {"cef_details", cef_details(event)}});
}

}  // namespace

IncidentDetail& Lifecycle::detail(Index incident) {
  auto& stored = account_.incidents.at(incident).detail;
  if (!stored) stored = std::make_unique<IncidentDetail>(derive_detail(account_, incident));
  return *stored;
}

std::string Lifecycle::who(const Agent& agent) const {
  if (agent.kind == Agent::Kind::user) return account_.users.at(agent.index).name;
  if (agent.kind == Agent::Kind::integration) return account_.integrations.at(agent.index).name;
  if (agent.kind == Agent::Kind::service) return account_.services.at(agent.index).name;
  return "PagerDuty";
}

LogEntry& Lifecycle::log(Index incident, std::string type, Agent agent, std::string summary, const char* channel) {
  LogEntry entry;
  entry.type = std::move(type);
  entry.at = account_.clock.now();
  entry.agent = agent;
  entry.summary = std::move(summary);
  entry.channel = channel;
  account_.incidents.at(incident).updated_at = entry.at;
  auto& entries = detail(incident).log;
  entries.push_back(std::move(entry));
  return entries.back();
}

void Lifecycle::emit(Index incident, const char* type, Agent agent, const AlertEvent* source) {
  WebhookEvent event;
  event.type = type;
  event.at = account_.clock.now();
  event.agent = agent;
  if (source != nullptr) {
    event.client = source->client;
    event.client_url = source->client_url;
  }
  event.data = webhook_incident(account_, incident);
  event.service = account_.incidents.at(incident).service;
  event.incident = incident;
  webhooks_.emit(event);
}

void Lifecycle::set_status(Index incident, IncidentStatus status, Agent agent) {
  account_.incidents.set_status(incident, status);
  Incident& row = account_.incidents.at(incident);
  row.last_status_change_at = row.updated_at = account_.clock.now();
  row.last_change_by_user = agent.kind == Agent::Kind::user ? agent.index : kNone;
}

void Lifecycle::assign(Index incident, const std::vector<Index>& users) {
  Incident& row = account_.incidents.at(incident);
  row.assignments.clear();
  for (const Index user : users) row.assignments.push_back({account_.clock.now(), user});
}

std::vector<Index> Lifecycle::assign_level(Index incident, int level) {
  Incident& row = account_.incidents.at(incident);
  const auto levels = static_cast<int>(account_.policies.at(row.policy).rules.size());
  std::vector<Index> users;
  for (; level <= levels && users.empty(); ++level) {
    users = level_users(account_, row.policy, level, account_.clock.now());
    row.level = static_cast<std::uint8_t>(level);
  }
  assign(incident, users);
  const Agent service = Agent::of_service(row.service);
  for (const Index user : users) {
    const std::string& name = account_.users.at(user).name;
    log(incident, "assign_log_entry", service, "Assigned to " + name, "auto").assignees = {user};
    log(incident, "notify_log_entry", service, "Notified " + name + " by push", "auto")
        .notifications.push_back({"push_notification", "success", user});
  }
  return users;
}

Index Lifecycle::find_open(Index service, const std::string& dedup_key) const {
  for (const Index index : account_.incidents.open()) {
    const Incident& row = account_.incidents.at(index);
    if (row.service != service || row.hidden) continue;
    if (!row.detail) {
      for (std::size_t i = 0; i < derived_alert_count(row); ++i) {
        if (derived_alert_key(row, i) == dedup_key) return index;
      }
      continue;
    }
    for (const Alert& alert : row.detail->alerts) {
      if (alert.key == dedup_key && alert.resolved_at == 0) return index;
    }
  }
  return kNone;
}

Index Lifecycle::trigger(Index integration, const AlertEvent& event) {
  const Integration& from = account_.integrations.at(integration);
  const Index known = find_open(from.service, event.dedup_key);
  if (known != kNone) return known;
  const Millis now = account_.clock.now();
  const Service& service = account_.services.at(from.service);
  if (service.disabled || in_maintenance(account_, from.service, now)) return kNone;

  Incident row;
  row.number = account_.incidents.next_number();
  row.id = make_id('Q', 14, "new incident", mix(static_cast<std::uint64_t>(now)) + account_.next_id++);
  row.service = from.service;
  row.policy = service.policy;
  row.title = event.summary;
  row.high_urgency = service.urgency == "severity_based" ? event.severity == "critical" || event.severity == "error"
                                                         : service.urgency == "high";
  row.created_at = row.updated_at = row.last_status_change_at = now;
  row.detail = std::make_unique<IncidentDetail>();
  Alert alert;
  alert.id = make_id('Q', 14, "new alert", mix(static_cast<std::uint64_t>(now)) + account_.next_id++);
  alert.created_at = now;
  alert.summary = event.summary;
  alert.key = event.dedup_key;
  alert.severity = event.severity;
  alert.integration = integration;
  alert.details = event.details;
  alert.cef_details = json::serialize(cef_details(event));
  alert.contexts = event.contexts;
  row.detail->alerts.push_back(std::move(alert));
  const Index index = account_.incidents.add(std::move(row));
  LogEntry& entry =
      log(index, "trigger_log_entry", Agent::of_integration(integration), "Triggered through the API", "api");
  entry.description = event.summary;
  entry.links = event.links;
  entry.channel_members = trigger_channel(event, from.key);
  assign_level(index, 1);
  emit(index, "incident.triggered", Agent::of_integration(integration), &event);
  return index;
}

void Lifecycle::acknowledge_event(Index integration, Index incident) {
  if (account_.incidents.at(incident).status != IncidentStatus::triggered) return;
  set_status(incident, IncidentStatus::acknowledged, Agent::of_integration(integration));
  Incident& row = account_.incidents.at(incident);
  for (const Assignment& assignment : row.assignments) {
    row.acknowledgements.push_back({account_.clock.now(), assignment.user});
  }
  log(incident, "acknowledge_log_entry", Agent::of_integration(integration), "Acknowledged through the API", "api");
  emit(incident, "incident.acknowledged", Agent::of_integration(integration));
}

void Lifecycle::resolve_event(Index integration, Index incident, const std::string& dedup_key) {
  bool all_resolved = true;
  for (Alert& alert : detail(incident).alerts) {
    if (alert.key == dedup_key && alert.resolved_at == 0) alert.resolved_at = account_.clock.now();
    all_resolved = all_resolved && alert.resolved_at != 0;
  }
  account_.incidents.at(incident).updated_at = account_.clock.now();
  if (all_resolved) resolve(incident, Agent::of_integration(integration), "api", "");
}

Index Lifecycle::create(const ManualIncident& wanted) {
  const Millis now = account_.clock.now();
  Incident row;
  row.number = account_.incidents.next_number();
  row.id = make_id('Q', 14, "new incident", mix(static_cast<std::uint64_t>(now)) + account_.next_id++);
  row.has_alerts = false;
  row.key = wanted.key.empty() ? make_hex(32, hash_text(row.id)) : wanted.key;
  row.service = wanted.service;
  row.policy = wanted.policy == kNone ? account_.services.at(wanted.service).policy : wanted.policy;
  row.title = wanted.title;
  row.priority = wanted.priority;
  row.high_urgency = wanted.high_urgency;
  row.created_at = row.updated_at = row.last_status_change_at = now;
  row.detail = std::make_unique<IncidentDetail>();
  row.detail->body = wanted.body;
  const Index index = account_.incidents.add(std::move(row));
  const Agent author = wanted.author == kNone ? Agent{} : Agent::of_user(wanted.author);
  LogEntry& entry = log(index, "trigger_log_entry", author, "Triggered through the website", "web_trigger");
  entry.description = wanted.title;
  entry.channel_members = json::serialize(
      json::object{{"summary", wanted.title}, {"subject", wanted.title}, {"details", parsed(wanted.body)}});
  if (wanted.assignee == kNone) {
    assign_level(index, 1);
  } else {
    assign(index, {wanted.assignee});
    log(index, "assign_log_entry", author, "Assigned to " + account_.users.at(wanted.assignee).name, "auto")
        .assignees = {wanted.assignee};
  }
  emit(index, "incident.triggered", author);
  // Whoever opens an incident for themselves has it acknowledged already.
  if (wanted.assignee != kNone && wanted.assignee == wanted.author) acknowledge(index, author, "website");
  return index;
}

void Lifecycle::acknowledge(Index incident, Agent agent, const char* channel) {
  const bool was_resolved = account_.incidents.at(incident).status == IncidentStatus::resolved;
  if (was_resolved) reopen(incident, agent);
  set_status(incident, IncidentStatus::acknowledged, agent);
  if (agent.kind == Agent::Kind::user) {
    Incident& row = account_.incidents.at(incident);
    std::erase_if(row.acknowledgements, [&](const Assignment& a) { return a.user == agent.index; });
    row.acknowledgements.push_back({account_.clock.now(), agent.index});
    if (row.assignments.empty()) assign(incident, {agent.index});
  }
  log(incident, "acknowledge_log_entry", agent, "Acknowledged by " + who(agent), channel).acknowledgement_timeout =
      1800;
  emit(incident, "incident.acknowledged", agent);
}

void Lifecycle::unacknowledge(Index incident, Agent agent) {
  set_status(incident, IncidentStatus::triggered, agent);
  account_.incidents.at(incident).acknowledgements.clear();
  log(incident, "unacknowledge_log_entry", agent, "Unacknowledged because of a timeout", "timeout");
  emit(incident, "incident.unacknowledged", agent);
}

void Lifecycle::resolve(Index incident, Agent agent, const char* channel, const std::string& resolution) {
  if (account_.incidents.at(incident).status == IncidentStatus::resolved) return;
  set_status(incident, IncidentStatus::resolved, agent);
  Incident& row = account_.incidents.at(incident);
  row.resolved_at = row.last_status_change_at;
  row.assignments.clear();
  row.acknowledgements.clear();
  for (Alert& alert : detail(incident).alerts) {
    if (alert.resolved_at == 0) alert.resolved_at = row.resolved_at;
  }
  const bool by_tool = agent.kind == Agent::Kind::integration;
  log(incident, "resolve_log_entry", agent,
      by_tool ? "Resolved through the integration API" : "Resolved by " + who(agent), channel)
      .note = resolution;
  emit(incident, "incident.resolved", agent);
  if (!resolution.empty() && agent.kind == Agent::Kind::user) {
    annotate(incident, agent.index, "Resolution Note: " + resolution);
  }
}

void Lifecycle::reopen(Index incident, Agent agent) {
  Incident& row = account_.incidents.at(incident);
  row.resolved_at = 0;
  row.merged_into = kNone;
  row.reopened_at = account_.clock.now();
  set_status(incident, IncidentStatus::triggered, agent);
  log(incident, "trigger_log_entry", agent, "Reopened by " + who(agent), "website");
  assign_level(incident, 1);
  emit(incident, "incident.reopened", agent);
}

void Lifecycle::escalate(Index incident, Agent agent, int level) {
  const Incident& row = account_.incidents.at(incident);
  log(incident, "escalate_log_entry", agent, "Escalated to level " + std::to_string(level) + " by " + who(agent),
      "website")
      .assignees = level_users(account_, row.policy, level, account_.clock.now());
  assign_level(incident, level);
  emit(incident, "incident.escalated", agent);
}

void Lifecycle::reassign(Index incident, Agent agent, const std::vector<Index>& users) {
  assign(incident, users);
  log(incident, "assign_log_entry", agent, "Reassigned by " + who(agent), "website").assignees = users;
  emit(incident, "incident.reassigned", agent);
}

void Lifecycle::delegate(Index incident, Agent agent, Index policy) {
  account_.incidents.at(incident).policy = policy;
  const std::vector<Index> users = assign_level(incident, 1);
  log(incident, "delegate_log_entry", agent, "Delegated to " + account_.policies.at(policy).name, "website").assignees =
      users;
  emit(incident, "incident.delegated", agent);
}

void Lifecycle::set_priority(Index incident, Agent agent, Index priority) {
  account_.incidents.at(incident).priority = priority;
  const std::string name = priority == kNone ? "none" : account_.priorities.at(priority).name;
  LogEntry& entry = log(incident, "field_value_change_log_entry", agent, "Priority set to " + name, "website");
  entry.channel_members = json::serialize(
      json::object{{"changeset",
                    {{"application_fields",
                      json::array{json::object{{"name", "priority"}, {"value", name}, {"namespace", "incidents"}}}},
                     {"customer_fields", json::array()}}}});
  emit(incident, "incident.priority_updated", agent);
}

void Lifecycle::set_title(Index incident, const std::string& title) {
  Incident& row = account_.incidents.at(incident);
  detail(incident);  // the derived detail speaks of the old title
  row.title = title;
  row.updated_at = account_.clock.now();
}

void Lifecycle::set_urgency(Index incident, Agent agent, bool high) {
  account_.incidents.at(incident).high_urgency = high;
  log(incident, "urgency_change_log_entry", agent, std::string("Urgency set to ") + (high ? "high" : "low"), "website");
}

void Lifecycle::set_service(Index incident, Agent agent, Index service) {
  detail(incident);
  Incident& row = account_.incidents.at(incident);
  row.service = service;
  row.updated_at = account_.clock.now();
  emit(incident, "incident.service_updated", agent);
}

void Lifecycle::merge(Index target, const std::vector<Index>& sources, Agent agent) {
  for (const Index source : sources) {
    auto& alerts = detail(source).alerts;
    auto& all = detail(target).alerts;
    std::move(alerts.begin(), alerts.end(), std::back_inserter(all));
    alerts.clear();
    account_.incidents.at(source).merged_into = target;
    resolve(source, agent, "website", "");
    detail(source).log.back().summary =
        "Merged into #" + std::to_string(account_.incidents.at(target).number) + " by " + who(agent);
  }
}

const Note& Lifecycle::annotate(Index incident, Index user, const std::string& content) {
  const Millis now = account_.clock.now();
  detail(incident).notes.push_back(
      {make_id('P', 7, "new note", mix(static_cast<std::uint64_t>(now)) + account_.next_id++), user, content, now});
  log(incident, "annotate_log_entry", Agent::of_user(user), "Note added by " + account_.users.at(user).name, "note")
      .channel_members = json::serialize(json::object{{"summary", content}});
  WebhookEvent event;
  event.type = "incident.annotated";
  event.at = now;
  event.agent = Agent::of_user(user);
  json::object reference = webhook_incident_reference(account_, incident);
  reference["summary"] = nullptr;
  event.data = {{"incident", std::move(reference)},
                {"id", detail(incident).notes.back().id},
                {"content", content},
                {"trimmed", false},
                {"type", "incident_note"}};
  event.service = account_.incidents.at(incident).service;
  event.incident = incident;
  webhooks_.emit(event);
  return detail(incident).notes.back();
}

void Lifecycle::publish_status_update(Index incident, Index user, const std::string& message) {
  const std::string& name = account_.users.at(user).name;
  log(incident, "status_update_log_entry", Agent::of_user(user), "Status update posted by " + name, "website")
      .channel_members = json::serialize(json::object{{"summary", message}});
  WebhookEvent event;
  event.type = "incident.status_update_published";
  event.at = account_.clock.now();
  event.agent = Agent::of_user(user);
  json::object reference = webhook_incident_reference(account_, incident);
  reference["summary"] = nullptr;
  event.data = {{"incident", std::move(reference)},
                {"id", make_id('P', 7, "status update", account_.next_id++)},
                {"message", message},
                {"trimmed", false},
                {"type", "incident_status_update"}};
  event.service = account_.incidents.at(incident).service;
  event.incident = incident;
  webhooks_.emit(event);
}

void Lifecycle::request_responder(Index incident, Index requester, Index user, const std::string& message) {
  const Millis now = account_.clock.now();
  detail(incident).responders.push_back({user, requester, "pending", message, now});
  log(incident, "responder_request_log_entry", Agent::of_user(requester),
      account_.users.at(requester).name + " asked " + account_.users.at(user).name + " for help", "website");
  WebhookEvent event;
  event.type = "incident.responder.added";
  event.at = now;
  event.agent = Agent::of_user(requester);
  json::object reference = webhook_incident_reference(account_, incident);
  reference["summary"] = nullptr;
  event.data = {{"incident", std::move(reference)},
                {"user", webhook_user(account_, user)},
                {"escalation_policy", nullptr},
                {"message", message},
                {"state", "pending"},
                {"type", "incident_responder"}};
  event.service = account_.incidents.at(incident).service;
  event.incident = incident;
  webhooks_.emit(event);
}

}  // namespace simulator
