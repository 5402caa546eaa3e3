// Changes and maintenance windows as data. Threads: pure functions, [any-thread].
#pragma once

#include "kit/time/time_zone.hpp"
#include "model/change_event.hpp"
#include "reads/directory.hpp"

#include <boost/json/object.hpp>
#include <optional>

namespace autoheal::pagerduty::reads {

// incident_at: tells how long before the incident it was. services: for the names that a change leaves out; may be
// null.
boost::json::object json_of(const model::ChangeEvent& change, const std::optional<kit::UtcTime>& incident_at,
                            const Listing<model::Service>& services);

boost::json::object json_of(const model::MaintenanceWindow& window, const kit::TimeZone& zone, kit::UtcTime now);

}  // namespace autoheal::pagerduty::reads
