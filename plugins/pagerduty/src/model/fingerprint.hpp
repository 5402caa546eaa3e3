// The name that the host knows an incident's alert by. Threads: pure functions, [any-thread].
#pragma once

#include <string>
#include <string_view>

namespace autoheal::pagerduty::model {

inline constexpr std::string_view kFingerprintPrefix = "pagerduty:";

// The same for every event of one incident.
inline std::string fingerprint_of(std::string_view incident_id) {
  return std::string(kFingerprintPrefix).append(incident_id);
}

}  // namespace autoheal::pagerduty::model
