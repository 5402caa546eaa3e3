// The five severities of an alert, most severe first, and the words people use for them.
// Threads: pure functions, [any-thread].
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace autoheal::pagerduty::model {

enum class Severity : std::uint8_t { critical, high, medium, low, info, unknown };

std::string_view name(Severity severity) noexcept;  // "critical"

// One of the five names or an alias (error, major, warning, warn, minor, fatal, emergency, notice, informational), in
// any case. "unknown" is not something that can be asked for.
std::optional<Severity> parse_severity(std::string_view text);

}  // namespace autoheal::pagerduty::model
