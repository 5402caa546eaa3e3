// A timeline and what was measured on it, as answers tell them. start: when the incident was created.
// Threads: pure functions, [any-thread].
#pragma once

#include "reads/durations.hpp"
#include "reads/timeline_event.hpp"

#include <boost/json/object.hpp>

namespace autoheal::pagerduty::reads {

boost::json::object json_of(const TimelineEvent& event, kit::UtcTime start);
boost::json::object json_of(const Durations& durations, kit::UtcTime start);

}  // namespace autoheal::pagerduty::reads
