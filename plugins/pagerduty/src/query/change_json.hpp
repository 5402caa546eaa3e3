// Changes and maintenance windows as data. Threads: pure functions, [any-thread].
#pragma once

#include "base/time_zone.hpp"
#include "model/change_event.hpp"
#include "query/directory.hpp"

#include <boost/json/object.hpp>
#include <optional>

namespace autoheal::pagerduty::query {

// incident_at: tells how long before the incident it was. services: for the names that a change leaves out; may be
// null.
boost::json::object row_of(const model::ChangeEvent& change, const std::optional<UtcTime>& incident_at,
                           const Listing<model::Service>& services);

boost::json::object row_of(const model::MaintenanceWindow& window, const TimeZone& zone, UtcTime now);

}  // namespace autoheal::pagerduty::query
