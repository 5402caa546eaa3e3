// What a reply of PagerDuty that is not 2xx means: one Error, whatever of the eight shapes its body has.
// Threads: pure functions, [any-thread].
#pragma once

#include "kit/core/error.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace autoheal::pagerduty::api {

// What an error body says, as far as it can be read. Shapes that occur: the documented object; an empty body; HTML; the
// error as plain text or as a list; its details as text, as a list or as an object of lists; a code that only
// repeats the status.
struct ErrorBody {
  int code = 0;                      // PagerDuty's own code (2006, 2020 ...), 0: none
  std::string message;               // cleaned, at most 120 bytes
  std::vector<std::string> details;  // cleaned, at most 3
};

ErrorBody read_error_body(std::string_view body);

// status: anything but 2xx. Never holds a key or a URL.
kit::Error error_of_reply(int status, std::string_view body, std::string_view request_id);

}  // namespace autoheal::pagerduty::api
