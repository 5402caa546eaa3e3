// "Which alerts are in incident #12345, and what do they say?"
#include "kit/answer/cursor.hpp"
#include "kit/answer/json_of.hpp"
#include "kit/answer/rows.hpp"
#include "kit/answer/sentences.hpp"
#include "model/id.hpp"
#include "operations/operation_table.hpp"
#include "reads/incident_reads.hpp"
#include "reads/json/alert_json.hpp"
#include "reads/json/incident_json.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <map>
#include <tuple>

namespace autoheal::pagerduty::operations {
namespace {

namespace json = boost::json;

constexpr std::size_t kListIncidentAlertsRows = 50;
constexpr std::size_t kFieldsInList = 40;
constexpr std::size_t kTextPiece = 2'000;  // a long text is handed out in pieces of this size

constexpr kit::Parameter kListIncidentAlertsParameters[] = {
    {"incident", kit::ParameterType::reference, "\"#12345\", 12345, id or URL", "", true},
    {"alert", kit::ParameterType::text, "id of one alert: all of its details, paged", ""},
};

constexpr std::string_view kListIncidentAlertsResult =
    R"json({"type":"object","required":["incident"],"properties":{"incident":)json" AUTOHEAL_INCIDENT_ROW_SCHEMA
    R"json(,"counts":{"type":"object"},"alert":{"type":"object","required":["id","status"]},
"fields":{"type":"array","items":{"type":"object","required":["name","value"]}},
"alerts":{"type":"array","items":{"type":"object","required":["id","status","created_at"],"properties":{"id":{"type":"string"},
"status":{"type":"string"},"severity":{"type":"string"},"summary":{"type":"string"},"alert_key":{"type":"string"},
"created_at":{"type":"string"},"resolved_at":{"type":"string"},"suppressed":{"const":true},"integration":{"type":"object"},
"service":{"type":"object"},"trigger":{"type":"object"},"details":{"type":"object"},"links":{"type":"array"},
"images":{"type":"array"},"url":{"type":"string"}},"additionalProperties":false}}},"additionalProperties":false})json";

std::map<std::string, std::string> channels_of(const reads::StoryPart& part) {
  std::map<std::string, std::string> out;
  for (const model::LogEntry& entry : part.entries) out[entry.id] = entry.channel;
  return out;
}

// What set the alert off: the integration, and the channel of its first trigger entry.
json::object trigger_of(const model::Alert& alert, const std::map<std::string, std::string>& channels) {
  json::object out;
  const auto channel = channels.find(alert.trigger_entry.id);
  if (channel != channels.end()) kit::put(out, "channel", channel->second);
  kit::put(out, "by", alert.integration.summary.empty() ? alert.service.summary : alert.integration.summary);
  kit::put(out, "entry", alert.trigger_entry.summary);
  return out;
}

json::object counts_of(const std::vector<model::Alert>& alerts) {
  json::object by_status;
  json::object by_severity;
  for (const model::Alert& alert : alerts) {
    if (!alert.status.empty()) kit::count_one(by_status, alert.status);
    if (!alert.severity.empty()) kit::count_one(by_severity, alert.severity);
  }
  return {{"by_status", std::move(by_status)}, {"by_severity", std::move(by_severity)}};
}

std::string summary_of(const reads::StoryPart& part) {
  const std::string label = reads::label_of(part.incident);
  const bool whole = part.alerts_read == kit::Extent::whole;
  if (part.alerts.empty() && !whole) return "The alerts of " + label + " could not be read.";
  if (part.alerts.empty()) return label + " has no alerts.";
  auto triggered =
      std::count_if(part.alerts.begin(), part.alerts.end(), [](const auto& a) { return a.status == "triggered"; });
  std::vector<std::string> sources;
  for (const model::Alert& alert : part.alerts) {
    const std::string& source = alert.integration.summary;
    if (!source.empty() && std::find(sources.begin(), sources.end(), source) == sources.end())
      sources.push_back(source);
  }
  if (!whole) {
    return "At least " + kit::counted(part.alerts.size(), "alert") + " of " + label + ", of which " +
           std::to_string(triggered) + " are still triggered; the others could not be read.";
  }
  return label + " has " + kit::counted(part.alerts.size(), "alert") + ", " + std::to_string(triggered) +
         " still triggered" + (sources.empty() ? "" : ", from " + kit::enumerate(sources)) + ".";
}

// A text in pieces that together are the text; cut between characters.
void add_pieces(std::vector<json::object>& rows, std::string_view name, std::string_view text) {
  if (text.size() <= kTextPiece) {
    rows.push_back({{"name", name}, {"value", text}});
    return;
  }
  for (std::size_t part = 1; !text.empty(); ++part) {
    std::size_t size = std::min(kTextPiece, text.size());
    while (size < text.size() && size > 0 && (static_cast<unsigned char>(text[size]) & 0xC0) == 0x80) --size;
    rows.push_back({{"name", std::string(name) + " part " + std::to_string(part)}, {"value", text.substr(0, size)}});
    text.remove_prefix(size);
  }
}

