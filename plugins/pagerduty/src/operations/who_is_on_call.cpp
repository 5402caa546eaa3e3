// "Who is on call for the payments team?"
#include "kit/answer/json_of.hpp"
#include "kit/answer/query.hpp"
#include "kit/answer/rows.hpp"
#include "kit/answer/sentences.hpp"
#include "kit/time/rfc3339.hpp"
#include "kit/time/time_phrase.hpp"
#include "operations/operation_table.hpp"
#include "reads/json/on_call_json.hpp"
#include "reads/on_call_reads.hpp"
#include "reads/on_call_subject.hpp"

#include <algorithm>
#include <boost/json.hpp>

namespace autoheal::pagerduty::operations {
namespace {

namespace json = boost::json;

constexpr std::chrono::days kWhoIsOnCallLookAhead{14};  // for who is next
constexpr std::chrono::days kLookForGaps{7};
constexpr std::chrono::days kFurthest{90};  // PagerDuty renders no on-calls beyond

constexpr kit::Parameter kWhoIsOnCallParameters[] = {
    {"team", kit::ParameterType::text, "name, id or URL, as for the next four; give exactly one", ""},
    {"service", kit::ParameterType::text, "", ""},
    {"escalation_policy", kit::ParameterType::text, "", ""},
    {"schedule", kit::ParameterType::text, "", ""},
    {"user", kit::ParameterType::text, "", ""},
    {"at", kit::ParameterType::text, "moment, default now: \"Monday 09:00 Europe/Berlin\"", ""},
    {"window", kit::ParameterType::text, "instead of at, every turn in: \"this week\"", ""},
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
  kit::UtcTime at;     // or the window's begin
  kit::UtcTime until;  // end of what is read
  std::string phrase;
};

kit::Result<Moment> span_of(kit::Query& query) {
  const kit::Arguments& arguments = query.arguments();
  for (std::string_view name : {"at", "window"}) query.use_zone_of(arguments.text(name));
  const kit::PhraseContext context{query.now(), &query.zone(), kit::Lean::future};
  if (arguments.has("at") && arguments.has("window")) {
    return kit::failure(kit::argument_error("window", "cannot be combined with `at`"));
  }
  Moment span{false, query.now(), query.now() + kWhoIsOnCallLookAhead, {}};
  if (arguments.has("window")) {
    AH_TRY(auto window, kit::parse_window("window", arguments.text("window"), context));
    if (window.until - window.since > kFurthest) {
      return kit::failure(kit::argument_error("window", "is longer than 90 days", "Ask for one month at a time."));
    }
    span = {true, window.since, window.until, window.phrase};
    query.answer.arguments["window"] = kit::render_rfc3339(span.at) + " to " + kit::render_rfc3339(span.until);
    query.answer.window = std::move(window);
  } else if (arguments.has("at")) {
    AH_TRY(auto at, kit::parse_instant("at", arguments.text("at"), context));
    span = {false, at, at + kWhoIsOnCallLookAhead, std::string(arguments.text("at"))};
    query.answer.arguments["at"] = kit::render_rfc3339(at);
  }
  if (span.at > query.now() + kFurthest) {
    return kit::failure(kit::argument_error(span.is_window ? "window" : "at",
                                            "is more than 90 days ahead, further than PagerDuty tells"));
  }
  span.until = std::min(span.until, query.now() + kFurthest - std::chrono::minutes{1});  // clocks differ a little
  return span;
}

kit::Result<reads::Kind> asked_kind(kit::Query& query) {
  std::optional<reads::Kind> kind;
  for (reads::Kind k : {reads::Kind::team, reads::Kind::service, reads::Kind::escalation_policy, reads::Kind::schedule,
                        reads::Kind::user}) {
    if (!query.arguments().has(name(k))) continue;
    if (kind)
      return kit::failure(
          kit::argument_error(name(k), "cannot be combined with `" + std::string(name(*kind)) + "`: give exactly one"));
    kind = k;
  }
  if (kind) return *kind;
  return kit::failure(kit::argument_error("team", "or one of service, escalation_policy, schedule, user is needed",
                                          "Name whom the question is about; search_directory finds names."));
}

bool nothing_to_ask(const reads::OnCallSubject& subject) {
  return subject.filter.policy_ids.empty() && subject.filter.schedule_ids.empty() && subject.filter.user_ids.empty();
}

// Without the names that a shift-based schedule leaves out.
kit::Result<reads::OnCallFacts> read_facts(kit::Query& query, reads::OnCallSubject& subject, const Moment& span) {
  reads::OnCallReads reads;
  reads.start(query, subject.filter, span.at, span.until);
  reads.add_schedules(query, subject.schedules, span.at, span.until);
  query.exchange().run();
  if (!subject.filter.user_ids.empty() && !reads.on_calls().rows.empty()) {
    std::vector<kit::Reference> schedules;  // a person's schedules are known only now
    for (const model::OnCall& on_call : reads.on_calls().rows) schedules.push_back(on_call.schedule);
    reads.add_schedules(query, schedules, span.at, span.until);
    query.exchange().run();
  }
  // A schedule's own page does not belong to a policy whose levels must be filled.
  return reads.facts(query,
                     subject.filter.schedule_ids.empty() ? subject.policies : std::vector<model::EscalationPolicy>{});
}

// For a schedule that no policy uses, PagerDuty lists no on-calls; the schedule itself knows.
void use_own_turns(kit::Query& query, const reads::OnCallSubject& subject, reads::OnCallFacts& facts) {
  if (!facts.on_calls.empty() || !facts.complete) return;
  const auto& asked = subject.filter.schedule_ids;
  facts.complete =
      std::all_of(asked.begin(), asked.end(), [&](const auto& id) { return facts.schedules.contains(id); });
  for (const auto& [id, schedule] : facts.schedules) {
    facts.on_calls = reads::on_calls_of(schedule);
    if (!facts.on_calls.empty()) {
      query.answer.warnings.push_back("No escalation policy uses this schedule: its people are not paged through it.");
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

std::string when_words(const Moment& span, const kit::TimeZone& zone) {
  if (span.is_window) return " from " + zone.render(span.at) + " to " + zone.render(span.until);
  return span.phrase.empty() ? std::string{" now"} : " at " + zone.render(span.at);
}

std::string summary_of(const reads::OnCallSubject& subject, const Moment& span, const reads::OnCallView& view,
                       const kit::TimeZone& zone) {
  const std::string when = when_words(span, zone);
  if (view.duties.empty() && !view.complete) {
    return subject.thing.kind == reads::Kind::user
               ? "Whether " + subject.thing.name + " is on call" + when + " could not be read to the end."
               : "Who is on call for " + subject.thing.name + when + " could not be read to the end.";
  }
  if (subject.thing.kind == reads::Kind::user) {
    if (view.duties.empty()) return subject.thing.name + " is not on call" + when + ".";
    std::vector<std::string> roles;
    for (const reads::Duty& duty : view.duties) {
      std::string role = duty.role.policy.summary + " level " + std::to_string(duty.role.level);
      if (duty.until && !span.is_window) role += " until " + zone.render(*duty.until);
      if (std::find(roles.begin(), roles.end(), role) == roles.end()) roles.push_back(role);
    }
    return subject.thing.name + " is on call" + when + ": " + kit::enumerate(roles) + ".";
  }
  if (view.duties.empty()) return "Nobody is on call for " + subject.thing.name + when + ".";
  std::string out;
  if (span.is_window) {
    std::vector<std::string> people;
    for (const reads::Duty& duty : view.duties) {
      if (std::find(people.begin(), people.end(), duty.user.summary) == people.end())
        people.push_back(duty.user.summary);
    }
    out = "On call for " + subject.thing.name + when + ": " + kit::enumerate(people, 8) + ", in " +
          kit::counted(view.duties.size(), "turn") + ".";
  } else {
    std::vector<std::string> people;
    for (const reads::Duty& duty : view.duties) people.push_back(reads::sentence_of(duty, zone));
    out = "On call for " + subject.thing.name + when + ": " + kit::enumerate(people, 3) + ".";
  }
  if (!view.empty_levels.empty())
    out += " " + reads::sentence_of(view.empty_levels.front(), zone);
  else if (!view.gaps.empty())
    out += " " + reads::sentence_of(view.gaps.front(), zone);
  return out;
}

// A person who is not on call now: when next?
void add_next_on_call(kit::Query& query, const reads::OnCallFacts& facts, const Moment& span) {
  const model::OnCall* next = nullptr;
  for (const model::OnCall& on_call : facts.on_calls) {
    const bool later = on_call.start && *on_call.start > span.at;
    if (later && (next == nullptr || *on_call.start < *next->start)) next = &on_call;
  }
  query.answer.why_empty.push_back(next == nullptr ? "No turn begins before " + query.zone().render(span.until) + "."
                                                   : "The next turn begins " + query.zone().render(*next->start) +
                                                         ": " + next->escalation_policy.summary + " level " +
                                                         std::to_string(next->level) + ".");
}

kit::Result<kit::Answer> fill(kit::Query& query, const reads::OnCallSubject& subject, const Moment& span,
                              const reads::OnCallView& view) {
  kit::Answer& answer = query.answer;
  answer.summary = summary_of(subject, span, view, query.zone());
  answer.data["subject"] = {{"kind", name(subject.thing.kind)}, {"id", subject.thing.id}, {"name", subject.thing.name}};
  if (!span.is_window) {
    answer.data["at"] = kit::render_rfc3339(span.at);
    answer.data["at_local"] = query.zone().render(span.at);
  }
  if (!subject.policies.empty()) answer.data["policies"] = policies_json(subject.policies);
  if (!view.empty_levels.empty()) answer.data["empty_levels"] = json_of(view.empty_levels, query.zone());
  if (!view.gaps.empty()) answer.data["gaps"] = json_of(view.gaps, query.zone());
  std::vector<json::object> rows;
  for (const reads::Duty& duty : view.duties) rows.push_back(json_of(duty, query.zone()));
  AH_TRY_VOID(kit::set_rows(query, "on_call", "people on call", std::move(rows), 100, kit::extent_of(view.complete)));
  if (!subject.thing.html_url.empty()) answer.links.push_back({subject.thing.name, subject.thing.html_url});
  answer.untrusted = {"/subject/name", "/on_call/*/person/name", "/on_call/*/policy/name", "/on_call/*/schedule/name"};
  kit::may_shrink(query, kit::Shrink::How::rows, "/policies", "escalation policies", 0);
  kit::may_shrink(query, kit::Shrink::How::rows, "/gaps", "gaps", 1);
  return std::move(answer);
}

kit::Result<kit::Answer> answer_who_is_on_call(kit::Query& query) {
  AH_TRY(auto kind, asked_kind(query));
  AH_TRY(auto span, span_of(query));
  AH_TRY(auto subject, reads::subject_of(query, kind));
  if (nothing_to_ask(subject)) {
    query.answer.why_empty.push_back("No escalation policy belongs to " + subject.thing.name +
                                     ", so nobody is paged for it.");
    return fill(query, subject, span, {});
  }
  AH_TRY(auto facts, read_facts(query, subject, span));
  if (kind == reads::Kind::schedule) use_own_turns(query, subject, facts);
  reads::OnCallView view = span.is_window
                               ? reads::view_window(facts, span.at, span.until)
                               : reads::view_at(facts, span.at, std::min(span.until, span.at + kLookForGaps));
  if (kind == reads::Kind::schedule) {
    reads::merge_roles(view.duties);
    const kit::UtcTime end = span.is_window ? span.until : std::min(span.until, span.at + kLookForGaps);
    for (const auto& [id, schedule] : facts.schedules) view.gaps = reads::gaps_in(schedule, span.at, end);
  }
  if (view.duties.empty()) {
    if (kind == reads::Kind::user && facts.complete) {
      add_next_on_call(query, facts, span);
    } else {
      for (const reads::EmptyLevel& level : view.empty_levels)
        query.answer.why_empty.push_back(reads::sentence_of(level, query.zone()));
    }
  }
  return fill(query, subject, span, view);
}

}  // namespace

const kit::Operation kWhoIsOnCall{
    "who_is_on_call",
    "Who is on call",
    "Who is on call for a team, service, escalation policy or schedule, or whether a user is: person, level, policy, "
    "schedule or "
    "direct target, override or rotation, until when, who is next, empty levels and gaps. 2 to 6 upstream calls.",
    kit::Audience::agent,
    kWhoIsOnCallParameters,
    kWhoIsOnCallResult,
    200,
    answer_who_is_on_call};

}  // namespace autoheal::pagerduty::operations
