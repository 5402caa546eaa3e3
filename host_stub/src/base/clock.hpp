// The wall clock as a seam, and times as text. All times of the host are UTC with milliseconds; their text form
// (2026-03-14T09:26:53.589Z) sorts like the time itself, and is what the store and the documents hold.
// Threads: [any-thread].
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace autoheal::host {

using UtcTime = std::chrono::sys_time<std::chrono::milliseconds>;

class Clock {
 public:
  virtual ~Clock() = default;
  virtual UtcTime now() const = 0;  // [any-thread]
};

// The real one; lives as long as the process.
const Clock& system_clock();

std::string render_utc(UtcTime time);

// RFC 3339 with any offset and any number of fraction digits (cut to milliseconds); nothing else.
std::optional<UtcTime> parse_rfc3339(std::string_view text);

}  // namespace autoheal::host
