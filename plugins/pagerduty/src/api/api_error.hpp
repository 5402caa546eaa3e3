// What a reply of PagerDuty that is not 2xx means: one Error, whatever of the eight shapes its body has.
// Threads: pure functions, [any-thread].
#pragma once

#include "kit/core/error.hpp"

#include <string_view>

namespace autoheal::pagerduty::api {

// status: anything but 2xx. Never holds a key or a URL.
kit::Error error_of_reply(int status, std::string_view body, std::string_view request_id);

}  // namespace autoheal::pagerduty::api
