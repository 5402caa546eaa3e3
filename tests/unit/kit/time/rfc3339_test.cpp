#include "kit/time/rfc3339.hpp"

#include "support/row_name.hpp"

#include <gtest/gtest.h>

namespace autoheal::kit {
namespace {

struct Good {
  const char* name;
  const char* text;
  const char* utc;
};

class Parses : public testing::TestWithParam<Good> {};

TEST_P(Parses, ToUtcWithMilliseconds) {
  const auto time = parse_rfc3339(GetParam().text);
  ASSERT_TRUE(time.has_value());
  EXPECT_EQ(render_rfc3339(*time), GetParam().utc);
}

INSTANTIATE_TEST_SUITE_P(
    Rfc3339, Parses,
    testing::Values(Good{"utc", "2026-03-14T09:26:53Z", "2026-03-14T09:26:53.000Z"},
                    Good{"east", "2026-03-14T10:26:53+01:00", "2026-03-14T09:26:53.000Z"},
                    Good{"west_over_midnight", "2025-12-31T23:30:00-06:00", "2026-01-01T05:30:00.000Z"},
                    Good{"half_hour_zone", "2026-03-14T00:10:00+05:45", "2026-03-13T18:25:00.000Z"},
                    Good{"one_digit_fraction", "2026-03-14T09:26:53.5Z", "2026-03-14T09:26:53.500Z"},
                    Good{"long_fraction_is_cut", "2026-03-14T09:26:53.999999999Z", "2026-03-14T09:26:53.999Z"},
                    Good{"lower_case", "2026-03-14t09:26:53z", "2026-03-14T09:26:53.000Z"},
                    Good{"leap_day", "2024-02-29T12:00:00Z", "2024-02-29T12:00:00.000Z"},
                    Good{"leap_second", "2016-12-31T23:59:60Z", "2016-12-31T23:59:59.999Z"},
                    Good{"leap_second_elsewhere", "2017-01-01T00:59:60+01:00", "2016-12-31T23:59:59.999Z"},
                    Good{"before_1970", "1969-12-31T23:59:59.001Z", "1969-12-31T23:59:59.001Z"},
                    Good{"first_year", "0001-01-01T00:00:00Z", "0001-01-01T00:00:00.000Z"}),
    test::RowName{});

struct Bad {
  const char* name;
  const char* text;
};

class Refuses : public testing::TestWithParam<Bad> {};

TEST_P(Refuses, Text) { EXPECT_FALSE(parse_rfc3339(GetParam().text).has_value()); }

INSTANTIATE_TEST_SUITE_P(
    Rfc3339, Refuses,
    testing::Values(Bad{"empty", ""}, Bad{"date_only", "2026-03-14"}, Bad{"no_offset", "2026-03-14T09:26:53"},
                    Bad{"blank_instead_of_t", "2026-03-14 09:26:53Z"}, Bad{"no_seconds", "2026-03-14T09:26Z"},
                    Bad{"offset_without_colon", "2026-03-14T09:26:53+0100"},
                    Bad{"offset_hours_only", "2026-03-14T09:26:53+01"},
                    Bad{"offset_of_24_hours", "2026-03-14T09:26:53+24:00"},
                    Bad{"offset_minutes", "2026-03-14T09:26:53+01:60"}, Bad{"month_13", "2026-13-01T00:00:00Z"},
                    Bad{"month_0", "2026-00-01T00:00:00Z"}, Bad{"february_30", "2026-02-30T00:00:00Z"},
                    Bad{"no_leap_year", "2025-02-29T00:00:00Z"}, Bad{"hour_24", "2026-03-14T24:00:00Z"},
                    Bad{"minute_60", "2026-03-14T09:60:00Z"}, Bad{"second_61", "2026-03-14T23:59:61Z"},
                    Bad{"leap_second_at_noon", "2026-03-14T12:00:60Z"}, Bad{"empty_fraction", "2026-03-14T09:26:53.Z"},
                    Bad{"comma_fraction", "2026-03-14T09:26:53,5Z"}, Bad{"trailing", "2026-03-14T09:26:53Z "},
                    Bad{"leading", " 2026-03-14T09:26:53Z"}, Bad{"sign", "-026-03-14T09:26:53Z"},
                    Bad{"five_digit_year", "10000-01-01T00:00:00Z"}, Bad{"year_0", "0000-12-31T00:00:00Z"},
                    Bad{"beyond_after_offset", "9999-12-31T23:59:59-01:00"}, Bad{"unix_time", "1773480413"}),
    test::RowName{});

TEST(RenderRfc3339, ClampsToFourDigitYears) {
  EXPECT_EQ(render_rfc3339(UtcTime::max()), "9999-12-31T23:59:59.999Z");
  EXPECT_EQ(render_rfc3339(UtcTime::min()), "0001-01-01T00:00:00.000Z");
}

}  // namespace
}  // namespace autoheal::kit
