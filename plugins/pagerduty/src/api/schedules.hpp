// GET /schedules/{id} and GET /v3/schedules/{id}: one schedule rendered over a window. Threads: pure, [any-thread].
#pragma once

#include "api/page.hpp"
#include "model/schedule.hpp"

namespace autoheal::pagerduty::api {

http::Request build_get_schedule(const std::string& id, bool shift_based, UtcTime since, UtcTime until);

model::Schedule read_schedule(const JsonReader& reader);     // layer-based
model::Schedule read_v3_schedule(const JsonReader& reader);  // shift-based: users by id only

// Whether an error says that the schedule is of the other generation.
bool is_other_generation(const Error& error);

}  // namespace autoheal::pagerduty::api
