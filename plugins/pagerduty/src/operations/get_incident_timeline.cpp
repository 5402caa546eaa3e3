// "What is the timeline of incident #12345?"
#include "kit/answer/cursor.hpp"
#include "kit/answer/json_of.hpp"
#include "kit/answer/rows.hpp"
#include "kit/answer/sentences.hpp"
#include "operations/operation_table.hpp"
#include "reads/durations.hpp"
#include "reads/incident_reads.hpp"
#include "reads/json/incident_json.hpp"
#include "reads/json/timeline_json.hpp"
#include "reads/timeline.hpp"

#include <algorithm>
#include <boost/json.hpp>

namespace autoheal::pagerduty::operations {
namespace {

namespace json = boost::json;

constexpr std::size_t kStandardEvents = 200;
constexpr int kMostMerges = 3;

constexpr kit::Parameter kGetIncidentTimelineParameters[] = {
    {"incident", kit::ParameterType::reference, "\"#12345\", 12345, id or URL", "", true},
    {"detail", kit::ParameterType::choice, "condensed (default): repeats and runs of notifications as one",
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
json::array follow_merges(kit::Query& query, const model::Incident& from, std::vector<reads::TimelineEvent>& events,
                          kit::Extent& extent, reads::Detail detail) {
  json::array chain;
  std::vector<std::string> seen{from.id};
  const model::Incident* current = &from;
  std::vector<std::unique_ptr<reads::StoryPart>> parts;
  for (int hop = 0; hop < kMostMerges && !current->merged_into.id.empty(); ++hop) {
    const std::string id = current->merged_into.id;
    if (std::find(seen.begin(), seen.end(), id) != seen.end()) break;
    seen.push_back(id);
    reads::IncidentReads reads;
    auto read = reads.read_id(query, id, {true, true, false, false});
    if (!read.has_value()) {
      query.answer.complete = false;
      query.answer.warnings.push_back("The incident that this one was merged into could not be read: " +
                                      read.error().message);
      extent = kit::Extent::part;
      break;
    }
    parts.push_back(std::make_unique<reads::StoryPart>(reads.take(query)));
    extent = kit::together(extent, kit::together(parts.back()->entries_read, parts.back()->notes_read));
    reads::append_merged(events, *parts.back(), current->ended_at().value_or(current->created_at), detail);
    current = &parts.back()->incident;
    chain.push_back(reads::json_of(*current, query.now()));
  }
  return chain;
}

std::string acknowledged_words(const reads::Durations& durations) {
  if (durations.acknowledged == reads::Acknowledged::never) return ", never acknowledged";
  if (durations.acknowledged == reads::Acknowledged::unknown) return ", whether it was acknowledged is not known";
  std::string out = ", acknowledged";
  if (durations.to_acknowledge) out += " after " + kit::render_duration(*durations.to_acknowledge);
  if (!durations.acknowledged_by.empty()) out += " by " + durations.acknowledged_by;
  return out;
}

std::string end_words(const model::Incident& incident, const reads::Durations& durations, kit::UtcTime now) {
  if (incident.is_open()) {
    return ", and is still " + incident.status + " after " + kit::render_duration(reads::duration_of(incident, now));
  }
  std::string out = incident.merged_into.id.empty() ? ", resolved" : ", merged into another incident";
  if (durations.to_resolve) out += " after " + kit::render_duration(*durations.to_resolve);
  if (!durations.resolved_by.empty()) out += " by " + durations.resolved_by;
  return out;
}

std::string summary_of(const model::Incident& incident, const reads::Durations& durations, std::size_t events,
                       kit::Extent read, kit::UtcTime now, const kit::TimeZone& zone) {
  std::string out = reads::label_of(incident);
  if (!incident.service.summary.empty()) out += " on " + incident.service.summary;
  out += " was triggered " + zone.render(incident.created_at);
  out += acknowledged_words(durations) + end_words(incident, durations, now) + ". ";
  return out + (read == kit::Extent::whole ? "" : "At least ") + kit::counted(events, "event") + ".";
}

// Nothing to tell: no part could be read, or the log could not and the others have nothing.
kit::Error unread(kit::Error cause) {
  cause.message = "The incident's log entries could not be read, and there is nothing else to tell: " + cause.message;
  return cause;
}

kit::Result<kit::Answer> answer_get_incident_timeline(kit::Query& query) {
  AH_TRY_VOID(kit::cursor_offset(query));
  const reads::Detail detail =
      query.arguments().text("detail") == "full" ? reads::Detail::full : reads::Detail::condensed;
  reads::IncidentReads reads;
  AH_TRY_VOID(reads.read(query, "incident", {}));
  const kit::Error* failed = reads.failure_of(reads::IncidentPart::entries);
  const std::optional<kit::Error> no_log = failed != nullptr ? std::optional(*failed) : std::nullopt;
  const bool others_failed = reads.failure_of(reads::IncidentPart::notes) != nullptr &&
                             reads.failure_of(reads::IncidentPart::alerts) != nullptr;
  reads::StoryPart part = reads.take(query);
  std::vector<reads::TimelineEvent> events = reads::build_timeline(part, detail);
  if (no_log && (others_failed || events.empty())) return kit::failure(unread(*no_log));
  kit::Extent read = part.all_read();
  json::array chain = follow_merges(query, part.incident, events, read, detail);
  const reads::Durations durations = reads::measure(part, query.now());

  kit::Answer& answer = query.answer;
  answer.summary = summary_of(part.incident, durations, events.size(), read, query.now(), query.zone());
  answer.data["incident"] = reads::json_of(part.incident, query.now());
  answer.data["durations"] = json_of(durations, part.incident.created_at);
  if (!chain.empty()) answer.data["merged_into"] = std::move(chain);
  std::vector<json::object> rows;
  for (const reads::TimelineEvent& event : events) rows.push_back(json_of(event, part.incident.created_at));
  AH_TRY_VOID(kit::set_rows(query, "events", "events of the timeline", std::move(rows), kStandardEvents, read));
  answer.links.push_back({"Incident " + reads::label_of(part.incident), part.incident.html_url});
  answer.untrusted = {"/incident/title", "/incident/service/name", "/merged_into/*/title", "/events/*/what",
                      "/events/*/text",  "/events/*/by",           "/events/*/to/*"};
  kit::may_shrink(query, kit::Shrink::How::texts, "/events/*/text", "long texts", 1'000);
  kit::may_shrink(query, kit::Shrink::How::texts, "/events/*/text", "long texts", 300);
  return std::move(answer);
}

}  // namespace

const kit::Operation kGetIncidentTimeline{
    "get_incident_timeline",
    "Timeline of an incident",
    "One chronological story of an incident of any age: log entries, notes, alerts, "
    "status updates and changes with actor and channel; "
    "time to acknowledge and resolve, escalations, merges followed. 5 upstream calls.",
    kit::Audience::agent,
    kGetIncidentTimelineParameters,
    kGetIncidentTimelineResult,
    200,
    answer_get_incident_timeline};

}  // namespace autoheal::pagerduty::operations
