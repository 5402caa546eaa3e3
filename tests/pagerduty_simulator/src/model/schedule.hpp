// Schedules of both generations. Classic: layers with rotations and restrictions, overrides on top. Shift-based (v3):
// rotations made of recurring events, custom shifts and overrides.
#pragma once

#include "model/directory.hpp"

#include <optional>
#include <string>
#include <vector>

namespace simulator {

struct Restriction {
  bool weekly = false;
  int start_day_of_week = 1;     // 1 = Monday, only for weekly ones
  Millis start_time_of_day = 0;  // since local midnight
  Millis duration = 0;
};

struct ScheduleLayer {
  std::string id;
  std::string name;
  Millis start = 0;
  std::optional<Millis> end;
  Millis rotation_virtual_start = 0;
  Millis turn_length = kWeek;
  std::vector<Index> users;
  std::vector<Restriction> restrictions;
};

struct Override {
  std::string id;
  Millis start = 0;
  Millis end = 0;
  Index user = kNone;
};

// A recurring shift of a v3 rotation: [start, end) repeated every `every` days in its zone, the members taking turns.
struct ShiftEvent {
  std::string id;
  std::string name;
  Millis start = 0;
  Millis end = 0;
  Millis effective_since = 0;
  std::optional<Millis> effective_until;
  int every_days = 7;
  bool every_member = false;   // all at once instead of in turns
  std::vector<Index> members;  // kNone is PagerDuty's empty_member
};

struct ShiftRotation {
  std::string id;
  std::vector<ShiftEvent> events;
};

struct CustomShift {
  std::string id;
  Millis start = 0;
  Millis end = 0;
  Index user = kNone;
};

struct Schedule {
  std::string id;
  std::string name;
  std::string description;
  std::string time_zone = "UTC";
  std::vector<Index> teams;
  bool shift_based = false;
  std::vector<ScheduleLayer> layers;  // lowest precedence first
  std::vector<Override> overrides;    // later ones win
  std::vector<ShiftRotation> rotations;
  std::vector<CustomShift> custom_shifts;
};

}  // namespace simulator
