// "What happens if nobody acknowledges, and who is that right now?"
#include <boost/json.hpp>

#include "api/directory.hpp"
#include "query/json_of.hpp"
#include "query/on_call_json.hpp"
#include "query/on_call_reads.hpp"
#include "query/operation_table.hpp"
#include "query/resolve.hpp"
#include "query/rows.hpp"

namespace autoheal::pagerduty::query {
namespace {

namespace json = boost::json;

constexpr std::chrono::days kGetEscalationPolicyLookAhead{14};

constexpr Parameter kGetEscalationPolicyParameters[] = {
    {"escalation_policy", ParameterType::text, "name, id or URL", "", true}};

constexpr std::string_view kGetEscalationPolicyResult =
    R"json({"type":"object","required":["policy","levels"],"properties":{
"policy":{"type":"object","required":["id","name"],"properties":{"id":{"type":"string"},"name":{"type":"string"},"description":{"type":"string"},
"repeats":{"type":"integer"},"teams":{"type":"array"},"services":{"type":"array"},"url":{"type":"string"}},"additionalProperties":false},
"levels":{"type":"array","items":{"type":"object","required":["level","escalates_after_min","targets"],"properties":{
"level":{"type":"integer"},"escalates_after_min":{"type":"integer"},"reached_after_min":{"type":"integer"},"assignment":{"type":"string"},
"targets":{"type":"array"},"on_call":{"type":"array"},"empty":{"const":true}},"additionalProperties":false}},
"gaps":{"type":"array"}},"additionalProperties":false})json";

json::object facts_of(const model::EscalationPolicy& policy) {
  json::object out{{"id", policy.id}, {"name", policy.name}};
  put(out, "description", policy.description);
  out["repeats"] = policy.loops;
  put(out, "teams", policy.teams);
  put(out, "services", policy.services);
  put(out, "url", policy.html_url);
  return out;
}

json::array targets_of(const model::EscalationRule& rule) {
  json::array out;
  for (const Reference& target : rule.targets) {
    json::object item = json_of(target);
    item["kind"] = target.type == "schedule_v3" ? "schedule" : target.type;
    out.push_back(std::move(item));
  }
  return out;
}

using KnownView = std::optional<OnCallView>;  // absent: the on-calls could not be read

std::vector<json::object> level_rows(const model::EscalationPolicy& policy, const KnownView& view,
                                     const TimeZone& zone) {
  std::vector<json::object> rows;
  int reached = 0;
  for (std::size_t i = 0; i < policy.rules.size(); ++i) {
    const model::EscalationRule& rule = policy.rules[i];
    int level = static_cast<int>(i) + 1;
    json::array people;
    for (const Duty& duty : view ? view->duties : std::vector<Duty>{}) {
      if (duty.role.level != level) continue;
      json::object row = json_of(duty, zone);
      row.stable_erase("policy");
      row.stable_erase("level");
      people.push_back(std::move(row));
    }
    json::object row{{"level", level}, {"escalates_after_min", rule.delay_minutes}, {"reached_after_min", reached}};
    put(row, "assignment", rule.assignment_strategy);
    row["targets"] = targets_of(rule);
    bool whole = view && view->complete;
    if (people.empty() && whole) row["empty"] = true;
    if (!people.empty() || whole) row["on_call"] = std::move(people);
    rows.push_back(std::move(row));
    reached += rule.delay_minutes;
  }
  return rows;
}

std::string people_words(const KnownView& view, const TimeZone& zone) {
  if (!view) return " Who is on call could not be read.";
  std::vector<std::string> people;
  for (const Duty& duty : view->duties)
    people.push_back(duty.user.summary + " (level " + std::to_string(duty.role.level) + ")");
  std::string out;
  if (!people.empty()) out = " On call now: " + enumerate(people, 4) + ".";
  if (people.empty() && view->complete) out = " Nobody is on call.";
  if (!view->complete) out += " The on-calls could not be read to their end, so others may be on call too.";
  if (!view->empty_levels.empty()) out += " " + sentence_of(view->empty_levels.front(), zone);
  return out;
}

std::string summary_of(const model::EscalationPolicy& policy, const KnownView& view, const TimeZone& zone) {
  std::string out = policy.name + " has " + counted(policy.rules.size(), "level");
  if (policy.loops > 0) out += " and repeats " + counted(static_cast<std::size_t>(policy.loops), "time");
  return out + "." + people_words(view, zone);
}

Result<Answer> answer_get_escalation_policy(Call& call) {
  Names names;
  Kind kinds[] = {Kind::escalation_policy};
  AH_TRY(auto thing, resolve_argument(call, "escalation_policy", Kind::escalation_policy, names, kinds));
  UtcTime until = call.now() + kGetEscalationPolicyLookAhead;
  auto read = read_one<model::EscalationPolicy>(call.exchange(), api::build_get_escalation_policy(thing.id),
                                                "escalation_policy", api::read_escalation_policy);
  OnCallReads on_call;
  on_call.start(call, {{thing.id}, {}, {}}, call.now(), until);
  for (const model::EscalationPolicy& known : *names.escalation_policies) {
    if (known.id == thing.id) on_call.add_schedules(call, schedules_of(known), call.now(), until);
  }
  call.exchange().run();
  if (read->error) return failure(*read->error);
  const model::EscalationPolicy& policy = *read->value;
  Answer& answer = call.answer;
  KnownView view;
  if (auto facts = on_call.facts(call, {policy}); facts.has_value()) {
    view = view_at(facts.value(), call.now(), call.now() + std::chrono::days{7});
  } else {
    answer.complete = false;
    answer.warnings.push_back("Who is on call could not be read: " + facts.error().message);
  }
  answer.summary = summary_of(policy, view, call.zone());
  answer.data["policy"] = facts_of(policy);
  if (view && !view->gaps.empty()) answer.data["gaps"] = json_of(view->gaps, call.zone());
  AH_TRY_VOID(set_rows(call, "levels", "levels", level_rows(policy, view, call.zone()), 100, Extent::whole));
  answer.links.push_back({policy.name, policy.html_url});
  answer.untrusted = {"/policy/name", "/policy/description", "/policy/services/*/name", "/levels/*/targets/*/name",
                      "/levels/*/on_call/*/person/name"};
  may_shrink(call, Shrink::How::texts, "/policy/description", "the description", 300);
  may_shrink(call, Shrink::How::rows, "/policy/services", "services of the policy", 10);
  may_shrink(call, Shrink::How::rows, "/gaps", "gaps", 1);
  may_drop(call, "details of the policy", {"/policy/services", "/policy/description", "/policy/teams"});
  return std::move(answer);
}

}  // namespace

const Operation kGetEscalationPolicy{"get_escalation_policy",
                                     "Escalation policy",
                                     "Levels of an escalation policy: targets, delays, repeats, and who each level is "
                                     "right now with override or rotation; empty levels and "
                                     "gaps. 3 to 8 upstream calls.",
                                     Audience::agent,
                                     kGetEscalationPolicyParameters,
                                     kGetEscalationPolicyResult,
                                     150,
                                     answer_get_escalation_policy};

}  // namespace autoheal::pagerduty::query
