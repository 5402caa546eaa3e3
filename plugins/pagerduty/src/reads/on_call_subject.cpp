#include "reads/on_call_subject.hpp"

#include "reads/on_call_reads.hpp"

#include <algorithm>

namespace autoheal::pagerduty::reads {
namespace {

// A policy that is not in the list, because it is new or this key's list lacks it, still has its on-calls.
void add_unlisted_policy(kit::Query& query, OnCallSubject& subject, const kit::Reference& policy) {
  auto& ids = subject.filter.policy_ids;
  if (std::find(ids.begin(), ids.end(), policy.id) != ids.end()) return;
  ids.push_back(policy.id);
  query.answer.complete = false;
  query.answer.warnings.push_back(
      "Escalation policy " + (policy.summary.empty() ? policy.id : policy.summary) +
      " is not among those that could be read: its empty levels and overrides are not told.");
}

void add_policy(kit::Query& query, OnCallSubject& subject, const Names& names, const kit::Reference& wanted) {
  const std::string& id = wanted.id;
  if (id.empty()) return;
  const bool listed = std::any_of(names.escalation_policies->begin(), names.escalation_policies->end(),
                                  [&](const auto& p) { return p.id == id; });
  if (!listed) return add_unlisted_policy(query, subject, wanted);
  for (const model::EscalationPolicy& policy : *names.escalation_policies) {
    bool known =
        std::any_of(subject.policies.begin(), subject.policies.end(), [&](const auto& p) { return p.id == id; });
    if (policy.id == id && !known) subject.policies.push_back(policy);
  }
}

// A team's policies; those of its services if no policy carries the team.
void add_team_policies(kit::Query& query, OnCallSubject& subject, const Names& names) {
  for (const model::EscalationPolicy& policy : *names.escalation_policies) {
    if (kit::holds(policy.teams, subject.thing.id)) subject.policies.push_back(policy);
  }
  if (!subject.policies.empty() || !names.services) return;
  for (const model::Service& service : *names.services) {
    if (kit::holds(service.teams, subject.thing.id)) add_policy(query, subject, names, service.escalation_policy);
  }
  if (!subject.policies.empty() || !subject.filter.policy_ids.empty()) {
    query.answer.warnings.push_back(
        "No escalation policy belongs to this team; these are the policies of its services.");
  }
}

}  // namespace

kit::Result<OnCallSubject> subject_of(kit::Query& query, Kind kind) {
  std::vector<Kind> kinds{kind};
  if (kind != Kind::escalation_policy && kind != Kind::user) kinds.push_back(Kind::escalation_policy);
  if (kind == Kind::team) kinds.push_back(Kind::service);
  Names names;
  OnCallSubject subject;
  AH_TRY(subject.thing, resolve_argument(query, name(kind), kind, names, kinds));
  const std::string& id = subject.thing.id;
  switch (kind) {
    case Kind::team:
      add_team_policies(query, subject, names);
      break;
    case Kind::service:
      for (const model::Service& service : *names.services) {
        if (service.id == id) add_policy(query, subject, names, service.escalation_policy);
      }
      break;
    case Kind::escalation_policy:
      add_policy(query, subject, names, {id, "escalation_policy", subject.thing.name, {}});
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
    for (kit::Reference& schedule : schedules_of(policy)) subject.schedules.push_back(std::move(schedule));
  }
  return subject;
}

}  // namespace autoheal::pagerduty::reads