kit::Error no_such_alert(const reads::StoryPart& part) {
  kit::Error error = kit::argument_error("alert", "is not one of the incident's alerts",
                                         "list_incident_alerts without `alert` lists them.");
  error.code = kit::Errc::not_found;
  if (part.alerts_read == kit::Extent::whole) return error;
  return kit::Error::of(kit::Errc::upstream_unavailable,
                        "The alert is not among the alerts that could be read, and not all of them could.",
                        "Try again in a moment.");
}

kit::Result<kit::Answer> one_alert(kit::Query& query, const reads::StoryPart& part) {
  std::string given(query.arguments().text("alert"));
  if (auto id = model::id_in_url(given)) given = *id;
  const auto found = std::find_if(part.alerts.begin(), part.alerts.end(),
                                  [&](const auto& a) { return a.id == given || a.alert_key == given; });
  if (found == part.alerts.end()) return kit::failure(no_such_alert(part));
  json::object alert = reads::full_of(*found, 0);
  std::vector<json::object> rows;
  for (const auto& [name, value] : found->details.fields) add_pieces(rows, name, value);
  if (!found->details.text.empty()) add_pieces(rows, "text", found->details.text);
  if (auto* details = alert.if_contains("details")) {
    details->as_object().erase("text");
    details->as_object().erase("omitted_fields");
    if (found->details.omitted_fields > 0) {
      query.answer.complete = false;
      query.answer.warnings.push_back(std::to_string(found->details.omitted_fields) +
                                      " fields beyond the first 500 were not kept.");
    }
  }
  if (json::object trigger = trigger_of(*found, channels_of(part)); !trigger.empty())
    alert["trigger"] = std::move(trigger);
  query.answer.summary = "Alert " + found->id + " of " + reads::label_of(part.incident) + " is " + found->status +
                         ", with " + kit::counted(found->details.fields.size(), "detail field") + ".";
  query.answer.data["alert"] = std::move(alert);
  query.answer.untrusted = {"/alert/summary", "/alert/details", "/alert/links/*", "/alert/images/*", "/fields/*"};
  AH_TRY_VOID(kit::set_rows(query, "fields", "detail fields", std::move(rows), 200,
                            found->details.omitted_fields > 0 ? kit::Extent::part : kit::Extent::whole));
  return std::move(query.answer);
}

kit::Result<kit::Answer> answer_list_incident_alerts(kit::Query& query) {
  AH_TRY_VOID(kit::cursor_offset(query));
  reads::IncidentReads reads;
  AH_TRY_VOID(reads.read(query, "incident", {true, false, true, false}));
  if (const kit::Error* error = reads.failure_of(reads::IncidentPart::alerts)) return kit::failure(*error);
  reads::StoryPart part = reads.take(query);
  kit::Answer& answer = query.answer;
  answer.data["incident"] = reads::json_of(part.incident, query.now());
  answer.links.push_back({"Incident " + reads::label_of(part.incident), part.incident.html_url});
  if (query.arguments().has("alert")) return one_alert(query, part);

  std::sort(part.alerts.begin(), part.alerts.end(),
            [](const auto& a, const auto& b) { return std::tie(a.created_at, a.id) < std::tie(b.created_at, b.id); });
  const auto channels = channels_of(part);
  std::vector<json::object> rows;
  for (const model::Alert& alert : part.alerts) {
    json::object row = reads::full_of(alert, kFieldsInList);
    if (json::object trigger = trigger_of(alert, channels); !trigger.empty()) row["trigger"] = std::move(trigger);
    rows.push_back(std::move(row));
  }
  answer.summary = summary_of(part);
  if (part.alerts_read == kit::Extent::whole) answer.data["counts"] = counts_of(part.alerts);
  if (rows.empty() && part.alerts_read == kit::Extent::whole) {
    answer.why_empty.push_back(
        "Incidents that people opened by hand have no alerts; get_incident tells what triggered it.");
  }
  AH_TRY_VOID(kit::set_rows(query, "alerts", "alerts", std::move(rows), kListIncidentAlertsRows, part.alerts_read));
  answer.untrusted = {"/incident/title",   "/alerts/*/summary",  "/alerts/*/alert_key", "/alerts/*/details",
                      "/alerts/*/links/*", "/alerts/*/images/*", "/alerts/*/trigger"};
  for (std::size_t keep : {2'000U, 400U}) {
    kit::may_shrink(query, kit::Shrink::How::texts, "/alerts/*/details/fields/*/value", "long values of alerts", keep);
    kit::may_shrink(query, kit::Shrink::How::texts, "/alerts/*/details/text", "long texts of alerts", keep);
  }
  return std::move(answer);
}

}  // namespace

const kit::Operation kListIncidentAlerts{
    "list_incident_alerts",
    "Alerts of an incident",
    "The alerts inside an incident, each with one detail shape whatever sent it (Events API, CEF, e-mail, custom), "
    "what triggered it and "
    "through which integration, links and graphs apart. With `alert`: all details of that one. 3 upstream calls.",
    kit::Audience::agent,
    kListIncidentAlertsParameters,
    kListIncidentAlertsResult,
    120,
    answer_list_incident_alerts};

}  // namespace autoheal::pagerduty::operations
