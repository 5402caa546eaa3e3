// "Who is on call for the payments team?"
#include <algorithm>
#include <array>
#include <boost/json.hpp>

#include "base/rfc3339.hpp"
#include "query/call.hpp"
#include "query/json_of.hpp"
#include "query/on_call_json.hpp"
#include "query/on_call_reads.hpp"
#include "query/operation_table.hpp"
#include "query/resolve.hpp"
#include "query/rows.hpp"
#include "query/time_phrase.hpp"

namespace autoheal::pagerduty::query {
namespace {

namespace json = boost::json;

constexpr std::chrono::days kWhoIsOnCallLookAhead{14};  // for who is next
constexpr std::chrono::days kLookForGaps{7};
constexpr std::chrono::days kFurthest{90};  // PagerDuty renders no on-calls beyond

constexpr Parameter kWhoIsOnCallParameters[] = {
    {"team", ParameterType::text, "name, id or URL, as for the next four; give exactly one", ""},
    {"service", ParameterType::text, "", ""},
    {"escalation_policy", ParameterType::text, "", ""},
    {"schedule", ParameterType::text, "", ""},
    {"user", ParameterType::text, "", ""},
    {"at", ParameterType::text, "moment, default now: \"Monday 09:00 Europe/Berlin\"", ""},
    {"window", ParameterType::text, "instead of at, every turn in: \"this week\"", ""},
};

constexpr std::string_view kWhoIsOnCallResult = R"json({"type":"object","required":["subject","on_call"],"properties":{
"subject":{"type":"object","required":["kind","id","name"],"properties":{"kind":{"type":"string"},"id":{"type":"string"},"name":{"type":"string"}}},
"at":{"type":"string"},"at_local":{"type":"string"},
"policies":{"type":"array","items":{"type":"object"}},
"on_call":{"type":"array","items":{"type":"object","required":["person","through","source"],"properties":{
"person":{"type":"object","required":["id"]},"policy":{"type":"object"},"level":{"type":"integer","minimum":1},"also":{"type":"array"},
"through":{"enum":["schedule","direct"]},"schedule":{"type":"object"},"source":{"enum":["rotation","override","direct","unknown"]},
"always":{"const":true},"since":{"type":"string"},"since_local":{"type":"string"},"until":{"type":"string"},
"until_local":{"type":"string"},"next":{"type":"object"}},"additionalProperties":false}},
"empty_levels":{"type":"array","items":{"type":"object","required":["level"]}},
"gaps":{"type":"array","items":{"type":"object","required":["from","until"]}}},"additionalProperties":false})json";

// When: a moment, or every turn of a window.
struct Moment {
  bool is_window = false;
  UtcTime at;     // or the window's begin
  UtcTime until;  // end of what is read
  std::string phrase;
};

// Whom the question is about.
struct Subject {
  NamedThing thing;
  std::vector<model::EscalationPolicy> policies;
  std::vector<Reference> schedules;
  api::OnCallFilter filter;
};

Result<Moment> span_of(Call& call) {
  const Arguments& arguments = call.arguments();
  for (std::string_view name : {"at", "window"}) call.use_zone_of(arguments.text(name));
  PhraseContext context{call.now(), &call.zone(), Lean::future};
  if (arguments.has("at") && arguments.has("window")) {
    return failure(argument_error("window", "cannot be combined with `at`"));
  }
  Moment span{false, call.now(), call.now() + kWhoIsOnCallLookAhead, {}};
  if (arguments.has("window")) {
    AH_TRY(auto window, parse_window("window", arguments.text("window"), context));
    if (window.until - window.since > kFurthest) {
      return failure(argument_error("window", "is longer than 90 days", "Ask for one month at a time."));
    }
    span = {true, window.since, window.until, window.phrase};
    call.answer.arguments["window"] = render_rfc3339(span.at) + " to " + render_rfc3339(span.until);
    call.answer.window = std::move(window);
  } else if (arguments.has("at")) {
    AH_TRY(auto at, parse_instant("at", arguments.text("at"), context));
    span = {false, at, at + kWhoIsOnCallLookAhead, std::string(arguments.text("at"))};
    call.answer.arguments["at"] = render_rfc3339(at);
  }
  if (span.at > call.now() + kFurthest) {
    return failure(
        argument_error(span.is_window ? "window" : "at", "is more than 90 days ahead, further than PagerDuty tells"));
  }
  span.until = std::min(span.until, call.now() + kFurthest - std::chrono::minutes{1});  // clocks differ a little
  return span;
}

