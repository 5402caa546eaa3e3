// since and until as PagerDuty takes them: always UTC, never left to the account's zone.
#pragma once

#include "kit/core/clock.hpp"
#include "kit/http/client.hpp"

#include <string>

namespace autoheal::pagerduty::api {

std::string render_seconds(kit::UtcTime time);  // "2026-03-14T09:26:53Z": /change_events takes no other form
void add_window(kit::http::Request& request, kit::UtcTime since, kit::UtcTime until);

}  // namespace autoheal::pagerduty::api
