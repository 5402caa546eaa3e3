// "What changed on checkout before the incident?"
#include "api/changes.hpp"
#include "kit/answer/asked_window.hpp"
#include "kit/answer/cursor.hpp"
#include "kit/answer/json_of.hpp"
#include "kit/answer/rows.hpp"
#include "kit/answer/sentences.hpp"
#include "kit/time/rfc3339.hpp"
#include "operations/operation_table.hpp"
#include "reads/account_context.hpp"
#include "reads/incident_reads.hpp"
#include "reads/json/change_json.hpp"
#include "reads/json/incident_json.hpp"
#include "reads/resolve.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <tuple>

namespace autoheal::pagerduty::operations {
namespace {

namespace json = boost::json;
using Changes = std::shared_ptr<reads::ListRead<model::ChangeEvent>>;

constexpr std::chrono::hours kListChangesWindow{24 * 7};
constexpr std::chrono::hours kBeforeIncident{24};

constexpr kit::Parameter kListChangesParameters[] = {
    {"incident", kit::ParameterType::reference, "what changed in the day before it, and what PagerDuty relates to it",
     ""},
    {"service", kit::ParameterType::text, "name, id or URL; at most one of these three", ""},
    {"team", kit::ParameterType::text, "", ""},
    {"window", kit::ParameterType::text, "default last 7 days", ""},
};

constexpr std::string_view kListChangesResult = R"json({"type":"object","required":["changes"],"properties":{
"subject":{"type":"object","required":["kind","id"]},
"changes":{"type":"array","items":{"type":"object","required":["id","at","summary"],"properties":{"id":{"type":"string"},"at":{"type":"string"},
"summary":{"type":"string"},"source":{"type":"string"},"services":{"type":"array"},"integration":{"type":"object"},"why":{"type":"string"},
"before_incident_s":{"type":"integer"},"details":{"type":"array"},"links":{"type":"array"}},"additionalProperties":false}}},
"additionalProperties":false})json";

struct Question {
  std::optional<kit::Window> window;
  std::string words;  // "on checkout"
  std::vector<Changes> reads;
  Changes related;  // null: not asked for
  std::optional<kit::UtcTime> incident_at;
  reads::Listing<model::Service> services;  // for names; null: not read
};

Changes read_changes(kit::Query& query, kit::http::Request request) {
  return reads::read_list<model::ChangeEvent>(query.exchange(), std::move(request), "change_events",
                                              api::read_change_event);
}

kit::Result<void> ask_about_incident(kit::Query& query, Question& question) {
  reads::IncidentReads reads;
  AH_TRY_VOID(reads.read(query, "incident", {false, false, false, false}));
  const model::Incident& incident = reads.incident();
  question.incident_at = incident.created_at;
  if (!question.window) {
    question.window = kit::Window{incident.created_at - kBeforeIncident, incident.created_at + std::chrono::seconds{1},
                                  query.zone().name(), "the day before " + reads::label_of(incident)};
  }
  question.words = " before " + reads::label_of(incident);
  query.answer.data["subject"] = {{"kind", "incident"}, {"id", incident.id}, {"number", incident.number}};
  question.related = read_changes(query, api::build_list_related_changes(incident.id));
  reads::Kind kinds[] = {reads::Kind::service};
  if (!incident.service.id.empty()) {
    question.reads.push_back(read_changes(
        query, api::build_list_service_changes(incident.service.id, question.window->since, question.window->until)));
  }
  question.services = reads::directory_of(query).get(query, kinds).services;
  return kit::success();
}

kit::Result<Question> ask(kit::Query& query) {
  Question question;
  const kit::Arguments& arguments = query.arguments();
  int subjects = 0;
  for (std::string_view name : {"incident", "service", "team"}) {
    if (arguments.has(name) && ++subjects > 1)
      return kit::failure(kit::argument_error(name, "cannot be combined: give one of incident, service, team"));
  }
  AH_TRY(auto window, kit::asked_window(query, kListChangesWindow));
  question.window = std::move(window);
  if (arguments.has("incident")) {
    AH_TRY_VOID(ask_about_incident(query, question));
    return question;
  }
  if (!question.window) {
    question.window = kit::Window{query.now() - kListChangesWindow, query.now(), query.zone().name(), "last 7 days"};
  }
  const kit::Window& span = *question.window;
  if (arguments.has("service") || arguments.has("team")) {
    const reads::Kind kind = arguments.has("service") ? reads::Kind::service : reads::Kind::team;
    reads::Names names;
    reads::Kind kinds[] = {kind, reads::Kind::service};
    AH_TRY(auto thing, reads::resolve_argument(query, name(kind), kind, names,
                                               std::span(kinds).first(kind == reads::Kind::service ? 1 : 2)));
    question.services = names.services;
    question.words = (kind == reads::Kind::service ? " on " : " of ") + thing.name;
    query.answer.data["subject"] = {{"kind", name(kind)}, {"id", thing.id}, {"name", thing.name}};
    question.reads.push_back(read_changes(query, kind == reads::Kind::service
                                                     ? api::build_list_service_changes(thing.id, span.since, span.until)
                                                     : api::build_list_changes(span.since, span.until, {thing.id})));
  } else {
    reads::Kind kinds[] = {reads::Kind::service};
    question.reads.push_back(read_changes(query, api::build_list_changes(span.since, span.until, {})));
    question.services = reads::directory_of(query).get(query, kinds).services;
  }
  return question;
}

