// GET /oncalls. Threads: pure functions, [any-thread].
#pragma once

#include "api/page.hpp"
#include "model/schedule.hpp"

namespace autoheal::pagerduty::api {

struct OnCallFilter {
  std::vector<std::string> policy_ids;
  std::vector<std::string> schedule_ids;
  std::vector<std::string> user_ids;
};

// On-calls that overlap since..until; at most 90 days ahead.
kit::http::Request build_list_on_calls(const OnCallFilter& filter, kit::UtcTime since, kit::UtcTime until);

model::OnCall read_on_call(const kit::JsonReader& reader);

}  // namespace autoheal::pagerduty::api
