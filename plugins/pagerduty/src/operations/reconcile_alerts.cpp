// For the host after a gap: events that bring its alerts up to date with what PagerDuty says now.
#include "kit/answer/json_of.hpp"
#include "kit/answer/rows.hpp"
#include "kit/time/rfc3339.hpp"
#include "kit/time/time_phrase.hpp"
#include "model/fingerprint.hpp"
#include "operations/operation_table.hpp"
#include "reads/account_context.hpp"
#include "reads/incident_scan.hpp"
#include "reads/json/incident_json.hpp"
#include "reads/reads.hpp"
#include "webhook/alert_event.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <set>

namespace autoheal::pagerduty::operations {
namespace {

namespace json = boost::json;
using model::Incident;

constexpr std::size_t kMostSingleReads = 300;  // incidents asked for one by one
constexpr std::chrono::minutes kOverlap{5};    // clocks and deliveries are never quite in step
constexpr std::chrono::days kFurthestBack{30};

constexpr kit::Parameter kReconcileAlertsParameters[] = {
    {"open", kit::ParameterType::text_list, "fingerprints of the host's open alerts", "", false, 0, 10'000},
    {"since", kit::ParameterType::text, "when the host was last known to be up to date", ""},
};

constexpr std::string_view kReconcileAlertsResult = R"json({"type":"object","required":["events"],"properties":{
"events":{"type":"array","items":{"type":"object","required":["event_id","kind","occurred_at","alert","reconciled"]}},
"up_to_date":{"type":"boolean"},"open_in_pagerduty":{"type":"integer"},"gone":{"type":"array"}},"additionalProperties":false})json";

webhook::IncidentFacts facts_of(const model::Incident& incident) {
  webhook::IncidentFacts facts;
  facts.id = incident.id;
  if (incident.number > 0) facts.number = incident.number;
  facts.html_url = incident.html_url;
  facts.status = incident.status;
  facts.title = incident.title;
  facts.incident_key = incident.incident_key;
  facts.created_at = kit::render_rfc3339(incident.created_at);
  facts.urgency = incident.urgency;
  facts.incident_type = incident.incident_type;
  facts.conference_url = incident.conference_url;
  facts.merged_into = incident.merged_into.id;
  facts.service = incident.service;
  facts.escalation_policy = incident.escalation_policy;
  facts.priority = incident.priority;
  facts.teams = incident.teams;
  for (const model::Assignment& a : incident.assignments) facts.assignees.push_back(a.who);
  return facts;
}

webhook::EventKind kind_of(const model::Incident& incident) {
  if (incident.status == "resolved") return webhook::EventKind::resolved;
  if (incident.status == "acknowledged") return webhook::EventKind::acknowledged;
  bool was_more =
      incident.last_status_change_at && *incident.last_status_change_at > incident.created_at + std::chrono::seconds{1};
  return was_more ? webhook::EventKind::unacknowledged : webhook::EventKind::triggered;
}

kit::UtcTime changed_at(const model::Incident& incident) {
  if (auto end = incident.ended_at()) return *end;
  return incident.last_status_change_at.value_or(incident.created_at);
}

// The same state gives the same event id: applying it twice changes nothing.
json::object event_of(const kit::Query& query, const model::Incident& incident) {
  webhook::EventKind kind = kind_of(incident);
  webhook::MappingRules rules{reads::settings_of(query).labels, reads::settings_of(query).severity_map};
  webhook::AlertEvent event;
  event.kind = kind;
  event.event_type = "incident." + std::string(webhook::name(kind));
  // REST tells whole seconds, webhooks milliseconds. What is read now is what that second ended with, so it goes after
  // everything that a webhook told of that second.
  event.occurred_at = std::min(changed_at(incident) + std::chrono::milliseconds{999}, query.now());
  event.event_id =
      "reconciled:" + incident.id + ":" + incident.status + ":" + kit::render_rfc3339(changed_at(incident));
  event.resource_id = incident.id;
  if (incident.number > 0) event.resource_number = incident.number;
  event.resource_summary = incident.title;
  event.alert = webhook::map_alert(facts_of(incident), kind, incident.last_status_change_by.summary, rules);
  event.reconciled = true;
  return webhook::render_event(event);
}

struct Found {
  std::vector<model::Incident> incidents;
  std::size_t open = 0;
  std::vector<std::string> gone;
};

// Incidents that were opened and closed while the host was away. False: not all of them.
bool read_closed_since(kit::Query& query, kit::UtcTime since, Found& found) {
  reads::IncidentQuestion question;
  question.filter.statuses = {"resolved"};
  question.window = kit::Window{std::max(since - kOverlap, query.now() - kFurthestBack), query.now(), {}, {}};
  reads::IncidentScan scan = reads::scan_incidents(query, question);
  if (scan.more) {
    query.answer.complete = false;
    query.answer.warnings.push_back("Not all incidents that were closed meanwhile could be read" +
                                    (scan.error ? ": " + scan.error->message : "."));
  }
  for (model::Incident& incident : scan.rows) found.incidents.push_back(std::move(incident));
  return !scan.more;
}

