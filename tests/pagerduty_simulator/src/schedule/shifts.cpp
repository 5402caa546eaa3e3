#include "schedule/shifts.hpp"

#include <algorithm>

namespace simulator {
namespace {

void add_event(const ShiftRotation& rotation, const ShiftEvent& event, const Zone& zone, Millis since, Millis until,
               std::vector<ShiftAssignment>& out) {
  const Millis step = event.every_days * kDay;
  const Millis local_start = zone.to_local(event.start);
  const Millis local_end = zone.to_local(event.end);
  const auto people = static_cast<std::int64_t>(event.members.size());
  for (std::int64_t turn = std::max<std::int64_t>(0, (since - event.end) / step - 1);; ++turn) {
    const Millis start = zone.to_utc(local_start + turn * step);
    const Millis end = zone.to_utc(local_end + turn * step);
    if (start >= until || (event.effective_until && start >= *event.effective_until)) return;
    if (end <= since || start < event.effective_since) continue;
    if (event.every_member) {
      for (const Index user : event.members) out.push_back({start, end, user, "schedule_rotation", rotation.id});
    } else {
      const Index user = event.members[static_cast<std::size_t>(turn % people)];
      out.push_back({start, end, user, "schedule_rotation", rotation.id});
    }
  }
}

// An override replaces whatever the rotations have in its span.
std::vector<ShiftAssignment> replace(const std::vector<ShiftAssignment>& base, const Override& over) {
  std::vector<ShiftAssignment> out;
  for (const ShiftAssignment& shift : base) {
    if (shift.end <= over.start || shift.start >= over.end) {
      out.push_back(shift);
      continue;
    }
    if (shift.start < over.start) {
      out.push_back(shift);
      out.back().end = over.start;
    }
    if (shift.end > over.end) {
      out.push_back(shift);
      out.back().start = over.end;
    }
  }
  out.push_back({over.start, over.end, over.user, "schedule_rotation_override", over.id});
  return out;
}

void add_gaps(Millis since, Millis until, std::vector<ShiftAssignment>& shifts) {
  std::vector<ShiftAssignment> gaps;
  Millis covered_to = since;
  for (const ShiftAssignment& shift : shifts) {
    if (shift.start > covered_to) gaps.push_back({covered_to, shift.start, kNone, "schedule_rotation", ""});
    covered_to = std::max(covered_to, shift.end);
  }
  if (covered_to < until) gaps.push_back({covered_to, until, kNone, "schedule_rotation", ""});
  shifts.insert(shifts.end(), gaps.begin(), gaps.end());
}

void sort_by_start(std::vector<ShiftAssignment>& shifts) {
  std::stable_sort(shifts.begin(), shifts.end(),
                   [](const ShiftAssignment& a, const ShiftAssignment& b) { return a.start < b.start; });
}

}  // namespace

std::vector<ShiftAssignment> shift_assignments(const Schedule& schedule, Millis since, Millis until) {
  const Zone* zone = find_zone(schedule.time_zone);
  std::vector<ShiftAssignment> out;
  for (const ShiftRotation& rotation : schedule.rotations) {
    for (const ShiftEvent& event : rotation.events) add_event(rotation, event, *zone, since, until, out);
  }
  for (const Override& over : schedule.overrides) {
    if (over.end > since && over.start < until) out = replace(out, over);
  }
  for (const CustomShift& shift : schedule.custom_shifts) {
    if (shift.end > since && shift.start < until) {
      out.push_back({shift.start, shift.end, shift.user, "custom_shift", shift.id});
    }
  }
  std::erase_if(out, [&](const ShiftAssignment& shift) { return shift.end <= since || shift.start >= until; });
  sort_by_start(out);
  add_gaps(since, until, out);
  sort_by_start(out);
  return out;
}

}  // namespace simulator
