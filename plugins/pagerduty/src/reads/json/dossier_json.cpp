#include "reads/json/dossier_json.hpp"

#include "kit/answer/json_of.hpp"
#include "kit/answer/sentences.hpp"
#include "kit/time/rfc3339.hpp"
#include "reads/json/alert_json.hpp"
#include "reads/json/incident_json.hpp"
#include "reads/timeline_event.hpp"

#include <algorithm>
#include <boost/json.hpp>

namespace autoheal::pagerduty::reads {

namespace json = boost::json;

json::object facts_of(const model::Incident& incident, const kit::TimeZone& zone, kit::UtcTime now) {
  json::object out = json_of(incident, now);
  out["title"] = incident.title;
  out["created_at_local"] = zone.render(incident.created_at);
  kit::put(out, "escalation_policy", incident.escalation_policy);
  kit::put(out, "incident_type", incident.incident_type);
  kit::put(out, "incident_key", incident.incident_key);
  kit::put(out, "last_status_change_by", incident.last_status_change_by);
  kit::put(out, "last_status_change_at", incident.last_status_change_at);
  kit::put(out, "conference_url", incident.conference_url);
  kit::put(out, "body", incident.body);
  if (incident.alerts_all > 0) {
    out["alert_counts"] = {
        {"all", incident.alerts_all}, {"triggered", incident.alerts_triggered}, {"resolved", incident.alerts_resolved}};
  }
  json::array actions;
  for (const model::PendingAction& action : incident.pending_actions) {
    actions.push_back({{"type", action.type}, {"at", kit::render_rfc3339(action.at)}});
  }
  if (!actions.empty()) out["pending_actions"] = std::move(actions);
  json::object fields;
  for (const model::CustomField& field : incident.custom_fields) fields[field.name] = field.value;
  if (!fields.empty()) out["custom_fields"] = std::move(fields);
  return out;
}

json::object trigger_of(const StoryPart& part, std::size_t most_fields) {
  const model::LogEntry* first = nullptr;
  for (const model::LogEntry& entry : part.entries) {
    if (entry.type == "trigger" && (first == nullptr || entry.created_at < first->created_at)) first = &entry;
  }
  json::object out;
  const auto& embedded = part.incident.trigger;
  if (first == nullptr && !embedded) return out;
  kit::put(out, "summary", first != nullptr ? first->summary : embedded->summary);
  kit::put(out, "channel", first != nullptr ? first->channel : embedded->channel);
  const kit::Reference& agent = first != nullptr ? first->agent : embedded->agent;
  kit::put(out, "by", agent.summary);
  kit::put(out, "by_kind", short_kind(agent));
  std::string description = first != nullptr ? first->event.summary : embedded->description;
  if (description.empty() && first != nullptr) description = first->event_description;
  kit::put(out, "description", description);
  if (first != nullptr) {
    json::object event = json_of(first->event, most_fields);
    if (event.contains("fields") || event.contains("text")) out["event"] = std::move(event);
  }
  return out;
}

json::array responders_of(const model::Incident& incident) {
  json::array out;
  for (const model::Responder& responder : incident.responders) {
    json::object item{{"person", json_of(responder.user)}, {"state", responder.state}};
    kit::put(item, "requested_at", responder.requested_at);
    out.push_back(std::move(item));
  }
  return out;
}

std::vector<json::object> rows_of(const std::vector<model::Note>& notes) {
  std::vector<json::object> out;
  for (const model::Note& note : notes) {
    json::object item{{"at", kit::render_rfc3339(note.created_at)}};
    kit::put(item, "by", note.user.summary);
    kit::put(item, "channel", note.channel);
    item["text"] = note.content;
    out.push_back(std::move(item));
  }
  std::stable_sort(out.begin(), out.end(),
                   [](const auto& a, const auto& b) { return a.at("at").get_string() < b.at("at").get_string(); });
  return out;
}

std::vector<json::object> brief_rows_of(const std::vector<model::ChangeEvent>& changes) {
  std::vector<json::object> out;
  for (const model::ChangeEvent& change : changes) {
    json::object item{{"at", kit::render_rfc3339(change.timestamp)}, {"summary", change.summary}};
    kit::put(item, "source", change.source);
    kit::put(item, "why", change.correlation);
    out.push_back(std::move(item));
  }
  return out;
}

std::string sentence_of(const model::Incident& incident, const Durations& durations, const kit::TimeZone& zone,
                        kit::UtcTime now) {
  std::string out = label_of(incident) + " is " + incident.status;
  if (!incident.service.summary.empty()) out += " on " + incident.service.summary;
  if (!incident.urgency.empty()) out += ", urgency " + incident.urgency;
  if (!incident.priority.summary.empty()) out += ", priority " + incident.priority.summary;
  out += ", created " + zone.render(incident.created_at);
  if (durations.to_resolve) {
    out += !incident.merged_into.id.empty() ? ", merged into another incident after " : ", resolved after ";
    out += kit::render_duration(*durations.to_resolve);
    if (!durations.resolved_by.empty()) out += " by " + durations.resolved_by;
  } else {
    if (incident.is_open()) out += ", open for " + kit::render_duration(duration_of(incident, now));
    if (!durations.acknowledged_by.empty()) out += ", acknowledged by " + durations.acknowledged_by;
  }
  return out + ".";
}

}  // namespace autoheal::pagerduty::reads
