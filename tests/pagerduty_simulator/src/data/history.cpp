#include "data/history.hpp"

#include "data/kinds.hpp"

#include <algorithm>
#include <array>
#include <boost/json.hpp>

namespace simulator {
namespace {

std::size_t kind_of(const Incident& incident) { return incident.seed % incident_kinds(); }

std::string fill_in(std::string_view pattern, const Account& account, Index service, std::uint64_t seed) {
  constexpr std::array<std::string_view, 4> kRegions = {"eu-west-1", "us-east-1", "eu-central-1", "ap-south-1"};
  Random random(seed ^ hash_text("words"));
  const std::string& name = account.services.at(service).name;
  const std::string region(kRegions[random.below(kRegions.size())]);
  const std::string host = name + "-" + region + "-" + std::to_string(random.between(1, 24));
  const std::string number = std::to_string(random.between(2, 99));
  const std::string big = std::to_string(random.between(1200, 98000));
  std::string out;
  while (!pattern.empty()) {
    const std::size_t brace = std::min(pattern.find('{'), pattern.size());
    out.append(pattern.substr(0, brace));
    pattern.remove_prefix(brace);
    if (pattern.empty()) break;
    const std::size_t end = pattern.find('}');
    const std::string_view word = pattern.substr(1, end - 1);
    if (word == "service") out += name;
    if (word == "host") out += host;
    if (word == "region") out += region;
    if (word == "n") out += number;
    if (word == "big") out += big;
    pattern.remove_prefix(end + 1);
  }
  return out;
}

// Who tends to answer for this service: the people of its team, else anybody.
Index responder(const Account& account, Index service, std::uint64_t seed) {
  const auto& teams = account.services.at(service).teams;
  if (!teams.empty()) {
    const auto& members = account.teams.at(teams.front()).members;
    if (!members.empty()) return members[mix(seed) % members.size()].user;
  }
  return static_cast<Index>(mix(seed) % static_cast<std::uint64_t>(account.users.size()));
}

Index events_integration(const Account& account, Index service) {
  const auto& integrations = account.services.at(service).integrations;
  return integrations.empty() ? kNone : integrations.front();
}

// How the story of a past incident went, in seconds after its creation.
struct Course {
  Millis duration = 0;  // 0: open
  Millis acknowledged = 0;
  bool escalated = false;
  bool by_itself = false;  // the monitoring tool saw it recover
  Index person = kNone;
};

Course course_of(const Account& account, const Incident& row) {
  Random random(row.seed ^ hash_text("course"));
  Course course;
  course.person = responder(account, row.service, row.seed);
  course.by_itself = random.chance(25);
  const Millis quick = random.between(40, 400) * kSecond;
  const Millis slow = random.between(31 * 60, 45 * 60) * kSecond;
  course.escalated = random.chance(15);
  course.acknowledged = course.escalated ? slow : quick;
  if (row.resolved_at != 0) {
    course.duration = row.resolved_at - row.created_at;
    if (course.acknowledged >= course.duration) {
      course.escalated = false;
      course.acknowledged = course.by_itself ? 0 : course.duration / 3;
    }
  } else if (row.status == IncidentStatus::triggered) {
    course.acknowledged = 0;
  }
  return course;
}

std::string detail_text(const Account& account, const Incident& row) {
  const Kind& kind = kKinds[kind_of(row)];
  boost::json::object details;
  details["service"] = account.services.at(row.service).name;
  details["check"] = std::string(kind.check);
  details["value"] = fill_in("{n}", account, row.service, row.seed);
  details["host"] = fill_in("{host}", account, row.service, row.seed);
  details["runbook"] = "https://runbooks.example.com/" + std::string(kind.check);
  details["environment"] = "production";
  return boost::json::serialize(details);
}

std::string cef_text(const Account& account, const Incident& row, const std::string& key, const std::string& details) {
  const Kind& kind = kKinds[kind_of(row)];
  boost::json::object cef;
  cef["client"] = "Prometheus";
  cef["client_url"] = "https://prometheus.example.com/alerts";
  cef["contexts"] = boost::json::array();
  cef["dedup_key"] = key;
  cef["description"] = row.title;
  cef["details"] = boost::json::parse(details);
  cef["event_class"] = std::string(kind.check);
  cef["severity"] = std::string(kind.severity);
  cef["source_component"] = account.services.at(row.service).name;
  cef["source_origin"] = fill_in("{host}", account, row.service, row.seed);
  return boost::json::serialize(cef);
}

std::string trigger_channel(const Account& account, const Incident& row) {
  const std::string details = detail_text(account, row);
  boost::json::object channel;
  channel["summary"] = row.title;
  channel["description"] = row.title;
  channel["incident_key"] = derived_alert_key(row, 0);
  channel["service_key"] = account.integrations.at(events_integration(account, row.service)).key;
  channel["details"] = boost::json::parse(details);
  channel["cef_details"] = boost::json::parse(cef_text(account, row, derived_alert_key(row, 0), details));
  return boost::json::serialize(channel);
}

LogEntry entry(std::string type, Millis at, Agent agent, std::string summary, std::string channel) {
  LogEntry out;
  out.type = std::move(type);
  out.at = at;
  out.agent = agent;
  out.summary = std::move(summary);
  out.channel = std::move(channel);
  return out;
}

void add_assignment(const Account& account, const Incident& row, Index user, Millis at, IncidentDetail& detail) {
  const std::string& name = account.users.at(user).name;
  LogEntry assign = entry("assign_log_entry", at, Agent::of_service(row.service), "Assigned to " + name, "auto");
  assign.assignees = {user};
  detail.log.push_back(std::move(assign));
  LogEntry notify = entry("notify_log_entry", at + 2 * kSecond, Agent::of_service(row.service),
                          "Notified " + name + " by push", "auto");
  notify.notifications.push_back({"push_notification", "success", user});
  detail.log.push_back(std::move(notify));
}

void add_alerts(const Account& account, const Incident& row, IncidentDetail& detail) {
  const std::size_t count = derived_alert_count(row);
  const std::string details = detail_text(account, row);
  for (std::size_t i = 0; i < count; ++i) {
    Alert alert;
    alert.id = make_id('Q', 14, "alert", row.seed + i);
    alert.created_at = row.created_at + static_cast<Millis>(i) * 90 * kSecond;
    alert.resolved_at = row.resolved_at;
    alert.summary = row.title;
    alert.key = derived_alert_key(row, i);
    alert.severity = std::string(kKinds[kind_of(row)].severity);
    alert.integration = events_integration(account, row.service);
    alert.details = details;
    alert.cef_details = cef_text(account, row, alert.key, details);
    detail.alerts.push_back(std::move(alert));
  }
}

void add_resolution(const Account& account, const Incident& row, const Course& course, IncidentDetail& detail) {
  if (course.by_itself) {
    const Agent tool = Agent::of_integration(events_integration(account, row.service));
    detail.log.push_back(
        entry("resolve_log_entry", row.resolved_at, tool, "Resolved through the integration API", "api"));
    return;
  }
  const Kind& kind = kKinds[kind_of(row)];
  const std::string& name = account.users.at(course.person).name;
  const std::string words =
      fill_in(kind.resolutions[row.seed / 7 % kind.resolutions.size()], account, row.service, row.seed);
  LogEntry resolve =
      entry("resolve_log_entry", row.resolved_at, Agent::of_user(course.person), "Resolved by " + name, "website");
  resolve.note = words;
  detail.log.push_back(std::move(resolve));
  detail.notes.push_back(
      {make_id('P', 7, "note", row.seed), course.person, "Resolution Note: " + words, row.resolved_at});
  LogEntry annotate = entry("annotate_log_entry", row.resolved_at + kSecond, Agent::of_user(course.person),
                            "Note added by " + name, "note");
  annotate.channel_members = boost::json::serialize(boost::json::object{{"summary", "Resolution Note: " + words}});
  detail.log.push_back(std::move(annotate));
}

// What people and the clock did, after the trigger.
void add_course(const Account& account, const Incident& row, IncidentDetail& detail) {
  const Course course = course_of(account, row);
  const Millis at = row.created_at;
  const Index first = course.escalated ? responder(account, row.service, row.seed + 1) : course.person;
  add_assignment(account, row, first, at, detail);
  if (course.escalated) {
    LogEntry escalate = entry("escalate_log_entry", at + 30 * kMinute, Agent::of_service(row.service),
                              "Escalated to " + account.users.at(course.person).name, "timeout");
    escalate.assignees = {course.person};
    detail.log.push_back(std::move(escalate));
    add_assignment(account, row, course.person, at + 30 * kMinute, detail);
  }
  if (course.acknowledged > 0) {
    LogEntry ack = entry("acknowledge_log_entry", at + course.acknowledged, Agent::of_user(course.person),
                         "Acknowledged by " + account.users.at(course.person).name, "mobile");
    ack.acknowledgement_timeout = 1800;
    detail.log.push_back(std::move(ack));
  }
  if (row.resolved_at != 0) add_resolution(account, row, course, detail);
}

}  // namespace

std::size_t incident_kinds() { return kKinds.size(); }

std::uint64_t make_seed(std::size_t kind, Random& random) {
  return (random.next() >> 8U) / incident_kinds() * incident_kinds() + kind;
}

Incident make_past_incident(const Account& account, Index service, std::int32_t number, std::uint64_t seed,
                            Millis created_at, Millis duration) {
  Incident row;
  row.seed = seed;
  row.number = number;
  row.id = make_id('Q', 14, "incident", seed ^ static_cast<std::uint64_t>(number));
  row.service = service;
  row.policy = account.services.at(service).policy;
  const Kind& kind = kKinds[seed % incident_kinds()];
  row.title = fill_in(kind.title, account, service, seed);
  row.high_urgency = kind.severity != "warning" && kind.severity != "info";
  row.priority = static_cast<Index>(mix(seed) % 8) - 3;  // three in eight have none
  if (row.priority < 0 || row.priority >= account.priorities.size()) row.priority = kNone;
  row.created_at = created_at;
  row.status = IncidentStatus::resolved;
  row.resolved_at = created_at + duration;
  if (duration == 0) {
    row.resolved_at = 0;
    row.status = seed / 3 % 2 == 0 ? IncidentStatus::triggered : IncidentStatus::acknowledged;
  }
  const Course course = course_of(account, row);
  row.last_status_change_at = row.resolved_at != 0 ? row.resolved_at : created_at + course.acknowledged;
  row.updated_at = row.last_status_change_at;
  if (row.resolved_at == 0) {
    row.assignments = {{created_at, course.person}};
    if (row.status == IncidentStatus::acknowledged) {
      row.acknowledgements = {{created_at + course.acknowledged, course.person}};
      row.last_change_by_user = course.person;
    }
  } else if (!course.by_itself) {
    row.last_change_by_user = course.person;
  }
  return row;
}

IncidentDetail derive_detail(const Account& account, Index index) {
  IncidentDetail detail;
  add_alerts(account, account.incidents.at(index), detail);
  detail.log.push_back(derive_trigger_entry(account, index));
  add_course(account, account.incidents.at(index), detail);
  return detail;
}

std::vector<LogEntry> derive_log_outline(const Account& account, Index index) {
  const Incident& row = account.incidents.at(index);
  IncidentDetail detail;
  detail.log.push_back(entry("trigger_log_entry", row.created_at, Agent{}, "", "api"));
  add_course(account, row, detail);
  return std::move(detail.log);
}

LogEntry derive_trigger_entry(const Account& account, Index index) {
  const Incident& row = account.incidents.at(index);
  LogEntry out =
      entry("trigger_log_entry", row.created_at, Agent::of_integration(events_integration(account, row.service)),
            derived_trigger_summary(), "api");
  out.channel_members = trigger_channel(account, row);
  out.description = row.title;
  return out;
}

const std::string& derived_trigger_summary() {
  static const std::string summary = "Triggered through the API";
  return summary;
}

std::size_t derived_alert_count(const Incident& incident) {
  if (!incident.has_alerts) return 0;
  const std::uint64_t draw = mix(incident.seed ^ 0xa1e47U) % 10;
  return draw < 7 ? 1 : draw < 9 ? 2 : 3;
}

std::string derived_alert_key(const Incident& incident, std::size_t ordinal) {
  return make_hex(32, incident.seed + ordinal);
}

}  // namespace simulator
