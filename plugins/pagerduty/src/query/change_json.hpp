// Changes and maintenance windows as data. Threads: pure functions, [any-thread].
#pragma once

#include "base/time_zone.hpp"
#include "model/change_event.hpp"

#include <boost/json/object.hpp>
#include <optional>

namespace autoheal::pagerduty::query {

// incident_at: tells how long before the incident it was.
boost::json::object row_of(const model::ChangeEvent& change, const std::optional<UtcTime>& incident_at);

boost::json::object row_of(const model::MaintenanceWindow& window, const TimeZone& zone, UtcTime now);

}  // namespace autoheal::pagerduty::query
