// The operator's rule about addresses: does --allow-endpoint name the one that a setting holds?
// Threads: pure function, [any-thread].
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace autoheal::host {

// Does one of the allowed URLs name this one? Scheme and host are compared without regard to case; default ports and
// one slash at the end do not count; everything else is compared as it stands. What is not an absolute URL with a host
// is never allowed.
bool is_endpoint_allowed(std::string_view url, const std::vector<std::string>& allowed);

}  // namespace autoheal::host
