#include "kit/time/time_phrase.hpp"

#include "kit/time/rfc3339.hpp"

#include <gtest/gtest.h>

namespace autoheal::kit {
namespace {

UtcTime at(const char* text) { return *parse_rfc3339(text); }

struct Row {
  const char* name;
  const char* phrase;
  const char* since;
  const char* until;
  const char* zone = "UTC";
  const char* now = "2026-03-18T10:30:00Z";  // a Wednesday
  Lean lean = Lean::past;
};

std::ostream& operator<<(std::ostream& out, const Row& row) { return out << row.name; }

class WindowPhrase : public ::testing::TestWithParam<Row> {};

TEST_P(WindowPhrase, Means) {
  const Row& row = GetParam();
  TimeZone zone = TimeZone::find(row.zone).value();
  auto window = parse_window("window", row.phrase, {at(row.now), &zone, row.lean});
  ASSERT_TRUE(window.has_value()) << row.phrase << ": " << window.error().message;
  EXPECT_EQ(render_rfc3339(window.value().since), render_rfc3339(at(row.since))) << row.phrase;
  EXPECT_EQ(render_rfc3339(window.value().until), render_rfc3339(at(row.until))) << row.phrase;
}

INSTANTIATE_TEST_SUITE_P(
    Phrases, WindowPhrase,
    ::testing::Values(
        Row{"last_24_hours", "last 24 hours", "2026-03-17T10:30:00Z", "2026-03-18T10:30:00Z"},
        Row{"the_last_24_hours", "the last 24 hours", "2026-03-17T10:30:00Z", "2026-03-18T10:30:00Z"},
        Row{"past_90_minutes", "past 90 minutes", "2026-03-18T09:00:00Z", "2026-03-18T10:30:00Z"},
        Row{"last_hour", "last hour", "2026-03-18T09:30:00Z", "2026-03-18T10:30:00Z"},
        Row{"bare_24h", "24h", "2026-03-17T10:30:00Z", "2026-03-18T10:30:00Z"},
        Row{"in_the_last_2_days", "in the last 2 days", "2026-03-16T10:30:00Z", "2026-03-18T10:30:00Z"},
        Row{"last_7_days", "last 7 days", "2026-03-11T10:30:00Z", "2026-03-18T10:30:00Z"},
        Row{"last_three_weeks", "last three weeks", "2026-02-25T10:30:00Z", "2026-03-18T10:30:00Z"},
        Row{"last_6_months", "last 6 months", "2025-09-18T10:30:00Z", "2026-03-18T10:30:00Z"},
        Row{"past_week", "past week", "2026-03-11T10:30:00Z", "2026-03-18T10:30:00Z"},
        Row{"this_week", "this week", "2026-03-16T00:00:00Z", "2026-03-18T10:30:00Z"},
        Row{"this_week_ahead", "this week", "2026-03-16T00:00:00Z", "2026-03-23T00:00:00Z", "UTC",
            "2026-03-18T10:30:00Z", Lean::future},
        Row{"this_week_on_sunday", "this week", "2026-03-16T00:00:00Z", "2026-03-22T23:00:00Z", "UTC",
            "2026-03-22T23:00:00Z"},
        Row{"last_week", "last week", "2026-03-09T00:00:00Z", "2026-03-16T00:00:00Z"},
        Row{"next_week", "next week", "2026-03-23T00:00:00Z", "2026-03-30T00:00:00Z", "UTC", "2026-03-18T10:30:00Z",
            Lean::future},
        Row{"today", "today", "2026-03-18T00:00:00Z", "2026-03-18T10:30:00Z"},
        Row{"yesterday", "yesterday", "2026-03-17T00:00:00Z", "2026-03-18T00:00:00Z"},
        Row{"yesterday_berlin", "yesterday", "2026-03-16T23:00:00Z", "2026-03-17T23:00:00Z", "Europe/Berlin"},
        Row{"yesterday_zone_in_phrase", "yesterday Europe/Berlin", "2026-03-16T23:00:00Z", "2026-03-17T23:00:00Z"},
        Row{"this_week_new_york", "this week", "2026-03-16T04:00:00Z", "2026-03-18T10:30:00Z", "America/New_York"},
        Row{"last_month", "last month", "2026-02-01T00:00:00Z", "2026-03-01T00:00:00Z"},
        Row{"this_month", "this month", "2026-03-01T00:00:00Z", "2026-03-18T10:30:00Z"},
        Row{"this_quarter", "this quarter", "2026-01-01T00:00:00Z", "2026-03-18T10:30:00Z"},
        Row{"last_quarter", "last quarter", "2025-10-01T00:00:00Z", "2026-01-01T00:00:00Z"},
        Row{"last_year", "last year", "2025-01-01T00:00:00Z", "2026-01-01T00:00:00Z"},
        Row{"since_monday", "since Monday", "2026-03-16T00:00:00Z", "2026-03-18T10:30:00Z"},
        Row{"since_monday_nine", "since Monday 09:00 Europe/Berlin", "2026-03-16T08:00:00Z", "2026-03-18T10:30:00Z"},
        Row{"since_date", "since 2026-03-01", "2026-03-01T00:00:00Z", "2026-03-18T10:30:00Z"},
        Row{"since_ago", "since 2 hours ago", "2026-03-18T08:30:00Z", "2026-03-18T10:30:00Z"},
        Row{"since_last_friday", "since last Friday", "2026-03-13T00:00:00Z", "2026-03-18T10:30:00Z"},
        Row{"from_to_dates", "from 2026-03-01 to 2026-03-03", "2026-03-01T00:00:00Z", "2026-03-04T00:00:00Z"},
        Row{"between_and", "between Monday and Tuesday", "2026-03-16T00:00:00Z", "2026-03-18T00:00:00Z"},
        Row{"from_month_day", "from March 1 to March 14", "2026-03-01T00:00:00Z", "2026-03-15T00:00:00Z"},
        Row{"dots", "2026-03-01..2026-03-02", "2026-03-01T00:00:00Z", "2026-03-03T00:00:00Z"},
        Row{"slash", "2026-03-01/2026-03-02", "2026-03-01T00:00:00Z", "2026-03-03T00:00:00Z"},
        Row{"slash_exact", "2026-03-01T10:00:00Z/2026-03-01T11:00:00Z", "2026-03-01T10:00:00Z", "2026-03-01T11:00:00Z"},
        Row{"exact_to_exact", "2026-03-01T10:00:00Z to 2026-03-01T11:00:00Z", "2026-03-01T10:00:00Z",
            "2026-03-01T11:00:00Z"},
        Row{"pinned_window", "2025-03-18T10:30:00.000Z to 2026-03-18T10:29:59.589Z", "2025-03-18T10:30:00Z",
            "2026-03-18T10:29:59.589Z"},
        Row{"pinned_with_offset", "from 2026-03-01T10:00:00+02:00 until 2026-03-01T11:00:00-01:00",
            "2026-03-01T08:00:00Z", "2026-03-01T12:00:00Z"},
        Row{"weekday_is_a_day", "Monday", "2026-03-16T00:00:00Z", "2026-03-17T00:00:00Z"},
        Row{"date_is_a_day", "2026-03-14", "2026-03-14T00:00:00Z", "2026-03-15T00:00:00Z"},
        Row{"spoken_date", "14 March 2026", "2026-03-14T00:00:00Z", "2026-03-15T00:00:00Z"},
        Row{"ordinal", "March 3rd", "2026-03-03T00:00:00Z", "2026-03-04T00:00:00Z"},
        Row{"month_of_last_year", "November", "2025-11-01T00:00:00Z", "2025-12-01T00:00:00Z"},
        Row{"month_and_year", "February 2024", "2024-02-01T00:00:00Z", "2024-03-01T00:00:00Z"},
        Row{"iso_month", "2026-02", "2026-02-01T00:00:00Z", "2026-03-01T00:00:00Z"},
        Row{"iso_week", "2026-W01", "2025-12-29T00:00:00Z", "2026-01-05T00:00:00Z"},
        Row{"iso_week_53", "2020-W53", "2020-12-28T00:00:00Z", "2021-01-04T00:00:00Z"},
        Row{"year", "2025", "2025-01-01T00:00:00Z", "2026-01-01T00:00:00Z"},
        Row{"quarter", "Q3 2025", "2025-07-01T00:00:00Z", "2025-10-01T00:00:00Z"},
        Row{"weekend", "last weekend", "2026-03-14T00:00:00Z", "2026-03-16T00:00:00Z"},
        Row{"last_night", "last night", "2026-03-17T18:00:00Z", "2026-03-18T06:00:00Z"},
        Row{"tonight", "tonight", "2026-03-18T18:00:00Z", "2026-03-19T06:00:00Z", "UTC", "2026-03-18T10:30:00Z",
            Lean::future},
        Row{"this_morning", "this morning", "2026-03-18T06:00:00Z", "2026-03-18T10:30:00Z"},
        Row{"yesterday_afternoon", "yesterday afternoon", "2026-03-17T12:00:00Z", "2026-03-17T18:00:00Z"},
        Row{"next_12_hours", "next 12 hours", "2026-03-18T10:30:00Z", "2026-03-18T22:30:00Z"},
        Row{"next_3_days", "next 3 days", "2026-03-18T10:30:00Z", "2026-03-21T10:30:00Z", "UTC", "2026-03-18T10:30:00Z",
            Lean::future},
        // The clocks of Berlin go forward on 2026-03-29 and back on 2026-10-25.
        Row{"dst_short_day", "yesterday", "2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z", "Europe/Berlin",
            "2026-03-30T10:00:00Z"},
        Row{"dst_long_day", "yesterday", "2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z", "Europe/Berlin",
            "2026-10-26T10:00:00Z"},
        Row{"dst_last_24_hours_are_24_hours", "last 24 hours", "2026-03-28T10:00:00Z", "2026-03-29T10:00:00Z",
            "Europe/Berlin", "2026-03-29T10:00:00Z"},
        Row{"dst_last_day_keeps_the_clock", "last 1 day", "2026-03-28T11:00:00Z", "2026-03-29T10:00:00Z",
            "Europe/Berlin", "2026-03-29T10:00:00Z"},
        Row{"dst_week", "this week", "2026-03-22T23:00:00Z", "2026-03-29T21:00:00Z", "Europe/Berlin",
            "2026-03-29T21:00:00Z"},
        Row{"dst_new_york", "yesterday", "2026-03-08T05:00:00Z", "2026-03-09T04:00:00Z", "America/New_York",
            "2026-03-09T15:00:00Z"},
        Row{"half_hour_zone", "yesterday", "2026-03-16T18:30:00Z", "2026-03-17T18:30:00Z", "Asia/Kolkata"},
        Row{"leap_day", "last month", "2024-02-01T00:00:00Z", "2024-03-01T00:00:00Z", "UTC", "2024-03-31T12:00:00Z"},
        Row{"month_end_clamps", "last 1 month", "2024-02-29T12:00:00Z", "2024-03-31T12:00:00Z", "UTC",
            "2024-03-31T12:00:00Z"},
        Row{"offset_zone", "yesterday +02:00", "2026-03-16T22:00:00Z", "2026-03-17T22:00:00Z"}),
    [](const auto& param) { return std::string(param.param.name); });

struct MomentRow {
  const char* name;
  const char* phrase;
  const char* expected;
  Lean lean = Lean::past;
  const char* zone = "UTC";
  const char* now = "2026-03-18T10:30:00Z";
};

std::ostream& operator<<(std::ostream& out, const MomentRow& row) { return out << row.name; }

class MomentPhrase : public ::testing::TestWithParam<MomentRow> {};

TEST_P(MomentPhrase, Means) {
  const MomentRow& row = GetParam();
  TimeZone zone = TimeZone::find(row.zone).value();
  auto moment = parse_instant("at", row.phrase, {at(row.now), &zone, row.lean});
  ASSERT_TRUE(moment.has_value()) << row.phrase << ": " << moment.error().message;
  EXPECT_EQ(render_rfc3339(moment.value()), render_rfc3339(at(row.expected))) << row.phrase;
}

INSTANTIATE_TEST_SUITE_P(
    Phrases, MomentPhrase,
    ::testing::Values(
        MomentRow{"now", "now", "2026-03-18T10:30:00Z"},
        MomentRow{"rfc3339", "2026-03-14T09:26:53.589+01:00", "2026-03-14T08:26:53.589Z"},
        MomentRow{"local_date_time", "2026-03-14 09:00", "2026-03-14T08:00:00Z", Lean::past, "Europe/Berlin"},
        MomentRow{"joined_date_time", "2026-03-14T09:00", "2026-03-14T08:00:00Z", Lean::past, "Europe/Berlin"},
        MomentRow{"two_hours_ago", "2 hours ago", "2026-03-18T08:30:00Z"},
        MomentRow{"an_hour_ago", "an hour ago", "2026-03-18T09:30:00Z"},
        MomentRow{"half_an_hour_ago", "half an hour ago", "2026-03-18T10:00:00Z"},
        MomentRow{"minus_2h", "-2h", "2026-03-18T08:30:00Z"},
        MomentRow{"in_three_hours", "in 3 hours", "2026-03-18T13:30:00Z", Lean::future},
        MomentRow{"from_now", "90 minutes from now", "2026-03-18T12:00:00Z", Lean::future},
        MomentRow{"monday_nine_was", "Monday 09:00", "2026-03-16T09:00:00Z"},
        MomentRow{"monday_nine_will_be", "Monday 09:00 Europe/Berlin", "2026-03-23T08:00:00Z", Lean::future},
        MomentRow{"wednesday_earlier_today_was", "Wednesday 09:00", "2026-03-18T09:00:00Z"},
        MomentRow{"wednesday_later_was_last_week", "Wednesday 11:00", "2026-03-11T11:00:00Z"},
        MomentRow{"wednesday_later_will_be_today", "Wednesday 11:00", "2026-03-18T11:00:00Z", Lean::future},
        MomentRow{"wednesday_earlier_will_be_next_week", "Wednesday 09:00", "2026-03-25T09:00:00Z", Lean::future},
        MomentRow{"next_monday", "next Monday", "2026-03-23T00:00:00Z", Lean::future},
        MomentRow{"tomorrow_at_nine", "tomorrow at 9am", "2026-03-19T09:00:00Z", Lean::future},
        MomentRow{"nine_pm_yesterday", "9pm yesterday", "2026-03-17T21:00:00Z"},
        MomentRow{"noon_on_monday", "noon on Monday", "2026-03-16T12:00:00Z"},
        MomentRow{"clock_was", "09:00", "2026-03-18T09:00:00Z"},
        MomentRow{"clock_later_was_yesterday", "23:00", "2026-03-17T23:00:00Z"},
        MomentRow{"clock_will_be_tomorrow", "09:00", "2026-03-19T09:00:00Z", Lean::future},
        MomentRow{"start_of_week", "start of this week", "2026-03-16T00:00:00Z"},
        MomentRow{"end_of_yesterday", "end of yesterday", "2026-03-18T00:00:00Z"},
        MomentRow{"days_ago_at", "2 days ago at 09:00", "2026-03-16T09:00:00Z"},
        MomentRow{"day_before_yesterday", "the day before yesterday", "2026-03-16T00:00:00Z"},
        MomentRow{"skipped_hour_is_the_change", "2026-03-29 02:30", "2026-03-29T01:00:00Z", Lean::past,
                  "Europe/Berlin"},
        MomentRow{"repeated_hour_is_the_first", "2026-10-25 02:30", "2026-10-25T00:30:00Z", Lean::past,
                  "Europe/Berlin"},
        MomentRow{"clock_across_dst", "tomorrow 09:00", "2026-03-29T07:00:00Z", Lean::future, "Europe/Berlin",
                  "2026-03-28T10:00:00Z"},
        MomentRow{"days_ago_across_dst", "1 day ago", "2026-03-28T11:00:00Z", Lean::past, "Europe/Berlin",
                  "2026-03-29T10:00:00Z"}),
    [](const auto& param) { return std::string(param.param.name); });

class NoPhrase : public ::testing::TestWithParam<const char*> {};

TEST_P(NoPhrase, IsRefusedWithExamples) {
  TimeZone zone;
  auto window = parse_window("window", GetParam(), {at("2026-03-18T10:30:00Z"), &zone, Lean::past});
  ASSERT_FALSE(window.has_value()) << GetParam() << " means " << render_rfc3339(window.value().since);
  EXPECT_EQ(window.error().code, Errc::invalid_argument);
  ASSERT_EQ(window.error().problems.size(), 1U);
  EXPECT_EQ(window.error().problems[0].pointer, "/window");
}

INSTANTIATE_TEST_SUITE_P(Phrases, NoPhrase,
                         ::testing::Values("soon", "the other day", "last", "last banana", "32 March", "2026-02-30",
                                           "2026-13-01", "25:00", "yesterday 09:00", "now", "since", "since since",
                                           "from Monday", "from Friday to Thursday 2019", "2026-03-14T09:00:00",
                                           "9999999 days", "next Monday to last Monday", "yesterday Europe/Atlantis",
                                           "this hour", "W12", "2026-W60"));

TEST(SinceUntil, UntilADayIncludesIt) {
  TimeZone zone;
  auto window = parse_since_until("2026-03-01", "2026-03-02", std::chrono::hours{1},
                                  {at("2026-03-18T10:30:00Z"), &zone, Lean::past});
  ASSERT_TRUE(window.has_value());
  EXPECT_EQ(window.value().until, at("2026-03-03T00:00:00Z"));
}

TEST(SinceUntil, OneEndIsEnough) {
  TimeZone zone;
  PhraseContext context{at("2026-03-18T10:30:00Z"), &zone, Lean::past};
  auto since = parse_since_until("yesterday", "", std::chrono::hours{24}, context);
  ASSERT_TRUE(since.has_value());
  EXPECT_EQ(since.value().since, at("2026-03-17T00:00:00Z"));
  EXPECT_EQ(since.value().until, context.now);
  auto until = parse_since_until("", "2026-03-10T00:00:00Z", std::chrono::hours{24}, context);
  ASSERT_TRUE(until.has_value());
  EXPECT_EQ(until.value().since, at("2026-03-09T00:00:00Z"));
}

TEST(SinceUntil, EndsBeforeItBegins) {
  TimeZone zone;
  auto window =
      parse_since_until("today", "yesterday", std::chrono::hours{1}, {at("2026-03-18T10:30:00Z"), &zone, Lean::past});
  ASSERT_FALSE(window.has_value());
  EXPECT_EQ(window.error().problems[0].pointer, "/until");
}

}  // namespace
}  // namespace autoheal::kit
