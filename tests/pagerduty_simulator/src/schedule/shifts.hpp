// The rendering of a shift-based (v3) schedule. Unlike a classic one several people can be on call at once, and a gap
// is an assignment of its own, with the empty member.
#pragma once

#include "model/schedule.hpp"

#include <string>
#include <vector>

namespace simulator {

struct ShiftAssignment {
  Millis start = 0;
  Millis end = 0;
  Index user = kNone;                        // kNone: empty_member
  const char* source = "schedule_rotation";  // custom_shift, schedule_rotation_override
  std::string source_id;                     // of the rotation, the shift or the override
};

// Assignments that overlap [since, until), uncut, by start.
std::vector<ShiftAssignment> shift_assignments(const Schedule& schedule, Millis since, Millis until);

}  // namespace simulator
