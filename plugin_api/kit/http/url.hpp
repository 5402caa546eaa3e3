// A Request as the URL that is sent. Threads: pure functions, [any-thread].
#pragma once

#include "kit/core/result.hpp"
#include "kit/http/client.hpp"

#include <string>
#include <string_view>

namespace autoheal::kit::http {

// A path of plain segments: starts with /, unreserved characters only, no empty segment and no "..". Anything else
// could change where a request goes, so that it never leaves.
bool is_plain_path(std::string_view path);

// Everything but A-Z a-z 0-9 - _ . ~ becomes %XX.
std::string percent_encode(std::string_view text);

// origin + path + query; internal if the path is not one of plain segments (the origin could change), rejected if
// the URL is longer than 8 KiB.
Result<std::string> build_url(std::string_view origin, const Request& request);

}  // namespace autoheal::kit::http
