// How long an incident took to be acknowledged and resolved, and how it escalated, from its log.
// Threads: pure function, [any-thread].
#pragma once

#include "reads/story.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace autoheal::pagerduty::reads {

struct EscalationStep {
  int level = 1;
  kit::UtcTime at{};
  std::vector<std::string> to;
};

// Whether somebody has acknowledged: only a log that was read to its end can tell that nobody has.
enum class Acknowledged : std::uint8_t { unknown, yes, never };

struct Durations {
  Acknowledged acknowledged = Acknowledged::unknown;
  std::optional<std::chrono::seconds> to_acknowledge;  // the first time
  std::optional<std::chrono::seconds> to_resolve;
  std::optional<std::chrono::seconds> open_for;  // while open
  std::string acknowledged_by;
  std::string resolved_by;
  std::vector<EscalationStep> escalations;
};

Durations measure(const StoryPart& part, kit::UtcTime now);

}  // namespace autoheal::pagerduty::reads
