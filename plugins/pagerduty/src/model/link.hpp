// Links to PagerDuty's own pages. Threads: pure functions, [any-thread].
#pragma once

#include <string>
#include <string_view>

namespace autoheal::pagerduty::model {

// The link if it may be shown: https to pagerduty.com or a host below it (kit/text/text.hpp). Otherwise empty.
std::string checked_link(std::string_view url);

}  // namespace autoheal::pagerduty::model
