// "What changed on checkout before the incident?"
#include <algorithm>
#include <boost/json.hpp>
#include <tuple>

#include "api/changes.hpp"
#include "base/rfc3339.hpp"
#include "query/change_json.hpp"
#include "query/incident_filter.hpp"
#include "query/incident_json.hpp"
#include "query/incident_reads.hpp"
#include "query/json_of.hpp"
#include "query/operation_table.hpp"
#include "query/resolve.hpp"
#include "query/rows.hpp"

namespace autoheal::pagerduty::query {
namespace {

namespace json = boost::json;
using Changes = std::shared_ptr<ListRead<model::ChangeEvent>>;

constexpr std::chrono::hours kListChangesWindow{24 * 7};
constexpr std::chrono::hours kBeforeIncident{24};

constexpr Parameter kListChangesParameters[] = {
    {"incident", ParameterType::incident, "what changed in the day before it, and what PagerDuty relates to it", ""},
    {"service", ParameterType::text, "name, id or URL; at most one of these three", ""},
    {"team", ParameterType::text, "", ""},
    {"window", ParameterType::text, "default last 7 days", ""},
};

constexpr std::string_view kListChangesResult = R"json({"type":"object","required":["changes"],"properties":{
"subject":{"type":"object","required":["kind","id"]},
"changes":{"type":"array","items":{"type":"object","required":["id","at","summary"],"properties":{"id":{"type":"string"},"at":{"type":"string"},
"summary":{"type":"string"},"source":{"type":"string"},"services":{"type":"array"},"integration":{"type":"object"},"why":{"type":"string"},
"before_incident_s":{"type":"integer"},"details":{"type":"array"},"links":{"type":"array"}},"additionalProperties":false}}},
"additionalProperties":false})json";

struct Question {
  std::optional<Window> window;
  std::string words;  // "on checkout"
  std::vector<Changes> reads;
  Changes related;  // null: not asked for
  std::optional<UtcTime> incident_at;
  Listing<model::Service> services;  // for names; null: not read
};

Changes read_changes(Call& call, http::Request request) {
  return read_list<model::ChangeEvent>(call.exchange(), std::move(request), "change_events", api::read_change_event);
}

Result<void> ask_about_incident(Call& call, Question& question) {
  IncidentReads reads;
  AH_TRY_VOID(reads.read(call, "incident", {false, false, false, false}));
  const model::Incident& incident = reads.incident();
  question.incident_at = incident.created_at;
  if (!question.window) {
    question.window = Window{incident.created_at - kBeforeIncident, incident.created_at + std::chrono::seconds{1},
                             call.zone().name(), "the day before " + label_of(incident)};
  }
  question.words = " before " + label_of(incident);
  call.answer.data["subject"] = {{"kind", "incident"}, {"id", incident.id}, {"number", incident.number}};
  question.related = read_changes(call, api::build_list_related_changes(incident.id));
  Kind kinds[] = {Kind::service};
  if (!incident.service.id.empty()) {
    question.reads.push_back(read_changes(
        call, api::build_list_service_changes(incident.service.id, question.window->since, question.window->until)));
  }
  question.services = call.context().directory.get(call, kinds).services;
  return success();
}

Result<Question> ask(Call& call) {
  Question question;
  const Arguments& arguments = call.arguments();
  int subjects = 0;
  for (std::string_view name : {"incident", "service", "team"}) {
    if (arguments.has(name) && ++subjects > 1)
      return failure(argument_error(name, "cannot be combined: give one of incident, service, team"));
  }
  AH_TRY(auto window, asked_window(call, kListChangesWindow));
  question.window = std::move(window);
  if (arguments.has("incident")) {
    AH_TRY_VOID(ask_about_incident(call, question));
    return question;
  }
  if (!question.window) {
    question.window = Window{call.now() - kListChangesWindow, call.now(), call.zone().name(), "last 7 days"};
  }
  const Window& span = *question.window;
  if (arguments.has("service") || arguments.has("team")) {
    Kind kind = arguments.has("service") ? Kind::service : Kind::team;
    Names names;
    Kind kinds[] = {kind, Kind::service};
    AH_TRY(auto thing,
           resolve_argument(call, name(kind), kind, names, std::span(kinds).first(kind == Kind::service ? 1 : 2)));
    question.services = names.services;
    question.words = (kind == Kind::service ? " on " : " of ") + thing.name;
    call.answer.data["subject"] = {{"kind", name(kind)}, {"id", thing.id}, {"name", thing.name}};
    question.reads.push_back(read_changes(call, kind == Kind::service
                                                    ? api::build_list_service_changes(thing.id, span.since, span.until)
                                                    : api::build_list_changes(span.since, span.until, {thing.id})));
  } else {
    Kind kinds[] = {Kind::service};
    question.reads.push_back(read_changes(call, api::build_list_changes(span.since, span.until, {})));
    question.services = call.context().directory.get(call, kinds).services;
  }
  return question;
}