Result<Kind> asked_kind(Call& call) {
  std::optional<Kind> kind;
  for (Kind k : {Kind::team, Kind::service, Kind::escalation_policy, Kind::schedule, Kind::user}) {
    if (!call.arguments().has(name(k))) continue;
    if (kind)
      return failure(
          argument_error(name(k), "cannot be combined with `" + std::string(name(*kind)) + "`: give exactly one"));
    kind = k;
  }
  if (kind) return *kind;
  return failure(argument_error("team", "or one of service, escalation_policy, schedule, user is needed",
                                "Name whom the question is about; search_directory finds names."));
}

bool has_reference(const std::vector<Reference>& references, const std::string& id) {
  return std::any_of(references.begin(), references.end(), [&](const Reference& r) { return r.id == id; });
}

// A policy that is not in the list, because it is new or this key's list lacks it, still has its on-calls.
void add_unlisted_policy(Call& call, Subject& subject, const Reference& policy) {
  auto& ids = subject.filter.policy_ids;
  if (std::find(ids.begin(), ids.end(), policy.id) != ids.end()) return;
  ids.push_back(policy.id);
  call.answer.complete = false;
  call.answer.warnings.push_back(
      "Escalation policy " + (policy.summary.empty() ? policy.id : policy.summary) +
      " is not among those that could be read: its empty levels and overrides are not told.");
}

void add_policy(Call& call, Subject& subject, const Names& names, const Reference& wanted) {
  const std::string& id = wanted.id;
  if (id.empty()) return;
  bool listed = std::any_of(names.escalation_policies->begin(), names.escalation_policies->end(),
                            [&](const auto& p) { return p.id == id; });
  if (!listed) return add_unlisted_policy(call, subject, wanted);
  for (const model::EscalationPolicy& policy : *names.escalation_policies) {
    bool known =
        std::any_of(subject.policies.begin(), subject.policies.end(), [&](const auto& p) { return p.id == id; });
    if (policy.id == id && !known) subject.policies.push_back(policy);
  }
}

// A team's policies; those of its services if no policy carries the team.
void add_team_policies(Call& call, Subject& subject, const Names& names) {
  for (const model::EscalationPolicy& policy : *names.escalation_policies) {
    if (has_reference(policy.teams, subject.thing.id)) subject.policies.push_back(policy);
  }
  if (!subject.policies.empty() || !names.services) return;
  for (const model::Service& service : *names.services) {
    if (has_reference(service.teams, subject.thing.id)) add_policy(call, subject, names, service.escalation_policy);
  }
  if (!subject.policies.empty() || !subject.filter.policy_ids.empty()) {
    call.answer.warnings.push_back(
        "No escalation policy belongs to this team; these are the policies of its services.");
  }
}

Result<Subject> subject_of(Call& call, Kind kind) {
  std::vector<Kind> kinds{kind};
  if (kind != Kind::escalation_policy && kind != Kind::user) kinds.push_back(Kind::escalation_policy);
  if (kind == Kind::team) kinds.push_back(Kind::service);
  Names names;
  Subject subject;
  AH_TRY(subject.thing, resolve_argument(call, name(kind), kind, names, kinds));
  const std::string& id = subject.thing.id;
  switch (kind) {
    case Kind::team:
      add_team_policies(call, subject, names);
      break;
    case Kind::service:
      for (const model::Service& service : *names.services) {
        if (service.id == id) add_policy(call, subject, names, service.escalation_policy);
      }
      break;
    case Kind::escalation_policy:
      add_policy(call, subject, names, {id, "escalation_policy", subject.thing.name, {}});
      break;
    case Kind::schedule:
      subject.filter.schedule_ids = {id};
      for (const model::ScheduleName& schedule : *names.schedules) {
        if (schedule.id == id)
          subject.schedules.push_back({id, schedule.shift_based ? "schedule_v3" : "schedule", schedule.name, {}});
      }
      break;
    case Kind::user:
      subject.filter.user_ids = {id};
      break;
  }
  for (const model::EscalationPolicy& policy : subject.policies) {
    subject.filter.policy_ids.push_back(policy.id);
    for (Reference& schedule : schedules_of(policy)) subject.schedules.push_back(std::move(schedule));
  }
  return subject;
}

