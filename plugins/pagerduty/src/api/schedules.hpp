// GET /schedules/{id} and GET /v3/schedules/{id}: one schedule rendered over a window. Threads: pure, [any-thread].
#pragma once

#include "api/page.hpp"
#include "model/schedule.hpp"

namespace autoheal::pagerduty::api {

kit::http::Request build_get_schedule(const std::string& id, bool shift_based, kit::UtcTime since, kit::UtcTime until);

model::Schedule read_schedule(const kit::JsonReader& reader);     // layer-based
model::Schedule read_v3_schedule(const kit::JsonReader& reader);  // shift-based: users by id only

// Whether an error says that the schedule is of the other generation.
bool is_other_generation(const kit::Error& error);

}  // namespace autoheal::pagerduty::api
