// Paths of PagerDuty's REST API, built from parts that were checked: nothing that a person or a payload names can
// change where a request goes. Threads: pure functions, [any-thread].
#pragma once

#include "base/result.hpp"

#include <initializer_list>
#include <string>
#include <string_view>

namespace autoheal::pagerduty::api {

// PagerDuty's ids and incident numbers: 1 to 64 of A-Z a-z 0-9 _ -.
bool is_id(std::string_view text) noexcept;

// {"incidents", "Q1", "alerts"} gives "/incidents/Q1/alerts"; invalid_argument if a part is not an id.
Result<std::string> build_path(std::initializer_list<std::string_view> parts);

}  // namespace autoheal::pagerduty::api
