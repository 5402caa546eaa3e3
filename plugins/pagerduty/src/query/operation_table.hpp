// The operations themselves, each defined in the file of its name. Only operations.cpp and tests need this.
#pragma once

#include "query/operation.hpp"

namespace autoheal::pagerduty::query {

extern const Operation kWhoIsOnCall;

}  // namespace autoheal::pagerduty::query
