// Instants, zones and RFC 3339. Everything inside counts milliseconds since 1970 UTC; zones appear only where text is
// read or written. One thread (the simulator has one).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace simulator {

using Millis = std::int64_t;

inline constexpr Millis kSecond = 1000;
inline constexpr Millis kMinute = 60 * kSecond;
inline constexpr Millis kHour = 60 * kMinute;
inline constexpr Millis kDay = 24 * kHour;
inline constexpr Millis kWeek = 7 * kDay;

struct CivilTime {
  int year = 1970;
  int month = 1;  // 1 to 12
  int day = 1;    // 1 to 31
  int hour = 0;
  int minute = 0;
  int second = 0;
  int millisecond = 0;
};

Millis from_civil(const CivilTime& civil);
CivilTime to_civil(Millis at);
// 1 = Monday … 7 = Sunday, as PagerDuty's weekly restrictions count.
int iso_weekday(Millis at);
// The same clock time n months later (negative: earlier), the day clamped to the month's length.
Millis add_months(Millis at, int months);

// A time zone of the IANA database. Instances live for ever; compare by pointer.
class Zone {
 public:
  virtual ~Zone() = default;
  virtual const std::string& name() const = 0;
  virtual Millis offset_at(Millis utc) const = 0;
  // Wall-clock time (as if it were UTC) to the instant; of a repeated hour the first, of a skipped hour its end.
  virtual Millis to_utc(Millis local) const = 0;
  Millis to_local(Millis utc) const { return utc + offset_at(utc); }
};

const Zone& utc_zone();
// Null if the name is unknown.
const Zone* find_zone(std::string_view name);

// "2026-11-24T14:00:00Z" for UTC, "…-05:00" elsewhere.
std::string render_time(Millis at, const Zone& zone);
// Always UTC with three decimals, as in webhooks.
std::string render_time_ms(Millis at);

// "Tue, 24 Nov 2026 14:00:00 GMT", for the Date header.
std::string render_http_date(Millis at);

struct ParsedTime {
  Millis at = 0;
  bool had_offset = false;
  bool is_utc_z = false;
};
// RFC 3339, time part and offset optional; without an offset the text is read in `zone`.
std::optional<ParsedTime> parse_time(std::string_view text, const Zone& zone);

}  // namespace simulator
