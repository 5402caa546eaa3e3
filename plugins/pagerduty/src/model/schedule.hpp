// Who is on call when: rendered schedules of both generations, and the on-call list. Threads: values.
#pragma once

#include "kit/core/clock.hpp"
#include "kit/core/reference.hpp"

#include <optional>
#include <string>
#include <vector>

namespace autoheal::pagerduty::model {

struct Shift {
  kit::UtcTime start{};
  kit::UtcTime end{};
  kit::Reference user;  // empty id: nobody
  bool is_override = false;
  std::string layer;  // rotation or layer it comes from, if told
};

// A schedule rendered over a window, classic or shift-based.
struct Schedule {
  std::string id;
  std::string name;
  std::string description;
  std::string time_zone;
  std::string html_url;
  bool shift_based = false;
  std::vector<kit::Reference> teams;
  std::vector<kit::Reference> escalation_policies;
  std::vector<std::string> layers;  // names of layers or rotations
  std::vector<Shift> shifts;        // the effective schedule, in order; gaps are missing
  std::vector<Shift> overrides;
  std::optional<double> coverage_percent;
};

struct OnCall {
  kit::Reference user;
  kit::Reference schedule;  // empty id: a direct target
  kit::Reference escalation_policy;
  int level = 1;
  std::optional<kit::UtcTime> start;  // both absent: always
  std::optional<kit::UtcTime> end;
};

}  // namespace autoheal::pagerduty::model
