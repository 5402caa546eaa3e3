// Time zones by IANA name: from UTC to wall clock and back, exact across DST. The only file that knows the zone
// library is time_zone.cpp. Threads: values and pure functions, [any-thread].
#pragma once

#include "kit/core/clock.hpp"
#include "kit/core/result.hpp"

#include <string>
#include <string_view>

namespace autoheal::kit {

// Whether the machine's tz database knows that IANA name, spelled exactly so ("Europe/Berlin", "UTC").
bool is_time_zone(std::string_view name);

using LocalTime = std::chrono::local_time<std::chrono::milliseconds>;

class TimeZone {
 public:
  TimeZone() = default;  // UTC

  // "Europe/Berlin", "UTC", "Z", "GMT"; any case. Error: invalid_argument, with the nearest name as a hint.
  static Result<TimeZone> find(std::string_view name);
  // A constant distance from UTC, named "+02:00".
  static TimeZone fixed(std::chrono::minutes offset);

  const std::string& name() const { return name_; }
  LocalTime to_local(UtcTime time) const;
  // A wall clock time that a DST change skips is the moment of the change; one that happens twice is the first.
  UtcTime to_utc(LocalTime time) const;
  std::chrono::minutes offset(UtcTime time) const;

  std::string render_date(UtcTime time) const;  // "2026-03-14": the day of the wall clock

  // "Sat 2026-03-14 10:26 (Europe/Berlin)", for people; render_rfc3339 is for data.
  std::string render(UtcTime time) const;

 private:
  const void* zone_ = nullptr;  // the library's; lives as long as the process. Null: offset_
  std::chrono::minutes offset_{0};
  std::string name_ = "UTC";
};

}  // namespace autoheal::kit
