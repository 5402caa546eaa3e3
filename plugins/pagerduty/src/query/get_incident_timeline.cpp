// "What is the timeline of incident #12345?"
#include <algorithm>
#include <boost/json.hpp>

#include "base/rfc3339.hpp"
#include "query/incident_json.hpp"
#include "query/incident_reads.hpp"
#include "query/json_of.hpp"
#include "query/operation_table.hpp"
#include "query/rows.hpp"

namespace autoheal::pagerduty::query {
namespace {

namespace json = boost::json;

constexpr std::size_t kStandardEvents = 200;
constexpr int kMostMerges = 3;

constexpr Parameter kGetIncidentTimelineParameters[] = {
    {"incident", ParameterType::incident, "\"#12345\", 12345, id or URL", "", true},
    {"detail", ParameterType::choice, "condensed (default): repeats and runs of notifications as one",
     "condensed|full"},
};

constexpr std::string_view kGetIncidentTimelineResult =
    R"json({"type":"object","required":["incident","durations","events"],"properties":{"incident":)json" AUTOHEAL_INCIDENT_ROW_SCHEMA
    R"json(,"durations":{"type":"object","properties":{"to_acknowledge_s":{"type":"integer"},"acknowledged_by":{"type":"string"},
"to_resolve_s":{"type":"integer"},"resolved_by":{"type":"string"},"open_for_s":{"type":"integer"},"escalations":{"type":"array"}},"additionalProperties":false},
"merged_into":{"type":"array","items":{"type":"object"}},
"events":{"type":"array","items":{"type":"object","required":["at","after_s","kind","what"],"properties":{"at":{"type":"string"},
"after_s":{"type":"integer"},"kind":{"type":"string"},"what":{"type":"string"},"by":{"type":"string"},"by_kind":{"type":"string"},
"channel":{"type":"string"},"to":{"type":"array"},"count":{"type":"integer"},"last_at":{"type":"string"},"text":{"type":"string"},
"incident":{"type":"string"}},"additionalProperties":false}}},"additionalProperties":false})json";

// Follows merges; each incident on the way adds what happened to it from then on, as far as it could be read.
json::array follow_merges(Call& call, const model::Incident& from, std::vector<TimelineEvent>& events, Extent& extent,
                          Detail detail) {
  json::array chain;
  std::vector<std::string> seen{from.id};
  const model::Incident* current = &from;
  std::vector<std::unique_ptr<StoryPart>> parts;
  for (int hop = 0; hop < kMostMerges && !current->merged_into.id.empty(); ++hop) {
    std::string id = current->merged_into.id;
    if (std::find(seen.begin(), seen.end(), id) != seen.end()) break;
    seen.push_back(id);
    IncidentReads reads;
    auto read = reads.read_id(call, id, {true, true, false, false});
    if (!read.has_value()) {
      call.answer.complete = false;
      call.answer.warnings.push_back("The incident that this one was merged into could not be read: " +
                                     read.error().message);
      extent = Extent::part;
      break;
    }
    parts.push_back(std::make_unique<StoryPart>(reads.take(call)));
    extent = together(extent, together(parts.back()->entries_read, parts.back()->notes_read));
    append_merged(events, *parts.back(), current->ended_at().value_or(current->created_at), detail);
    current = &parts.back()->incident;
    chain.push_back(row_of(*current, call.now()));
  }
  return chain;
}

std::string acknowledged_words(const Durations& durations) {
  if (durations.acknowledged == Acknowledged::never) return ", never acknowledged";
  if (durations.acknowledged == Acknowledged::unknown) return ", whether it was acknowledged is not known";
  std::string out = ", acknowledged";
  if (durations.to_acknowledge) out += " after " + render_duration(*durations.to_acknowledge);
  if (!durations.acknowledged_by.empty()) out += " by " + durations.acknowledged_by;
  return out;
}

std::string end_words(const model::Incident& incident, const Durations& durations, UtcTime now) {
  if (incident.is_open()) {
    return ", and is still " + incident.status + " after " + render_duration(duration_of(incident, now));
  }
  std::string out = incident.merged_into.id.empty() ? ", resolved" : ", merged into another incident";
  if (durations.to_resolve) out += " after " + render_duration(*durations.to_resolve);
  if (!durations.resolved_by.empty()) out += " by " + durations.resolved_by;
  return out;
}

std::string summary_of(const model::Incident& incident, const Durations& durations, std::size_t events, Extent read,
                       UtcTime now, const TimeZone& zone) {
  std::string out = label_of(incident);
  if (!incident.service.summary.empty()) out += " on " + incident.service.summary;
  out += " was triggered " + zone.render(incident.created_at);
  out += acknowledged_words(durations) + end_words(incident, durations, now) + ". ";
  return out + (read == Extent::whole ? "" : "At least ") + counted(events, "event") + ".";
}

// Nothing to tell: no part could be read, or the log could not and the others have nothing.
Error unread(Error cause) {
  cause.message = "The incident's log entries could not be read, and there is nothing else to tell: " + cause.message;
  return cause;
}

Result<Answer> answer_get_incident_timeline(Call& call) {
  AH_TRY_VOID(cursor_offset(call));
  Detail detail = call.arguments().text("detail") == "full" ? Detail::full : Detail::condensed;
  IncidentReads reads;
  AH_TRY_VOID(reads.read(call, "incident", {}));
  const Error* failed = reads.failure_of(IncidentPart::entries);
  const std::optional<Error> no_log = failed != nullptr ? std::optional(*failed) : std::nullopt;
  bool others_failed =
      reads.failure_of(IncidentPart::notes) != nullptr && reads.failure_of(IncidentPart::alerts) != nullptr;
  StoryPart part = reads.take(call);
  std::vector<TimelineEvent> events = build_timeline(part, detail);
  if (no_log && (others_failed || events.empty())) return failure(unread(*no_log));
  Extent read = part.all_read();
  json::array chain = follow_merges(call, part.incident, events, read, detail);
  Durations durations = measure(part, call.now());

  Answer& answer = call.answer;
  answer.summary = summary_of(part.incident, durations, events.size(), read, call.now(), call.zone());
  answer.data["incident"] = row_of(part.incident, call.now());
  answer.data["durations"] = json_of(durations, part.incident.created_at);
  if (!chain.empty()) answer.data["merged_into"] = std::move(chain);
  std::vector<json::object> rows;
  for (const TimelineEvent& event : events) rows.push_back(json_of(event, part.incident.created_at));
  AH_TRY_VOID(set_rows(call, "events", "events of the timeline", std::move(rows), kStandardEvents, read));
  answer.links.push_back({"Incident " + label_of(part.incident), part.incident.html_url});
  answer.untrusted = {"/incident/title", "/incident/service/name", "/merged_into/*/title", "/events/*/what",
                      "/events/*/text",  "/events/*/by",           "/events/*/to/*"};
  may_shrink(call, Shrink::How::texts, "/events/*/text", "long texts", 1'000);
  may_shrink(call, Shrink::How::texts, "/events/*/text", "long texts", 300);
  return std::move(answer);
}

}  // namespace

const Operation kGetIncidentTimeline{"get_incident_timeline",
                                     "Timeline of an incident",
                                     "One chronological story of an incident of any age: log entries, notes, alerts, "
                                     "status updates and changes with actor and channel; "
                                     "time to acknowledge and resolve, escalations, merges followed. 5 upstream calls.",
                                     Audience::agent,
                                     kGetIncidentTimelineParameters,
                                     kGetIncidentTimelineResult,
                                     200,
                                     answer_get_incident_timeline};

}  // namespace autoheal::pagerduty::query
