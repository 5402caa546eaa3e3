// The tz database, as far as names go. Threads: [any-thread].
#pragma once

#include <string_view>

namespace autoheal::pagerduty {

// Whether the machine's tz database knows that IANA name, spelled exactly so ("Europe/Berlin", "UTC").
bool is_time_zone(std::string_view name);

}  // namespace autoheal::pagerduty