struct Gathered {
  std::vector<model::ChangeEvent> changes;  // newest first
  Extent read = Extent::whole;
};

// Each change once; the related ones say why.
Result<Gathered> gather(Call& call, Question& question) {
  std::vector<model::ChangeEvent> changes;
  Extent extent = Extent::whole;
  std::size_t failed = 0;
  if (question.related) {
    if (question.related->error && is_plan_matter(*question.related->error)) {
      call.answer.warnings.push_back("Related changes are not available on this plan or to this key.");
    } else if (question.related->error) {
      call.answer.complete = false;
      call.answer.warnings.push_back("Related changes could not be read: " + question.related->error->message);
      extent = Extent::part;
    } else {
      extent = question.related->extent();
    }
    if (question.related->failed() && question.reads.empty()) return failure(*question.related->error);
    changes = std::move(question.related->rows);
  }
  for (const Changes& read : question.reads) {
    extent = together(extent, read->extent());
    if (read->failed()) {
      if (++failed == question.reads.size() && changes.empty()) return failure(*read->error);
      call.answer.complete = false;
      call.answer.warnings.push_back("The service's changes could not be read: " + read->error->message);
      continue;
    }
    if (read->more) {
      call.answer.complete = false;
      call.answer.warnings.push_back("There are more changes than could be read; a shorter window shows them.");
    }
    for (model::ChangeEvent& change : read->rows) {
      bool inside = change.timestamp >= question.window->since && change.timestamp < question.window->until;
      bool known = std::any_of(changes.begin(), changes.end(), [&](const auto& c) { return c.id == change.id; });
      if (inside && !known) changes.push_back(std::move(change));
    }
  }
  std::sort(changes.begin(), changes.end(),
            [](const auto& a, const auto& b) { return std::tie(b.timestamp, b.id) < std::tie(a.timestamp, a.id); });
  return Gathered{std::move(changes), extent};
}

Result<Answer> answer_list_changes(Call& call) {
  AH_TRY_VOID(cursor_offset(call));
  AH_TRY(auto question, ask(call));
  call.exchange().run();
  AH_TRY(auto gathered, gather(call, question));
  const std::vector<model::ChangeEvent>& changes = gathered.changes;
  const bool whole = gathered.read == Extent::whole;
  Answer& answer = call.answer;
  const Window& window = *question.window;
  std::string span = " from " + call.zone().render(window.since) + " to " + call.zone().render(window.until);
  if (changes.empty()) {
    answer.summary =
        (whole ? "No changes" : "No changes were found among those that could be read") + question.words + span + ".";
  } else {
    answer.summary = (whole ? "" : "At least ") + counted(changes.size(), "change") + question.words + span + ".";
  }
  if (!changes.empty()) answer.summary += " Latest " + call.zone().render(changes.front().timestamp) + ".";
  if (question.incident_at && !changes.empty()) {
    auto before = std::find_if(changes.begin(), changes.end(),
                               [&](const auto& c) { return c.timestamp <= *question.incident_at; });
    if (before != changes.end()) {
      auto apart = std::chrono::floor<std::chrono::seconds>(*question.incident_at - before->timestamp);
      answer.summary += " The last one before the incident came " + render_duration(apart) + " earlier.";
    }
  }
  std::vector<json::object> rows;
  for (const model::ChangeEvent& change : changes)
    rows.push_back(row_of(change, question.incident_at, question.services));
  if (rows.empty() && whole)
    answer.why_empty.push_back(
        "Changes are only known to PagerDuty if a deployment tool reports them to it as change events.");
  answer.arguments.erase("window");
  answer.arguments["window"] = render_rfc3339(window.since) + " to " + render_rfc3339(window.until);
  AH_TRY_VOID(set_rows(call, "changes", "changes", std::move(rows), 100, gathered.read));
  answer.window = window;
  answer.untrusted = {"/subject/name", "/changes/*/summary", "/changes/*/source", "/changes/*/details/*",
                      "/changes/*/links/*"};
  may_shrink(call, Shrink::How::texts, "/changes/*/details/*/value", "long details of changes", 200);
  may_shrink(call, Shrink::How::rows, "/changes/*/details", "details of changes", 0);
  return std::move(answer);
}

}  // namespace

const Operation kListChanges{"list_changes",
                             "Changes",
                             "What changed: deployments and other change events in a window, for an incident (the day "
                             "before it), a service, a team or the whole "
                             "account, newest first, with details and links. 1 to 4 upstream calls.",
                             Audience::agent,
                             kListChangesParameters,
                             kListChangesResult,
                             120,
                             answer_list_changes};

}  // namespace autoheal::pagerduty::query