bool nothing_to_ask(const Subject& subject) {
  return subject.filter.policy_ids.empty() && subject.filter.schedule_ids.empty() && subject.filter.user_ids.empty();
}

// Without the names that a shift-based schedule leaves out.
Result<OnCallFacts> read_facts(Call& call, Subject& subject, const Moment& span) {
  OnCallReads reads;
  reads.start(call, subject.filter, span.at, span.until);
  reads.add_schedules(call, subject.schedules, span.at, span.until);
  call.exchange().run();
  if (!subject.filter.user_ids.empty() && !reads.on_calls().rows.empty()) {
    std::vector<Reference> schedules;  // a person's schedules are known only now
    for (const model::OnCall& on_call : reads.on_calls().rows) schedules.push_back(on_call.schedule);
    reads.add_schedules(call, schedules, span.at, span.until);
    call.exchange().run();
  }
  // A schedule's own page does not belong to a policy whose levels must be filled.
  return reads.facts(call,
                     subject.filter.schedule_ids.empty() ? subject.policies : std::vector<model::EscalationPolicy>{});
}

// For a schedule that no policy uses, PagerDuty lists no on-calls; the schedule itself knows.
void use_own_turns(Call& call, const Subject& subject, OnCallFacts& facts) {
  if (!facts.on_calls.empty() || !facts.complete) return;
  const auto& asked = subject.filter.schedule_ids;
  facts.complete =
      std::all_of(asked.begin(), asked.end(), [&](const auto& id) { return facts.schedules.contains(id); });
  for (const auto& [id, schedule] : facts.schedules) {
    facts.on_calls = turns_of(schedule);
    if (!facts.on_calls.empty()) {
      call.answer.warnings.push_back("No escalation policy uses this schedule: its people are not paged through it.");
    }
  }
}

json::array policies_json(const std::vector<model::EscalationPolicy>& policies) {
  json::array out;
  for (const model::EscalationPolicy& policy : policies) {
    out.push_back({{"id", policy.id}, {"name", policy.name}, {"levels", policy.rules.size()}});
  }
  return out;
}

std::string when_words(const Moment& span, const TimeZone& zone) {
  if (span.is_window) return " from " + zone.render(span.at) + " to " + zone.render(span.until);
  return span.phrase.empty() ? std::string{" now"} : " at " + zone.render(span.at);
}

std::string summary_of(const Subject& subject, const Moment& span, const OnCallView& view, const TimeZone& zone) {
  std::string when = when_words(span, zone);
  if (view.duties.empty() && !view.complete) {
    return subject.thing.kind == Kind::user
               ? "Whether " + subject.thing.name + " is on call" + when + " could not be read to the end."
               : "Who is on call for " + subject.thing.name + when + " could not be read to the end.";
  }
  if (subject.thing.kind == Kind::user) {
    if (view.duties.empty()) return subject.thing.name + " is not on call" + when + ".";
    std::vector<std::string> roles;
    for (const Duty& duty : view.duties) {
      std::string role = duty.role.policy.summary + " level " + std::to_string(duty.role.level);
      if (duty.until && !span.is_window) role += " until " + zone.render(*duty.until);
      if (std::find(roles.begin(), roles.end(), role) == roles.end()) roles.push_back(role);
    }
    return subject.thing.name + " is on call" + when + ": " + enumerate(roles) + ".";
  }
  if (view.duties.empty()) return "Nobody is on call for " + subject.thing.name + when + ".";
  std::string out;
  if (span.is_window) {
    std::vector<std::string> people;
    for (const Duty& duty : view.duties) {
      if (std::find(people.begin(), people.end(), duty.user.summary) == people.end())
        people.push_back(duty.user.summary);
    }
    out = "On call for " + subject.thing.name + when + ": " + enumerate(people, 8) + ", in " +
          counted(view.duties.size(), "turn") + ".";
  } else {
    std::vector<std::string> people;
    for (const Duty& duty : view.duties) people.push_back(sentence_of(duty, zone));
    out = "On call for " + subject.thing.name + when + ": " + enumerate(people, 3) + ".";
  }
  if (!view.empty_levels.empty())
    out += " " + sentence_of(view.empty_levels.front(), zone);
  else if (!view.gaps.empty())
    out += " " + sentence_of(view.gaps.front(), zone);
  return out;
}

