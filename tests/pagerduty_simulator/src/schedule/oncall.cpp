#include "schedule/oncall.hpp"

#include "schedule/classic.hpp"
#include "schedule/shifts.hpp"

#include <algorithm>

namespace simulator {
namespace {

// A schedule with one person, no restrictions and no overrides has no beginning and no end.
bool is_permanent(const Schedule& schedule, Millis at) {
  if (schedule.layers.size() != 1 || !schedule.overrides.empty()) return false;
  const ScheduleLayer& layer = schedule.layers.front();
  return layer.users.size() == 1 && layer.restrictions.empty() && !layer.end && layer.start <= at;
}

void add_schedule(const Account& account, Index index, const Oncall& prototype, Millis since, Millis until,
                  std::vector<Oncall>& out) {
  const Schedule& schedule = account.schedules.at(index);
  Oncall entry = prototype;
  entry.schedule = index;
  if (!schedule.shift_based && is_permanent(schedule, since)) {
    entry.user = schedule.layers.front().users.front();
    out.push_back(entry);
    return;
  }
  const auto add = [&](Millis start, Millis end, Index user) {
    if (user == kNone) return;
    entry.user = user;
    entry.start = start;
    entry.end = end;
    out.push_back(entry);
  };
  if (schedule.shift_based) {
    for (const auto& shift : shift_assignments(schedule, since, until)) add(shift.start, shift.end, shift.user);
  } else {
    for (const Span& span : final_spans(schedule, since, until)) add(span.start, span.end, span.user);
  }
}

}  // namespace

std::vector<Oncall> policy_oncalls(const Account& account, Index policy, Millis since, Millis until) {
  std::vector<Oncall> out;
  until = std::max(until, since + 1);
  int level = 0;
  for (const EscalationRule& rule : account.policies.at(policy).rules) {
    Oncall entry;
    entry.policy = policy;
    entry.level = ++level;
    const auto first = static_cast<std::ptrdiff_t>(out.size());
    for (const EscalationTarget& target : rule.targets) {
      if (target.kind == EscalationTarget::Kind::user) {
        entry.user = target.index;
        out.push_back(entry);
      } else {
        add_schedule(account, target.index, entry, since, until, out);
      }
    }
    std::stable_sort(out.begin() + first, out.end(),
                     [](const Oncall& a, const Oncall& b) { return a.start.value_or(0) < b.start.value_or(0); });
  }
  return out;
}

std::vector<Index> level_users(const Account& account, Index policy, int level, Millis at) {
  std::vector<Index> users;
  for (const Oncall& oncall : policy_oncalls(account, policy, at, at)) {
    if (oncall.level == level && std::find(users.begin(), users.end(), oncall.user) == users.end()) {
      users.push_back(oncall.user);
    }
  }
  return users;
}

}  // namespace simulator
