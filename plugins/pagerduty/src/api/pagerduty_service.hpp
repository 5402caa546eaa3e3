// PagerDuty as the engine has to know it: names of headers, meaning of errors, and the origins that must be public.
// Threads: a constant, [any-thread].
#pragma once

#include "kit/http/service.hpp"

namespace autoheal::pagerduty::api {

extern const kit::http::Service kPagerDuty;

}  // namespace autoheal::pagerduty::api
