#include "kit/time/time_zone.hpp"

#include "kit/time/rfc3339.hpp"

#include <gtest/gtest.h>

namespace autoheal::kit {
namespace {

struct Row {
  const char* zone;
  const char* utc;
  const char* date;
  const char* rendered;
};

TEST(TimeZone, TellsTheWallClock) {
  for (const Row& row :
       {Row{"UTC", "2026-03-14T09:26:53Z", "2026-03-14", "Sat 2026-03-14 09:26 (UTC)"},
        Row{"Europe/Berlin", "2026-03-14T23:30:00Z", "2026-03-15", "Sun 2026-03-15 00:30 (Europe/Berlin)"},
        Row{"Europe/Berlin", "2026-07-01T12:00:00Z", "2026-07-01", "Wed 2026-07-01 14:00 (Europe/Berlin)"},
        Row{"America/New_York", "2026-01-01T03:00:00Z", "2025-12-31", "Wed 2025-12-31 22:00 (America/New_York)"}}) {
    const Result<TimeZone> zone = TimeZone::find(row.zone);
    ASSERT_TRUE(zone.has_value()) << row.zone;
    const std::optional<UtcTime> time = parse_rfc3339(row.utc);
    ASSERT_TRUE(time.has_value()) << row.utc;
    EXPECT_EQ(zone.value().render_date(*time), row.date);
    EXPECT_EQ(zone.value().render(*time), row.rendered);
  }
}

}  // namespace
}  // namespace autoheal::kit