// A person who is not on call now: when next?
void add_next_turn(Call& call, const OnCallFacts& facts, const Moment& span) {
  const model::OnCall* next = nullptr;
  for (const model::OnCall& turn : facts.on_calls) {
    if (turn.start && *turn.start > span.at && (next == nullptr || *turn.start < *next->start)) next = &turn;
  }
  call.answer.why_empty.push_back(next == nullptr ? "No turn begins before " + call.zone().render(span.until) + "."
                                                  : "The next turn begins " + call.zone().render(*next->start) + ": " +
                                                        next->escalation_policy.summary + " level " +
                                                        std::to_string(next->level) + ".");
}

Result<Answer> fill(Call& call, const Subject& subject, const Moment& span, const OnCallView& view) {
  Answer& answer = call.answer;
  answer.summary = summary_of(subject, span, view, call.zone());
  answer.data["subject"] = {{"kind", name(subject.thing.kind)}, {"id", subject.thing.id}, {"name", subject.thing.name}};
  if (!span.is_window) {
    answer.data["at"] = render_rfc3339(span.at);
    answer.data["at_local"] = call.zone().render(span.at);
  }
  if (!subject.policies.empty()) answer.data["policies"] = policies_json(subject.policies);
  if (!view.empty_levels.empty()) answer.data["empty_levels"] = json_of(view.empty_levels, call.zone());
  if (!view.gaps.empty()) answer.data["gaps"] = json_of(view.gaps, call.zone());
  std::vector<json::object> rows;
  for (const Duty& duty : view.duties) rows.push_back(json_of(duty, call.zone()));
  AH_TRY_VOID(
      set_rows(call, "on_call", "people on call", std::move(rows), 100, view.complete ? Extent::whole : Extent::part));
  if (!subject.thing.html_url.empty()) answer.links.push_back({subject.thing.name, subject.thing.html_url});
  answer.untrusted = {"/subject/name", "/on_call/*/person/name", "/on_call/*/policy/name", "/on_call/*/schedule/name"};
  may_shrink(call, Shrink::How::rows, "/policies", "escalation policies", 0);
  may_shrink(call, Shrink::How::rows, "/gaps", "gaps", 1);
  return std::move(answer);
}

Result<Answer> answer_who_is_on_call(Call& call) {
  AH_TRY(auto kind, asked_kind(call));
  AH_TRY(auto span, span_of(call));
  AH_TRY(auto subject, subject_of(call, kind));
  if (nothing_to_ask(subject)) {
    call.answer.why_empty.push_back("No escalation policy belongs to " + subject.thing.name +
                                    ", so nobody is paged for it.");
    return fill(call, subject, span, {});
  }
  AH_TRY(auto facts, read_facts(call, subject, span));
  if (kind == Kind::schedule) use_own_turns(call, subject, facts);
  OnCallView view = span.is_window ? view_window(facts, span.at, span.until)
                                   : view_at(facts, span.at, std::min(span.until, span.at + kLookForGaps));
  if (kind == Kind::schedule) {
    merge_roles(view.duties);
    UtcTime end = span.is_window ? span.until : std::min(span.until, span.at + kLookForGaps);
    for (const auto& [id, schedule] : facts.schedules) view.gaps = gaps_in(schedule, span.at, end);
  }
  if (view.duties.empty()) {
    if (kind == Kind::user && facts.complete) {
      add_next_turn(call, facts, span);
    } else {
      for (const EmptyLevel& level : view.empty_levels)
        call.answer.why_empty.push_back(sentence_of(level, call.zone()));
    }
  }
  return fill(call, subject, span, view);
}

}  // namespace

const Operation kWhoIsOnCall{
    "who_is_on_call",
    "Who is on call",
    "Who is on call for a team, service, escalation policy or schedule, or whether a user is: person, level, policy, "
    "schedule or "
    "direct target, override or rotation, until when, who is next, empty levels and gaps. 2 to 6 upstream calls.",
    Audience::agent,
    kWhoIsOnCallParameters,
    kWhoIsOnCallResult,
    200,
    answer_who_is_on_call};

}  // namespace autoheal::pagerduty::query