struct Gathered {
  std::vector<model::ChangeEvent> changes;  // newest first
  kit::Extent read = kit::Extent::whole;
};

// Each change once; the related ones say why.
kit::Result<Gathered> gather(kit::Query& query, Question& question) {
  std::vector<model::ChangeEvent> changes;
  kit::Extent extent = kit::Extent::whole;
  std::size_t failed = 0;
  if (question.related) {
    if (question.related->error && reads::is_plan_matter(*question.related->error)) {
      query.answer.warnings.push_back("Related changes are not available on this plan or to this key.");
    } else if (question.related->error) {
      query.answer.complete = false;
      query.answer.warnings.push_back("Related changes could not be read: " + question.related->error->message);
      extent = kit::Extent::part;
    } else {
      extent = question.related->extent();
    }
    if (question.related->failed() && question.reads.empty()) return kit::failure(*question.related->error);
    changes = std::move(question.related->rows);
  }
  for (const Changes& read : question.reads) {
    extent = kit::together(extent, read->extent());
    if (read->failed()) {
      if (++failed == question.reads.size() && changes.empty()) return kit::failure(*read->error);
      query.answer.complete = false;
      query.answer.warnings.push_back("The service's changes could not be read: " + read->error->message);
      continue;
    }
    if (read->more) {
      query.answer.complete = false;
      query.answer.warnings.push_back("There are more changes than could be read; a shorter window shows them.");
    }
    for (model::ChangeEvent& change : read->rows) {
      const bool inside = change.timestamp >= question.window->since && change.timestamp < question.window->until;
      const bool known = std::any_of(changes.begin(), changes.end(), [&](const auto& c) { return c.id == change.id; });
      if (inside && !known) changes.push_back(std::move(change));
    }
  }
  std::sort(changes.begin(), changes.end(),
            [](const auto& a, const auto& b) { return std::tie(b.timestamp, b.id) < std::tie(a.timestamp, a.id); });
  return Gathered{std::move(changes), extent};
}

kit::Result<kit::Answer> answer_list_changes(kit::Query& query) {
  AH_TRY_VOID(kit::cursor_offset(query));
  AH_TRY(auto question, ask(query));
  query.exchange().run();
  AH_TRY(auto gathered, gather(query, question));
  const std::vector<model::ChangeEvent>& changes = gathered.changes;
  const bool whole = gathered.read == kit::Extent::whole;
  kit::Answer& answer = query.answer;
  const kit::Window& window = *question.window;
  const std::string span = " from " + query.zone().render(window.since) + " to " + query.zone().render(window.until);
  if (changes.empty()) {
    answer.summary =
        (whole ? "No changes" : "No changes were found among those that could be read") + question.words + span + ".";
  } else {
    answer.summary = (whole ? "" : "At least ") + kit::counted(changes.size(), "change") + question.words + span + ".";
  }
  if (!changes.empty()) answer.summary += " Latest " + query.zone().render(changes.front().timestamp) + ".";
  if (question.incident_at && !changes.empty()) {
    const auto before = std::find_if(changes.begin(), changes.end(),
                                     [&](const auto& c) { return c.timestamp <= *question.incident_at; });
    if (before != changes.end()) {
      const auto apart = std::chrono::floor<std::chrono::seconds>(*question.incident_at - before->timestamp);
      answer.summary += " The last one before the incident came " + kit::render_duration(apart) + " earlier.";
    }
  }
  std::vector<json::object> rows;
  for (const model::ChangeEvent& change : changes)
    rows.push_back(reads::json_of(change, question.incident_at, question.services));
  if (rows.empty() && whole)
    answer.why_empty.push_back(
        "Changes are only known to PagerDuty if a deployment tool reports them to it as change events.");
  answer.arguments.erase("window");
  answer.arguments["window"] = kit::render_rfc3339(window.since) + " to " + kit::render_rfc3339(window.until);
  AH_TRY_VOID(kit::set_rows(query, "changes", "changes", std::move(rows), 100, gathered.read));
  answer.window = window;
  answer.untrusted = {"/subject/name", "/changes/*/summary", "/changes/*/source", "/changes/*/details/*",
                      "/changes/*/links/*"};
  kit::may_shrink(query, kit::Shrink::How::texts, "/changes/*/details/*/value", "long details of changes", 200);
  kit::may_shrink(query, kit::Shrink::How::rows, "/changes/*/details", "details of changes", 0);
  return std::move(answer);
}

}  // namespace

const kit::Operation kListChanges{
    "list_changes",
    "Changes",
    "What changed: deployments and other change events in a window, for an incident (the day "
    "before it), a service, a team or the whole "
    "account, newest first, with details and links. 1 to 4 upstream calls.",
    kit::Audience::agent,
    kListChangesParameters,
    kListChangesResult,
    120,
    answer_list_changes};

}  // namespace autoheal::pagerduty::operations
