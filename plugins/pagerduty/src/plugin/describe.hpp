// The describe document of docs/documents.md section 1: what the host, its page and its agents build everything from.
// Threads: pure function, [any-thread]; the same bytes every time.
#pragma once

#include <string>
#include <string_view>

namespace autoheal::pagerduty {

inline constexpr std::string_view kPluginId = "pagerduty";
inline constexpr std::string_view kPluginName = "PagerDuty";
inline constexpr std::string_view kPluginVersion = "1.0.0";

std::string render_description();

}  // namespace autoheal::pagerduty
