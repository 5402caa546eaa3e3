// since and until as PagerDuty takes them: always UTC, never left to the account's zone.
#pragma once

#include "base/clock.hpp"
#include "http/client.hpp"

#include <string>

namespace autoheal::pagerduty::api {

std::string render_seconds(UtcTime time);  // "2026-03-14T09:26:53Z": /change_events takes no other form
void add_window(http::Request& request, UtcTime since, UtcTime until);

}  // namespace autoheal::pagerduty::api