// Alerts of the host that PagerDuty no longer lists as open, one by one.
void read_missing(kit::Query& query, const std::vector<std::string>& ids, Found& found) {
  std::vector<std::pair<std::string, std::shared_ptr<reads::OneRead<model::Incident>>>> reads;
  for (std::size_t i = 0; i < std::min(ids.size(), kMostSingleReads); ++i) {
    reads.emplace_back(ids[i], reads::read_one<model::Incident>(query.exchange(), {"/incidents/" + ids[i], {}},
                                                                "incident", api::read_incident));
  }
  query.exchange().run();
  std::size_t failed = 0;
  std::string why;
  for (auto& [id, read] : reads) {
    if (read->value) {
      found.incidents.push_back(std::move(*read->value));
    } else if (read->error->code == kit::Errc::not_found) {
      found.gone.push_back(id);
    } else {
      ++failed;
      why = read->error->message;
    }
  }
  if (failed > 0) {
    query.answer.complete = false;
    query.answer.warnings.push_back(kit::counted(failed, "incident") + " could not be read: " + why);
  }
  if (ids.size() > kMostSingleReads) {
    json::array rest;
    for (std::size_t i = kMostSingleReads; i < ids.size(); ++i)
      rest.push_back(json::string(std::string(model::kFingerprintPrefix) + ids[i]));
    query.answer.cuts.push_back({"alerts to look at one by one",
                                 kit::CutReason::limit,
                                 static_cast<std::int64_t>(ids.size() - kMostSingleReads),
                                 {"reconcile_alerts", {{"open", std::move(rest)}}}});
  }
}

kit::Result<kit::Answer> answer_reconcile_alerts(kit::Query& query) {
  std::optional<kit::UtcTime> since;
  if (query.arguments().has("since")) {
    AH_TRY(auto moment,
           kit::parse_instant("since", query.arguments().text("since"), {query.now(), &query.zone(), kit::Lean::past}));
    since = moment;
  }
  reads::IncidentQuestion question;
  question.filter.statuses = {"triggered", "acknowledged"};
  reads::IncidentScan open = reads::scan_incidents(query, question);
  if (open.error && open.rows.empty()) return kit::failure(*open.error);
  Found found;
  found.open = open.rows.size();
  std::set<std::string> known;
  for (model::Incident& incident : open.rows) {
    known.insert(incident.id);
    found.incidents.push_back(std::move(incident));
  }
  const bool all_closed = !since || read_closed_since(query, *since, found);
  for (const model::Incident& incident : found.incidents) known.insert(incident.id);
  std::vector<std::string> missing;
  for (std::string_view fingerprint : query.arguments().list("open")) {
    if (fingerprint.starts_with(model::kFingerprintPrefix)) fingerprint.remove_prefix(model::kFingerprintPrefix.size());
    if (known.insert(std::string(fingerprint)).second) missing.emplace_back(fingerprint);
  }
  if (open.more) {
    query.answer.complete = false;
    query.answer.warnings.push_back("The open incidents could not all be read" +
                                    (open.error ? ": " + open.error->message : "."));
  }
  read_missing(query, missing, found);
  std::stable_sort(found.incidents.begin(), found.incidents.end(),
                   [](const model::Incident& a, const model::Incident& b) { return changed_at(a) < changed_at(b); });

  kit::Answer& answer = query.answer;
  json::array events;
  for (const model::Incident& incident : found.incidents) events.push_back(event_of(query, incident));
  answer.returned = static_cast<std::int64_t>(events.size());
  answer.summary = kit::counted(events.size(), "event") + ": " + kit::counted(found.open, "open incident") + ", " +
                   std::to_string(found.incidents.size() - found.open) + " closed or changed.";
  answer.data["events"] = std::move(events);
  // What could not be read one by one stays open at the host, which asks for it again.
  answer.data["up_to_date"] = all_closed && !open.more;
  answer.data["open_in_pagerduty"] = found.open;
  json::array gone;
  for (const std::string& id : found.gone) gone.push_back(json::string(std::string(model::kFingerprintPrefix) + id));
  answer.data["gone"] = std::move(gone);
  return std::move(answer);
}

}  // namespace

const kit::Operation kReconcileAlerts{
    "reconcile_alerts",
    "Reconcile alerts",
    "Events that bring the host's alerts up to date: every open incident, those closed "
    "since `since`, and the fate of each open alert that "
    "PagerDuty no longer lists.",
    kit::Audience::host,
    kReconcileAlertsParameters,
    kReconcileAlertsResult,
    500,
    answer_reconcile_alerts};

}  // namespace autoheal::pagerduty::operations
