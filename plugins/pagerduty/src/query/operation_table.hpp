// The operations themselves, each defined in the file of its name. Only operations.cpp and tests need this.
#pragma once

#include "query/operation.hpp"

namespace autoheal::pagerduty::query {

extern const Operation kWhoIsOnCall;
extern const Operation kListIncidents;
extern const Operation kGetIncident;
extern const Operation kGetIncidentTimeline;

}  // namespace autoheal::pagerduty::query
