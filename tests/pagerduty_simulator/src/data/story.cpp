#include "data/story.hpp"

#include "base/random.hpp"

#include <algorithm>
#include <boost/json.hpp>

namespace simulator {
namespace {

std::string summary_channel(const std::string& text) {
  return boost::json::serialize(boost::json::object{{"summary", text}});
}

}  // namespace

Story::Story(Account& account, std::int32_t number, std::string_view service, std::string title, Millis at)
    : account_(account) {
  row_.number = number;
  row_.id = make_id('Q', 14, "story", static_cast<std::uint64_t>(number));
  row_.service = account.services.named(service);
  row_.policy = account.services.at(row_.service).policy;
  row_.title = std::move(title);
  row_.created_at = row_.updated_at = row_.last_status_change_at = at;
}

LogEntry& Story::log(std::string type, Millis at, Agent agent, std::string summary, std::string channel) {
  LogEntry entry;
  entry.type = std::move(type);
  entry.at = at;
  entry.agent = agent;
  entry.summary = std::move(summary);
  entry.channel = std::move(channel);
  row_.updated_at = std::max(row_.updated_at, at);
  detail_.log.push_back(std::move(entry));
  return detail_.log.back();
}

Index Story::user(std::string_view name) const { return account_.users.named(name); }

Index Story::integration(std::string_view name) const {
  for (const Index index : account_.services.at(row_.service).integrations) {
    if (account_.integrations.at(index).name == name) return index;
  }
  return kNone;
}

Story& Story::id(std::string id) {
  row_.id = std::move(id);
  return *this;
}

Story& Story::urgency(bool high) {
  row_.high_urgency = high;
  return *this;
}

Story& Story::priority(std::string_view name, Millis at) {
  row_.priority = account_.priorities.named(name);
  if (at == 0) return *this;
  LogEntry& entry = log("field_value_change_log_entry", at, Agent::of_user(row_.last_change_by_user),
                        "Priority set to " + std::string(name), "website");
  entry.channel_members = boost::json::serialize(boost::json::object{
      {"changeset",
       {{"application_fields",
         boost::json::array{boost::json::object{{"name", "priority"}, {"value", name}, {"namespace", "incidents"}}}},
        {"customer_fields", boost::json::array()}}}});
  return *this;
}

Story& Story::triggered_by(std::string_view name, std::string channel_members, std::string_view by) {
  if (name.empty()) {
    row_.has_alerts = false;
    row_.key = make_hex(32, hash_text(row_.title));
    LogEntry& entry = log("trigger_log_entry", row_.created_at, Agent::of_user(user(by)),
                          "Triggered through the website", "web_trigger");
    entry.channel_members = std::move(channel_members);
    entry.description = row_.title;
    return *this;
  }
  const Index index = integration(name);
  const bool mail = account_.integrations.at(index).key.empty();
  LogEntry& entry = log("trigger_log_entry", row_.created_at, Agent::of_integration(index),
                        mail ? "Triggered by e-mail" : "Triggered through the API", mail ? "email" : "api");
  entry.channel_members = std::move(channel_members);
  entry.description = row_.title;
  return *this;
}

Story& Story::alert(Millis at, std::string summary, std::string severity, std::string details, std::string cef_details,
                    std::string_view name, std::string contexts) {
  Alert alert;
  alert.id = make_id('Q', 14, "story alert", static_cast<std::uint64_t>(row_.number) * 64 + detail_.alerts.size());
  alert.created_at = at;
  alert.key = make_hex(32, hash_text(alert.id));
  alert.summary = std::move(summary);
  alert.severity = std::move(severity);
  alert.details = std::move(details);
  alert.cef_details = std::move(cef_details);
  alert.contexts = std::move(contexts);
  alert.integration = integration(name);
  detail_.alerts.push_back(std::move(alert));
  return *this;
}

Story& Story::assigned(std::string_view name, Millis at) {
  log("assign_log_entry", at, Agent::of_service(row_.service), "Assigned to " + std::string(name), "auto").assignees = {
      user(name)};
  row_.assignments = {{at, user(name)}};
  return *this;
}

Story& Story::notified(std::string_view name, std::string_view how, Millis at) {
  LogEntry& entry = log("notify_log_entry", at, Agent::of_service(row_.service),
                        "Notified " + std::string(name) + " by " + std::string(how), "auto");
  entry.notifications.push_back({std::string(how) + "_notification", "success", user(name)});
  return *this;
}

Story& Story::escalated(std::string_view name, Millis at, int level) {
  row_.level = static_cast<std::uint8_t>(level);
  log("escalate_log_entry", at, Agent::of_service(row_.service),
      "Escalated to " + std::string(name) + " because nobody acknowledged", "timeout")
      .assignees = {user(name)};
  row_.assignments = {{at, user(name)}};
  return *this;
}

Story& Story::acknowledged(std::string_view name, std::string_view channel, Millis at) {
  log("acknowledge_log_entry", at, Agent::of_user(user(name)), "Acknowledged by " + std::string(name),
      std::string(channel))
      .acknowledgement_timeout = 1800;
  row_.status = IncidentStatus::acknowledged;
  row_.acknowledgements = {{at, user(name)}};
  row_.last_status_change_at = at;
  row_.last_change_by_user = user(name);
  return *this;
}

Story& Story::note(std::string_view name, std::string content, Millis at) {
  log("annotate_log_entry", at, Agent::of_user(user(name)), "Note added by " + std::string(name), "note")
      .channel_members = summary_channel(content);
  const std::string id = make_id('P', 7, "story note", hash_text(content) ^ static_cast<std::uint64_t>(row_.number));
  detail_.notes.push_back({id, user(name), std::move(content), at});
  return *this;
}

Story& Story::status_update(std::string_view name, std::string message, Millis at) {
  log("status_update_log_entry", at, Agent::of_user(user(name)), "Status update posted by " + std::string(name),
      "website")
      .channel_members = summary_channel(message);
  return *this;
}

Story& Story::responder(std::string_view name, std::string_view requester, std::string state, std::string message,
                        Millis at) {
  log("responder_request_log_entry", at, Agent::of_user(user(requester)),
      std::string(requester) + " asked " + std::string(name) + " for help", "website");
  detail_.responders.push_back({user(name), user(requester), std::move(state), std::move(message), at});
  return *this;
}

Story& Story::resolved(std::string_view name, std::string resolution, Millis at) {
  log("resolve_log_entry", at, Agent::of_user(user(name)), "Resolved by " + std::string(name), "website").note =
      resolution;
  row_.last_change_by_user = user(name);
  row_.status = IncidentStatus::resolved;
  row_.resolved_at = row_.last_status_change_at = at;
  row_.assignments.clear();
  row_.acknowledgements.clear();
  for (Alert& alert : detail_.alerts) {
    if (alert.resolved_at == 0) alert.resolved_at = at;
  }
  if (!resolution.empty()) note(name, "Resolution Note: " + resolution, at);
  return *this;
}

Story& Story::resolved_by_tool(Millis at) {
  const Agent tool = Agent::of_integration(detail_.alerts.front().integration);
  resolved("", "", at);
  detail_.log.back().agent = tool;
  detail_.log.back().summary = "Resolved through the integration API";
  detail_.log.back().channel = "api";
  row_.last_change_by_user = kNone;
  return *this;
}

Story& Story::merged_into(Index target, std::string_view name, Millis at) {
  resolved(name, "", at);
  row_.merged_into = target;
  const std::int32_t number = account_.incidents.at(target).number;
  detail_.log.back().summary = "Merged into #" + std::to_string(number) + " by " + std::string(name);
  detail_.alerts.clear();  // they move to the target
  return *this;
}

Story& Story::conference(std::string number, std::string url) {
  detail_.conference_number = std::move(number);
  detail_.conference_url = std::move(url);
  return *this;
}

Story& Story::custom_fields(std::string json_text) {
  detail_.custom_fields = std::move(json_text);
  return *this;
}

Story& Story::body(std::string json_text) {
  detail_.body = std::move(json_text);
  return *this;
}

Story& Story::correlated(std::string change_event_id) {
  detail_.change_events.push_back(std::move(change_event_id));
  return *this;
}

Index Story::add() {
  std::stable_sort(detail_.log.begin() + 1, detail_.log.end(),
                   [](const LogEntry& a, const LogEntry& b) { return a.at < b.at; });
  row_.detail = std::make_unique<IncidentDetail>(std::move(detail_));
  return account_.incidents.add(std::move(row_));
}

}  // namespace simulator
