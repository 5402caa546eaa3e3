// "Which alerts are in incident #12345, and what do they say?"
#include <algorithm>
#include <boost/json.hpp>
#include <map>
#include <tuple>

#include "api/alerts.hpp"
#include "base/rfc3339.hpp"
#include "query/alert_json.hpp"
#include "query/incident_json.hpp"
#include "query/incident_reads.hpp"
#include "query/json_of.hpp"
#include "query/name_match.hpp"
#include "query/operation_table.hpp"
#include "query/rows.hpp"

namespace autoheal::pagerduty::query {
namespace {

namespace json = boost::json;

constexpr std::size_t kListIncidentAlertsRows = 50;
constexpr std::size_t kFieldsInList = 40;
constexpr std::size_t kTextPiece = 2'000;  // a long text is handed out in pieces of this size

constexpr Parameter kListIncidentAlertsParameters[] = {
    {"incident", ParameterType::incident, "\"#12345\", 12345, id or URL", "", true},
    {"alert", ParameterType::text, "id of one alert: all of its details, paged", ""},
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

std::map<std::string, std::string> channels_of(const StoryPart& part) {
  std::map<std::string, std::string> out;
  for (const model::LogEntry& entry : part.entries) out[entry.id] = entry.channel;
  return out;
}

// What set the alert off: the integration, and the channel of its first trigger entry.
json::object trigger_of(const model::Alert& alert, const std::map<std::string, std::string>& channels) {
  json::object out;
  auto channel = channels.find(alert.trigger_entry.id);
  if (channel != channels.end()) put(out, "channel", channel->second);
  put(out, "by", alert.integration.summary.empty() ? alert.service.summary : alert.integration.summary);
  put(out, "entry", alert.trigger_entry.summary);
  return out;
}

json::object counts_of(const std::vector<model::Alert>& alerts) {
  json::object by_status;
  json::object by_severity;
  auto add = [](json::object& counts, const std::string& key) {
    if (key.empty()) return;
    auto* count = counts.if_contains(key);
    counts[key] = count == nullptr ? 1 : count->get_int64() + 1;
  };
  for (const model::Alert& alert : alerts) {
    add(by_status, alert.status);
    add(by_severity, alert.severity);
  }
  return {{"by_status", std::move(by_status)}, {"by_severity", std::move(by_severity)}};
}

std::string summary_of(const StoryPart& part) {
  std::string label = label_of(part.incident);
  bool whole = part.alerts_read == Extent::whole;
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
    return "At least " + counted(part.alerts.size(), "alert") + " of " + label + ", of which " +
           std::to_string(triggered) + " are still triggered; the others could not be read.";
  }
  return label + " has " + counted(part.alerts.size(), "alert") + ", " + std::to_string(triggered) +
         " still triggered" + (sources.empty() ? "" : ", from " + enumerate(sources)) + ".";
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

Error no_such_alert(const StoryPart& part) {
  Error error = argument_error("alert", "is not one of the incident's alerts",
                               "list_incident_alerts without `alert` lists them.");
  error.code = Errc::not_found;
  if (part.alerts_read == Extent::whole) return error;
  return Error::of(Errc::upstream_unavailable,
                   "The alert is not among the alerts that could be read, and not all of them could.",
                   "Try again in a moment.");
}

Result<Answer> one_alert(Call& call, const StoryPart& part) {
  std::string given(call.arguments().text("alert"));
  if (auto id = id_in_url(given)) given = *id;
  auto found = std::find_if(part.alerts.begin(), part.alerts.end(),
                            [&](const auto& a) { return a.id == given || a.alert_key == given; });
  if (found == part.alerts.end()) return failure(no_such_alert(part));
  json::object alert = full_of(*found, 0);
  std::vector<json::object> rows;
  for (const auto& [name, value] : found->details.fields) add_pieces(rows, name, value);
  if (!found->details.text.empty()) add_pieces(rows, "text", found->details.text);
  if (auto* details = alert.if_contains("details")) {
    details->as_object().erase("text");
    details->as_object().erase("omitted_fields");
    if (found->details.omitted_fields > 0) {
      call.answer.complete = false;
      call.answer.warnings.push_back(std::to_string(found->details.omitted_fields) +
                                     " fields beyond the first 500 were not kept.");
    }
  }
  if (json::object trigger = trigger_of(*found, channels_of(part)); !trigger.empty())
    alert["trigger"] = std::move(trigger);
  call.answer.summary = "Alert " + found->id + " of " + label_of(part.incident) + " is " + found->status + ", with " +
                        counted(found->details.fields.size(), "detail field") + ".";
  call.answer.data["alert"] = std::move(alert);
  call.answer.untrusted = {"/alert/summary", "/alert/details", "/alert/links/*", "/alert/images/*", "/fields/*"};
  AH_TRY_VOID(set_rows(call, "fields", "detail fields", std::move(rows), 200,
                       found->details.omitted_fields > 0 ? Extent::part : Extent::whole));
  return std::move(call.answer);
}

Result<Answer> answer_list_incident_alerts(Call& call) {
  AH_TRY_VOID(cursor_offset(call));
  IncidentReads reads;
  AH_TRY_VOID(reads.read(call, "incident", {true, false, true, false}));
  if (const Error* error = reads.failure_of(IncidentPart::alerts)) return failure(*error);
  StoryPart part = reads.take(call);
  Answer& answer = call.answer;
  answer.data["incident"] = row_of(part.incident, call.now());
  answer.links.push_back({"Incident " + label_of(part.incident), part.incident.html_url});
  if (call.arguments().has("alert")) return one_alert(call, part);

  std::sort(part.alerts.begin(), part.alerts.end(),
            [](const auto& a, const auto& b) { return std::tie(a.created_at, a.id) < std::tie(b.created_at, b.id); });
  auto channels = channels_of(part);
  std::vector<json::object> rows;
  for (const model::Alert& alert : part.alerts) {
    json::object row = full_of(alert, kFieldsInList);
    if (json::object trigger = trigger_of(alert, channels); !trigger.empty()) row["trigger"] = std::move(trigger);
    rows.push_back(std::move(row));
  }
  answer.summary = summary_of(part);
  if (part.alerts_read == Extent::whole) answer.data["counts"] = counts_of(part.alerts);
  if (rows.empty() && part.alerts_read == Extent::whole) {
    answer.why_empty.push_back(
        "Incidents that people opened by hand have no alerts; get_incident tells what triggered it.");
  }
  AH_TRY_VOID(set_rows(call, "alerts", "alerts", std::move(rows), kListIncidentAlertsRows, part.alerts_read));
  answer.untrusted = {"/incident/title",   "/alerts/*/summary",  "/alerts/*/alert_key", "/alerts/*/details",
                      "/alerts/*/links/*", "/alerts/*/images/*", "/alerts/*/trigger"};
  for (std::size_t keep : {2'000U, 400U}) {
    may_shrink(call, Shrink::How::texts, "/alerts/*/details/fields/*/value", "long values of alerts", keep);
    may_shrink(call, Shrink::How::texts, "/alerts/*/details/text", "long texts of alerts", keep);
  }
  return std::move(answer);
}

}  // namespace

const Operation kListIncidentAlerts{
    "list_incident_alerts",
    "Alerts of an incident",
    "The alerts inside an incident, each with one detail shape whatever sent it (Events API, CEF, e-mail, custom), "
    "what triggered it and "
    "through which integration, links and graphs apart. With `alert`: all details of that one. 3 upstream calls.",
    Audience::agent,
    kListIncidentAlertsParameters,
    kListIncidentAlertsResult,
    120,
    answer_list_incident_alerts};

}  // namespace autoheal::pagerduty::query
