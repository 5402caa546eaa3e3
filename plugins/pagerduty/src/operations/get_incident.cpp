// "Tell me about #12345": the dossier.
#include "api/directory.hpp"
#include "kit/answer/cursor.hpp"
#include "kit/answer/json_of.hpp"
#include "kit/answer/rows.hpp"
#include "kit/answer/sentences.hpp"
#include "operations/operation_table.hpp"
#include "reads/durations.hpp"
#include "reads/incident_reads.hpp"
#include "reads/json/alert_json.hpp"
#include "reads/json/dossier_json.hpp"
#include "reads/json/incident_json.hpp"
#include "reads/json/on_call_json.hpp"
#include "reads/json/timeline_json.hpp"
#include "reads/on_call_reads.hpp"
#include "reads/timeline.hpp"
#include "reads/timeline_event.hpp"

#include <algorithm>
#include <boost/json.hpp>

namespace autoheal::pagerduty::operations {
namespace {

namespace json = boost::json;

constexpr std::chrono::days kGetIncidentLookAhead{7};
constexpr std::size_t kFewFields = 12;
constexpr std::size_t kMostSchedulesHere = 4;

constexpr kit::Parameter kGetIncidentParameters[] = {
    {"incident", kit::ParameterType::reference, "\"#12345\", 12345, id or URL", "", true},
    {"include", kit::ParameterType::choice_list, "default all; one of them alone can be paged with cursor",
     "timeline|alerts|notes|on_call|changes"},
};

constexpr std::string_view kGetIncidentResult = R"json({"type":"object","required":["incident"],"properties":{
"incident":{"type":"object","required":["number","id","title","status","created_at"]},
"trigger":{"type":"object"},"durations":{"type":"object"},
"timeline":{"type":"array","items":{"type":"object","required":["at","kind","what"]}},
"alerts":{"type":"array","items":{"type":"object","required":["id","status"]}},
"notes":{"type":"array","items":{"type":"object","required":["at","text"]}},
"responders":{"type":"array"},"on_call":{"type":"array","items":{"type":"object","required":["person","source"]}},
"empty_levels":{"type":"array"},"changes":{"type":"array","items":{"type":"object","required":["at","summary"]}}},
"additionalProperties":false})json";

struct Wanted {
  bool timeline = true;
  bool alerts = true;
  bool notes = true;
  bool on_call = true;
  bool changes = true;
  bool on_call_asked = false;  // by name: also for an incident that is over
  std::string paged;           // the one list that limit and cursor are about; empty: none
};

kit::Result<Wanted> wanted_of(kit::Query& query) {
  Wanted out;
  const auto include = query.arguments().list("include");
  if (include.empty()) {
    if (query.arguments().has("cursor")) {
      return kit::failure(
          kit::argument_error("cursor", "needs exactly one entry in `include`: the list to go on with"));
    }
    return out;
  }
  const auto has = [&](std::string_view name) {
    return std::find(include.begin(), include.end(), name) != include.end();
  };
  out = {has("timeline"), has("alerts"), has("notes"), has("on_call"), has("changes"), has("on_call"), {}};
  if (include.size() == 1) out.paged = include.front();
  return out;
}

class Dossier {
 public:
  Dossier(kit::Query& query, Wanted wanted) : query_(query), wanted_(std::move(wanted)) {}

  kit::Result<kit::Answer> build() {
    reads::IncidentReads reads;
    reads::IncidentParts parts{true, wanted_.notes || wanted_.timeline, wanted_.alerts || wanted_.timeline,
                               wanted_.changes || wanted_.timeline};
    if (!wanted_.paged.empty()) parts.entries = wanted_.timeline;
    AH_TRY_VOID(
        reads.read(query_, "incident", parts, [this](const model::Incident& incident) { start_on_call(incident); }));
    AH_TRY_VOID(check_paged(reads));
    part_ = reads.take(query_);
    if (policy_) finish_on_call();
    AH_TRY_VOID(fill());
    return std::move(query_.answer);
  }

 private:
  // The one list that was asked for has to be there; of a timeline, anything that happened.
  kit::Result<void> check_paged(const reads::IncidentReads& reads) {
    const kit::Error* error = wanted_.paged == "alerts"    ? reads.failure_of(reads::IncidentPart::alerts)
                              : wanted_.paged == "notes"   ? reads.failure_of(reads::IncidentPart::notes)
                              : wanted_.paged == "changes" ? reads.failure_of(reads::IncidentPart::changes)
                                                           : nullptr;
    if (error != nullptr) return kit::failure(*error);
    const kit::Error* no_log = reads.failure_of(reads::IncidentPart::entries);
    if (wanted_.paged == "timeline" && no_log != nullptr) no_log_ = *no_log;
    return kit::success();
  }

