// A Request as the URL that is sent. Threads: pure functions, [any-thread].
#pragma once

#include "base/result.hpp"
#include "http/client.hpp"

#include <string>
#include <string_view>

namespace autoheal::pagerduty::http {

// Everything but A-Z a-z 0-9 - _ . ~ becomes %XX.
std::string percent_encode(std::string_view text);

// origin + path + query; internal if the path is not one of plain segments (the origin could change), rejected if
// the URL is longer than 8 KiB.
Result<std::string> build_url(std::string_view origin, const Request& request);

}  // namespace autoheal::pagerduty::http
