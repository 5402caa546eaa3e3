// "What happens if nobody acknowledges, and who is that right now?"
#include "api/directory.hpp"
#include "kit/answer/json_of.hpp"
#include "kit/answer/rows.hpp"
#include "kit/answer/sentences.hpp"
#include "operations/operation_table.hpp"
#include "reads/json/on_call_json.hpp"
#include "reads/on_call_reads.hpp"
#include "reads/resolve.hpp"

#include <boost/json.hpp>

namespace autoheal::pagerduty::operations {
namespace {

namespace json = boost::json;

constexpr std::chrono::days kGetEscalationPolicyLookAhead{14};

constexpr kit::Parameter kGetEscalationPolicyParameters[] = {
    {"escalation_policy", kit::ParameterType::text, "name, id or URL", "", true}};

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
  kit::put(out, "description", policy.description);
  out["repeats"] = policy.loops;
  kit::put(out, "teams", policy.teams);
  kit::put(out, "services", policy.services);
  kit::put(out, "url", policy.html_url);
  return out;
}

json::array targets_of(const model::EscalationRule& rule) {
  json::array out;
  for (const kit::Reference& target : rule.targets) {
    json::object item = json_of(target);
    item["kind"] = target.type == "schedule_v3" ? "schedule" : target.type;
    out.push_back(std::move(item));
  }
  return out;
}

using KnownView = std::optional<reads::OnCallView>;  // absent: the on-calls could not be read

std::vector<json::object> level_rows(const model::EscalationPolicy& policy, const KnownView& view,
                                     const kit::TimeZone& zone) {
  std::vector<json::object> rows;
  int reached = 0;
  for (std::size_t i = 0; i < policy.rules.size(); ++i) {
    const model::EscalationRule& rule = policy.rules[i];
    const int level = static_cast<int>(i) + 1;
    json::array people;
    for (const reads::Duty& duty : view ? view->duties : std::vector<reads::Duty>{}) {
      if (duty.role.level != level) continue;
      json::object row = json_of(duty, zone);
      row.stable_erase("policy");
      row.stable_erase("level");
      people.push_back(std::move(row));
    }
    json::object row{{"level", level}, {"escalates_after_min", rule.delay_minutes}, {"reached_after_min", reached}};
    kit::put(row, "assignment", rule.assignment_strategy);
    row["targets"] = targets_of(rule);
    const bool whole = view && view->complete;
    if (people.empty() && whole) row["empty"] = true;
    if (!people.empty() || whole) row["on_call"] = std::move(people);
    rows.push_back(std::move(row));
    reached += rule.delay_minutes;
  }
  return rows;
}

std::string people_words(const KnownView& view, const kit::TimeZone& zone) {
  if (!view) return " Who is on call could not be read.";
  std::vector<std::string> people;
  for (const reads::Duty& duty : view->duties)
    people.push_back(duty.user.summary + " (level " + std::to_string(duty.role.level) + ")");
  std::string out;
  if (!people.empty()) out = " On call now: " + kit::enumerate(people, 4) + ".";
  if (people.empty() && view->complete) out = " Nobody is on call.";
  if (!view->complete) out += " The on-calls could not be read to their end, so others may be on call too.";
  if (!view->empty_levels.empty()) out += " " + reads::sentence_of(view->empty_levels.front(), zone);
  return out;
}

std::string summary_of(const model::EscalationPolicy& policy, const KnownView& view, const kit::TimeZone& zone) {
  std::string out = policy.name + " has " + kit::counted(policy.rules.size(), "level");
  if (policy.loops > 0) out += " and repeats " + kit::counted(static_cast<std::size_t>(policy.loops), "time");
  return out + "." + people_words(view, zone);
}

kit::Result<kit::Answer> answer_get_escalation_policy(kit::Query& query) {
  reads::Names names;
  reads::Kind kinds[] = {reads::Kind::escalation_policy};
  AH_TRY(auto thing, reads::resolve_argument(query, "escalation_policy", reads::Kind::escalation_policy, names, kinds));
  const kit::UtcTime until = query.now() + kGetEscalationPolicyLookAhead;
  const auto read = reads::read_one<model::EscalationPolicy>(
      query.exchange(), api::build_get_escalation_policy(thing.id), "escalation_policy", api::read_escalation_policy);
  reads::OnCallReads on_call;
  on_call.start(query, {{thing.id}, {}, {}}, query.now(), until);
  for (const model::EscalationPolicy& known : *names.escalation_policies) {
    if (known.id == thing.id) on_call.add_schedules(query, reads::schedules_of(known), query.now(), until);
  }
  query.exchange().run();
  if (read->error) return kit::failure(*read->error);
  const model::EscalationPolicy& policy = *read->value;
  kit::Answer& answer = query.answer;
  KnownView view;
  if (auto facts = on_call.facts(query, {policy}); facts.has_value()) {
    view = reads::view_at(facts.value(), query.now(), query.now() + std::chrono::days{7});
  } else {
    answer.complete = false;
    answer.warnings.push_back("Who is on call could not be read: " + facts.error().message);
  }
  answer.summary = summary_of(policy, view, query.zone());
  answer.data["policy"] = facts_of(policy);
  if (view && !view->gaps.empty()) answer.data["gaps"] = json_of(view->gaps, query.zone());
  AH_TRY_VOID(
      kit::set_rows(query, "levels", "levels", level_rows(policy, view, query.zone()), 100, kit::Extent::whole));
  answer.links.push_back({policy.name, policy.html_url});
  answer.untrusted = {"/policy/name", "/policy/description", "/policy/services/*/name", "/levels/*/targets/*/name",
                      "/levels/*/on_call/*/person/name"};
  kit::may_shrink(query, kit::Shrink::How::texts, "/policy/description", "the description", 300);
  kit::may_shrink(query, kit::Shrink::How::rows, "/policy/services", "services of the policy", 10);
  kit::may_shrink(query, kit::Shrink::How::rows, "/gaps", "gaps", 1);
  kit::may_drop(query, "details of the policy", {"/policy/services", "/policy/description", "/policy/teams"});
  return std::move(answer);
}

}  // namespace

const kit::Operation kGetEscalationPolicy{
    "get_escalation_policy",
    "Escalation policy",
    "Levels of an escalation policy: targets, delays, repeats, and who each level is "
    "right now with override or rotation; empty levels and "
    "gaps. 3 to 8 upstream calls.",
    kit::Audience::agent,
    kGetEscalationPolicyParameters,
    kGetEscalationPolicyResult,
    150,
    answer_get_escalation_policy};

}  // namespace autoheal::pagerduty::operations
