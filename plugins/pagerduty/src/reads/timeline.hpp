// One chronological story of an incident out of log entries, notes, alerts and changes.
// Threads: pure functions, [any-thread].
#pragma once

#include "reads/story.hpp"
#include "reads/timeline_event.hpp"

#include <cstdint>
#include <vector>

namespace autoheal::pagerduty::reads {

enum class Detail : std::uint8_t { condensed, full };

// In order of time. condensed: repeats and runs of notifications or alerts are one event each.
std::vector<TimelineEvent> build_timeline(const StoryPart& part, Detail detail);

// What happened to the incident into which another was merged, from that moment on.
void append_merged(std::vector<TimelineEvent>& events, const StoryPart& target, kit::UtcTime merged_at, Detail detail);

}  // namespace autoheal::pagerduty::reads