  // Beside the parts of the incident: the policy and the on-calls; the schedules of its rules follow.
  void start_on_call(const model::Incident& incident) {
    const bool wanted = wanted_.on_call && (incident.is_open() || wanted_.on_call_asked);
    const std::string& policy_id = incident.escalation_policy.id;
    if (!wanted || policy_id.empty()) return;
    policy_ = reads::read_one<model::EscalationPolicy>(query_.exchange(), api::build_get_escalation_policy(policy_id),
                                                       "escalation_policy", api::read_escalation_policy);
    on_call_.start(query_, {{policy_id}, {}, {}}, query_.now(), query_.now() + kGetIncidentLookAhead);
  }

  void finish_on_call() {
    std::vector<model::EscalationPolicy> policies;
    if (policy_->value) {
      policies.push_back(*policy_->value);
      const auto schedules = reads::schedules_of(*policy_->value);
      if (schedules.size() <= kMostSchedulesHere)
        on_call_.add_schedules(query_, schedules, query_.now(), query_.now() + kGetIncidentLookAhead);
      query_.exchange().run();
    }
    const auto facts = on_call_.facts(query_, std::move(policies));
    if (!facts.has_value()) {
      query_.answer.complete = false;
      query_.answer.warnings.push_back("Who is on call could not be read: " + facts.error().message);
      return;
    }
    view_ = reads::view_at(facts.value(), query_.now(), query_.now() + std::chrono::days{1});
    has_view_ = true;
  }

  // The list that is paged becomes the main one; the others are side lists that give way first.
  kit::Result<void> put_list(const std::string& member, const std::string& what, std::vector<json::object> rows,
                             kit::Extent extent, std::size_t keep, kit::FollowUp follow_up) {
    if (wanted_.paged == member) return kit::set_rows(query_, member, what, std::move(rows), 100, extent);
    if (rows.empty()) return kit::success();
    query_.answer.data[member] = kit::side_list(query_, what, std::move(rows), follow_up, extent);
    lists_.push_back({member, what, keep, std::move(follow_up)});
    return kit::success();
  }

  kit::FollowUp same_with(std::string_view section) const {
    kit::FollowUp out{"get_incident",
                      {{"incident", part_.incident.id}, {"include", json::array{json::string(section)}}}};
    return out;
  }

  kit::Result<void> put_lists() {
    const std::string& id = part_.incident.id;
    const kit::UtcTime start = part_.incident.created_at;
    if (wanted_.timeline) {
      std::vector<json::object> rows;
      for (const reads::TimelineEvent& event : reads::build_timeline(part_, reads::Detail::condensed))
        rows.push_back(json_of(event, start));
      if (rows.empty() && no_log_) return kit::failure(*no_log_);
      AH_TRY_VOID(put_list("timeline", "events of the timeline", std::move(rows), part_.all_read(), 10,
                           {"get_incident_timeline", {{"incident", id}}}));
    }
    if (wanted_.alerts) {
      std::vector<json::object> rows;
      for (const model::Alert& alert : part_.alerts) {
        rows.push_back(wanted_.paged == "alerts" ? reads::full_of(alert, 200) : reads::full_of(alert, kFewFields));
      }
      AH_TRY_VOID(put_list("alerts", "alerts", std::move(rows), part_.alerts_read, 3,
                           {"list_incident_alerts", {{"incident", id}}}));
    }
    if (wanted_.notes) {
      AH_TRY_VOID(put_list("notes", "notes", reads::rows_of(part_.notes), part_.notes_read, 5, same_with("notes")));
    }
    if (wanted_.changes) {
      AH_TRY_VOID(put_list("changes", "related changes", reads::brief_rows_of(part_.changes), part_.changes_read, 3,
                           same_with("changes")));
    }
    if (has_view_) {
      std::vector<json::object> rows;
      for (const reads::Duty& duty : view_.duties) rows.push_back(json_of(duty, query_.zone()));
      const kit::Extent extent = kit::extent_of(view_.complete);
      AH_TRY_VOID(put_list("on_call", "people on call", std::move(rows), extent, 3, same_with("on_call")));
      if (!view_.empty_levels.empty()) query_.answer.data["empty_levels"] = json_of(view_.empty_levels, query_.zone());
    }
    return kit::success();
  }

  kit::Result<void> fill() {
    kit::Answer& answer = query_.answer;
    const model::Incident& incident = part_.incident;
    const reads::Durations durations = reads::measure(part_, query_.now());
    answer.summary = summary_of(durations);
    answer.data["incident"] = reads::facts_of(incident, query_.zone(), query_.now());
    if (json::object trigger = reads::trigger_of(part_, kFewFields); !trigger.empty())
      answer.data["trigger"] = std::move(trigger);
    if (wanted_.paged.empty() || wanted_.timeline) {
      if (json::object d = json_of(durations, incident.created_at); !d.empty()) answer.data["durations"] = std::move(d);
    }
    if (json::array responders = reads::responders_of(incident); !responders.empty())
      answer.data["responders"] = std::move(responders);
    AH_TRY_VOID(put_lists());
    answer.links.push_back({"Incident " + reads::label_of(incident), incident.html_url});
    if (!incident.conference_url.empty()) answer.links.push_back({"Conference", incident.conference_url});
    answer.untrusted = {
        "/incident/title",  "/incident/body",     "/incident/custom_fields/*", "/trigger",          "/timeline/*/what",
        "/timeline/*/text", "/alerts/*/summary",  "/alerts/*/details",         "/alerts/*/links/*", "/notes/*/text",
        "/notes/*/by",      "/changes/*/summary", "/on_call/*/person/name"};
    declare_shrinks();
    return kit::success();
  }

