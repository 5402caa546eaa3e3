// Who is on call, worked out from on-calls, rendered schedules and escalation rules: override or rotation, until when,
// who is next, empty levels, gaps.
//
// Three words for three things. A shift (model::Shift) is a line of a schedule: a person, from, to. An on-call
// (model::OnCall) is a line of PagerDuty's on-call list: a person at a level of an escalation policy, through a
// schedule or directly. A duty is what is told of an on-call: also whether it is an override, and who comes next.
// Threads: pure functions, [any-thread].
#pragma once

#include "model/directory_entries.hpp"
#include "model/schedule.hpp"

#include <map>
#include <string>
#include <vector>

namespace autoheal::pagerduty::reads {

// Why a person is on call.
enum class DutySource : std::uint8_t { rotation, shift_override, direct, unknown };

std::string_view name(DutySource source) noexcept;  // "override" for shift_override

struct Role {
  kit::Reference policy;  // empty id: a schedule that no policy uses
  int level = 0;
};

struct Duty {
  kit::Reference user;
  Role role;
  std::vector<Role> also;   // other policies and levels, for the same time
  kit::Reference schedule;  // empty id: a direct target
  DutySource source = DutySource::unknown;
  std::optional<kit::UtcTime> since;  // absent: always was
  std::optional<kit::UtcTime> until;  // absent: no end in sight
  kit::Reference next_user;           // who takes over; empty id: not known
  std::optional<kit::UtcTime> next_at;
};

struct EmptyLevel {
  Role role;
  std::vector<kit::Reference> targets;
  kit::Reference next_user;
  std::optional<kit::UtcTime> next_at;
};

struct Gap {
  Role role;
  kit::UtcTime from;
  kit::UtcTime until;
};

struct OnCallFacts {
  std::vector<model::OnCall> on_calls;               // that overlap since..until
  bool complete = true;                              // all of them
  std::vector<model::EscalationPolicy> policies;     // whose levels must be filled
  std::map<std::string, model::Schedule> schedules;  // rendered over since..until, by id
};

struct OnCallView {
  bool complete = true;      // false: people may be missing, so that nothing can be called empty
  std::vector<Duty> duties;  // by policy, level, time
  std::vector<EmptyLevel> empty_levels;
  std::vector<Gap> gaps;
};

// At a moment; facts reach from there to until, gaps are looked for in that stretch.
OnCallView view_at(const OnCallFacts& facts, kit::UtcTime at, kit::UtcTime until);

// Every duty of a window.
OnCallView view_window(const OnCallFacts& facts, kit::UtcTime since, kit::UtcTime until);

// A schedule's own shifts as on-calls, for a schedule that no policy uses.
std::vector<model::OnCall> on_calls_of(const model::Schedule& schedule);

// What a schedule leaves uncovered; roles without policy and level.
std::vector<Gap> gaps_in(const model::Schedule& schedule, kit::UtcTime since, kit::UtcTime until);

// Duties of one person in one schedule at several levels, for the same time, become one.
void merge_roles(std::vector<Duty>& duties);

}  // namespace autoheal::pagerduty::reads
