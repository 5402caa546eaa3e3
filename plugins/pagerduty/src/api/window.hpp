// since and until as PagerDuty takes them: always UTC, never left to the account's zone.
// Threads: pure function, [any-thread].
#pragma once

#include "kit/core/clock.hpp"
#include "kit/http/client.hpp"

namespace autoheal::pagerduty::api {

void add_window(kit::http::Request& request, kit::UtcTime since, kit::UtcTime until);

}  // namespace autoheal::pagerduty::api