  // Long texts first, then lists to their core, then lists altogether.
  void declare_shrinks() {
    kit::FollowUp notes = same_with("notes");
    notes.arguments["max_bytes"] = kit::kMostMaxBytes;
    const kit::FollowUp alerts{"list_incident_alerts",
                               {{"incident", part_.incident.id}, {"max_bytes", kit::kMostMaxBytes}}};
    const kit::FollowUp timeline{"get_incident_timeline",
                                 {{"incident", part_.incident.id}, {"max_bytes", kit::kMostMaxBytes}}};
    for (std::size_t keep : {1'000U, 300U}) {
      kit::may_shrink(query_, kit::Shrink::How::texts, "/alerts/*/details/text", "long texts of alerts", keep, alerts);
      kit::may_shrink(query_, kit::Shrink::How::texts, "/alerts/*/details/fields/*/value", "long values of alerts",
                      keep, alerts);
      kit::may_shrink(query_, kit::Shrink::How::texts, "/timeline/*/text", "long texts of the timeline", keep,
                      timeline);
      kit::may_shrink(query_, kit::Shrink::How::texts, "/notes/*/text", "long notes", keep, notes);
      kit::may_shrink(query_, kit::Shrink::How::texts, "/incident/body", "the incident's body", keep);
      kit::may_shrink(query_, kit::Shrink::How::texts, "/trigger/event/text", "the trigger's text", keep);
      kit::may_shrink(query_, kit::Shrink::How::texts, "/trigger/event/fields/*/value", "long values of the trigger",
                      keep);
    }
    kit::may_shrink(query_, kit::Shrink::How::rows, "/trigger/event/fields", "fields of the trigger", 3);
    for (bool to_core : {true, false}) {
      for (const SideList& list : lists_) {
        query_.answer.shrinks.push_back(
            {kit::Shrink::How::rows, "/" + list.member, list.what, to_core ? list.keep : 0, list.follow_up, true});
      }
    }
    declare_drops();
  }

  void declare_drops() {
    kit::may_drop(query_, "details of the incident",
                  {"/incident/body", "/incident/custom_fields", "/incident/alert_counts", "/incident/pending_actions",
                   "/incident/incident_key", "/incident/incident_type", "/incident/created_at_local",
                   "/incident/last_status_change_by", "/incident/last_status_change_at", "/trigger/event",
                   "/durations/escalations", "/empty_levels", "/responders", "/incident/conference_url",
                   "/incident/teams", "/incident/escalation_policy", "/trigger"});
  }

  std::string summary_of(const reads::Durations& durations) const {
    std::string out = reads::sentence_of(part_.incident, durations, query_.zone(), query_.now());
    if (has_view_) {
      std::vector<std::string> people;
      for (const reads::Duty& duty : view_.duties)
        people.push_back(duty.user.summary + " (level " + std::to_string(duty.role.level) + ")");
      if (!people.empty()) out += " On call now: " + kit::enumerate(people, 3) + ".";
      if (people.empty() && view_.complete) out += " Nobody is on call for it now.";
    }
    if (policy_ && (!has_view_ || !view_.complete)) {
      out += has_view_ ? " Who is on call could not be read to the end." : " Who is on call could not be read.";
    }
    return out;
  }

  struct SideList {
    std::string member;
    std::string what;
    std::size_t keep;
    kit::FollowUp follow_up;
  };

  kit::Query& query_;
  Wanted wanted_;
  reads::StoryPart part_;
  std::shared_ptr<reads::OneRead<model::EscalationPolicy>> policy_;  // null: who is on call is not part of the answer
  reads::OnCallReads on_call_;
  std::optional<kit::Error> no_log_;  // of a timeline that is asked for by itself: why its log could not be read
  reads::OnCallView view_;
  bool has_view_ = false;
  std::vector<SideList> lists_;
};

kit::Result<kit::Answer> answer_get_incident(kit::Query& query) {
  AH_TRY_VOID(kit::cursor_offset(query));
  AH_TRY(auto wanted, wanted_of(query));
  return Dossier(query, std::move(wanted)).build();
}

}  // namespace

const kit::Operation kGetIncident{
    "get_incident",
    "One incident in full",
    "The dossier of an incident of any age: facts, what triggered it, condensed timeline, alerts, notes, responders, "
    "durations, related "
    "changes, and who is on call for it now. Parts that failed are named. 5 to 10 upstream calls.",
    kit::Audience::agent,
    kGetIncidentParameters,
    kGetIncidentResult,
    200,
    answer_get_incident};

}  // namespace autoheal::pagerduty::operations
