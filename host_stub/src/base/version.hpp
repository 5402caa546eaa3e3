// The version of this program, as it tells plugins, agents and people.
#pragma once

#include <string_view>

namespace autoheal::host {

inline constexpr std::string_view kHostName = "autoheal-host-stub";
inline constexpr std::string_view kHostVersion = "1.0.0";

}  // namespace autoheal::host
