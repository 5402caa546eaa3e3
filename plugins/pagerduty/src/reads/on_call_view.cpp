#include "reads/on_call_view.hpp"

#include <algorithm>
#include <array>
#include <tuple>

namespace autoheal::pagerduty::reads {
namespace {

constexpr kit::UtcTime kAlways = kit::UtcTime::min();
constexpr kit::UtcTime kForever = kit::UtcTime::max();

kit::UtcTime start_of(const Duty& duty) { return duty.since.value_or(kAlways); }
kit::UtcTime end_of(const Duty& duty) { return duty.until.value_or(kForever); }
bool covers(const Duty& duty, kit::UtcTime time) { return start_of(duty) <= time && time < end_of(duty); }

// One list of people of a level: those of one schedule, or one direct target.
using GroupKey = std::tuple<std::string, int, std::string>;
using Groups = std::map<GroupKey, std::vector<Duty>>;

GroupKey key_of(const Duty& duty) {
  return {duty.role.policy.id, duty.role.level, duty.schedule.id.empty() ? "user " + duty.user.id : duty.schedule.id};
}

DutySource source_of(const model::OnCall& on_call, const OnCallFacts& facts) {
  if (on_call.schedule.id.empty()) return DutySource::direct;
  const auto found = facts.schedules.find(on_call.schedule.id);
  if (found == facts.schedules.end()) return DutySource::unknown;
  const kit::UtcTime start = on_call.start.value_or(kAlways);
  const kit::UtcTime end = on_call.end.value_or(kForever);
  const auto& overrides = found->second.overrides;
  const bool is_override = std::any_of(overrides.begin(), overrides.end(), [&](const model::Shift& o) {
    return o.user.id == on_call.user.id && o.start <= start && end <= o.end;
  });
  return is_override ? DutySource::shift_override : DutySource::rotation;
}

// Names that one reply leaves out are in another.
std::string policy_name(const OnCallFacts& facts, const kit::Reference& policy) {
  for (const model::EscalationPolicy& p : facts.policies) {
    if (p.id == policy.id) return p.name;
  }
  return policy.summary;
}

// Duties of one person that follow each other without a break are one.
void join_duties(std::vector<Duty>& duties) {
  std::stable_sort(duties.begin(), duties.end(),
                   [](const Duty& a, const Duty& b) { return start_of(a) < start_of(b); });
  std::vector<Duty> out;
  for (Duty& duty : duties) {
    auto before = std::find_if(out.begin(), out.end(), [&](const Duty& t) {
      return t.user.id == duty.user.id && t.source == duty.source && end_of(t) >= start_of(duty);
    });
    if (before == out.end()) {
      out.push_back(std::move(duty));
    } else if (end_of(duty) > end_of(*before)) {
      before->until = duty.until;
    }
  }
  duties = std::move(out);
}

Groups group(const OnCallFacts& facts) {
  Groups groups;
  for (const model::OnCall& on_call : facts.on_calls) {
    Duty duty;
    duty.user = on_call.user;
    duty.role = {on_call.escalation_policy, on_call.level};
    duty.role.policy.summary = policy_name(facts, on_call.escalation_policy);
    duty.schedule = on_call.schedule;
    duty.source = source_of(on_call, facts);
    duty.since = on_call.start;
    duty.until = on_call.end;
    groups[key_of(duty)].push_back(std::move(duty));
  }
  for (auto& [key, duties] : groups) join_duties(duties);
  return groups;
}

// Who comes after `current` in its list; not the same person going on.
void add_next(Duty& current, const std::vector<Duty>& duties) {
  if (!current.until) return;
  const Duty* next = nullptr;
  for (const Duty& duty : duties) {
    bool later =
        start_of(duty) >= *current.until || (start_of(duty) > current.since.value_or(kAlways) &&
                                             end_of(duty) > *current.until && start_of(duty) <= *current.until);
    if (!later || duty.user.id == current.user.id) continue;
    if (next == nullptr || start_of(duty) < start_of(*next)) next = &duty;
  }
  if (next == nullptr) return;
  current.next_user = next->user;
  current.next_at = std::max(start_of(*next), *current.until);
}

struct LevelDuties {
  std::vector<std::pair<kit::UtcTime, kit::UtcTime>> spans;
  kit::Reference next_user;
  std::optional<kit::UtcTime> next_at;
};

LevelDuties duties_at(const Groups& groups, const std::string& policy, int level, kit::UtcTime after) {
  LevelDuties out;
  for (const auto& [key, duties] : groups) {
    if (std::get<0>(key) != policy || std::get<1>(key) != level) continue;
    for (const Duty& duty : duties) {
      out.spans.emplace_back(start_of(duty), end_of(duty));
      if (start_of(duty) > after && (!out.next_at || start_of(duty) < *out.next_at)) {
        out.next_at = start_of(duty);
        out.next_user = duty.user;
      }
    }
  }
  std::sort(out.spans.begin(), out.spans.end());
  return out;
}

void find_holes(const Role& role, const LevelDuties& duties, kit::UtcTime since, kit::UtcTime until,
                std::vector<Gap>& gaps) {
  kit::UtcTime covered = since;
  for (const auto& [start, end] : duties.spans) {
    if (start > covered && covered < until) gaps.push_back({role, covered, std::min(start, until)});
    covered = std::max(covered, end);
  }
  if (covered < until) gaps.push_back({role, covered, until});
}

// Levels that the rules promise: who is missing at `at`, and what is not covered until `until`.
void check_levels(const OnCallFacts& facts, const Groups& groups, kit::UtcTime at, kit::UtcTime until,
                  OnCallView& view) {
  if (!facts.complete) return;
  for (const model::EscalationPolicy& policy : facts.policies) {
    for (std::size_t i = 0; i < policy.rules.size(); ++i) {
      const Role role{{policy.id, "escalation_policy", policy.name, policy.html_url}, static_cast<int>(i) + 1};
      const LevelDuties duties = duties_at(groups, policy.id, role.level, at);
      const bool covered = std::any_of(duties.spans.begin(), duties.spans.end(),
                                       [&](const auto& span) { return span.first <= at && at < span.second; });
      if (!covered) view.empty_levels.push_back({role, policy.rules[i].targets, duties.next_user, duties.next_at});
      if (!duties.spans.empty()) find_holes(role, duties, at, until, view.gaps);
    }
  }
}

void sort_duties(std::vector<Duty>& duties) {
  std::stable_sort(duties.begin(), duties.end(), [](const Duty& a, const Duty& b) {
    const auto key = [](const Duty& d) {
      return std::tuple(d.role.policy.summary, d.role.policy.id, d.role.level, d.since.value_or(kAlways),
                        d.user.summary);
    };
    return key(a) < key(b);
  });
}

}  // namespace

std::string_view name(DutySource source) noexcept {
  constexpr std::array<std::string_view, 4> kNames{"rotation", "override", "direct", "unknown"};
  return kNames[static_cast<std::size_t>(source)];
}

OnCallView view_at(const OnCallFacts& facts, kit::UtcTime at, kit::UtcTime until) {
  OnCallView view;
  view.complete = facts.complete;
  const Groups groups = group(facts);
  for (const auto& [key, duties] : groups) {
    for (const Duty& duty : duties) {
      if (!covers(duty, at)) continue;
      view.duties.push_back(duty);
      add_next(view.duties.back(), duties);
    }
  }
  check_levels(facts, groups, at, until, view);
  sort_duties(view.duties);
  return view;
}

OnCallView view_window(const OnCallFacts& facts, kit::UtcTime since, kit::UtcTime until) {
  OnCallView view;
  view.complete = facts.complete;
  const Groups groups = group(facts);
  for (const auto& [key, duties] : groups) {
    for (const Duty& duty : duties) {
      if (start_of(duty) < until && end_of(duty) > since) view.duties.push_back(duty);
    }
  }
  OnCallView levels;
  check_levels(facts, groups, since, until, levels);
  view.gaps = std::move(levels.gaps);
  for (EmptyLevel& level : levels.empty_levels) {  // in a window, a level is empty only if nobody ever takes it
    if (!level.next_at || *level.next_at >= until) view.empty_levels.push_back(std::move(level));
  }
  sort_duties(view.duties);
  return view;
}

std::vector<model::OnCall> on_calls_of(const model::Schedule& schedule) {
  std::vector<model::OnCall> out;
  for (const model::Shift& shift : schedule.shifts) {
    model::OnCall on_call;
    on_call.user = shift.user;
    on_call.schedule = {schedule.id, "schedule", schedule.name, schedule.html_url};
    on_call.level = 0;
    on_call.start = shift.start;
    on_call.end = shift.end;
    out.push_back(std::move(on_call));
  }
  return out;
}

std::vector<Gap> gaps_in(const model::Schedule& schedule, kit::UtcTime since, kit::UtcTime until) {
  LevelDuties duties;
  for (const model::Shift& shift : schedule.shifts) duties.spans.emplace_back(shift.start, shift.end);
  std::sort(duties.spans.begin(), duties.spans.end());
  std::vector<Gap> gaps;
  find_holes({}, duties, since, until, gaps);
  return gaps;
}

void merge_roles(std::vector<Duty>& duties) {
  std::vector<Duty> out;
  for (Duty& duty : duties) {
    auto same = std::find_if(out.begin(), out.end(), [&](const Duty& d) {
      return d.user.id == duty.user.id && d.schedule.id == duty.schedule.id && d.since == duty.since &&
             d.until == duty.until;
    });
    if (same == out.end()) {
      out.push_back(std::move(duty));
    } else {
      same->also.push_back(duty.role);
    }
  }
  duties = std::move(out);
}

}  // namespace autoheal::pagerduty::reads
