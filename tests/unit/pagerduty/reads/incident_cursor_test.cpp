// The cursors of list_incidents are small and strict.
#include "reads/incident_cursor.hpp"

#include "support/row_name.hpp"

#include <gtest/gtest.h>
#include <limits>
#include <rapidcheck/gtest.h>

namespace autoheal::pagerduty::reads {
using namespace kit;
namespace {

RC_GTEST_PROP(IncidentCursor, ComesBackAsItWasAndIsShort, ()) {
  IncidentCursor cursor;
  cursor.sort = static_cast<IncidentSort>(*rc::gen::inRange(0, 5));
  cursor.done = *rc::gen::inRange<std::size_t>(0, 999'999'999);
  auto when = rc::gen::inRange<std::int64_t>(0, 4'000'000'000'000);
  cursor.as_of = UtcTime{std::chrono::milliseconds{*when}};
  if (*rc::gen::arbitrary<bool>()) {
    cursor.last = IncidentKey{*rc::gen::inRange<std::int64_t>(-4'000'000'000, 4'000'000'000),
                              UtcTime{std::chrono::milliseconds{*when}},
                              *rc::gen::element<std::int64_t>(0, 1, 12'345, std::numeric_limits<std::int64_t>::max()),
                              *rc::gen::element<std::uint64_t>(0, 1, std::numeric_limits<std::uint64_t>::max())};
  }
  std::string text = render_cursor(cursor);
  RC_ASSERT(text.size() <= kLongestIncidentCursor);
  auto back = parse_cursor(text);
  RC_ASSERT(back.has_value());
  RC_ASSERT(render_cursor(*back) == text);
  RC_ASSERT(back->last.has_value() == cursor.last.has_value());
}

struct Refused {
  const char* name;
  const char* text;
};

class CursorText : public ::testing::TestWithParam<Refused> {};

TEST_P(CursorText, IsRefused) { EXPECT_FALSE(parse_cursor(GetParam().text).has_value()); }

INSTANTIATE_TEST_SUITE_P(Rows, CursorText,
                         ::testing::Values(Refused{"empty", ""}, Refused{"letter_only", "n"},
                                           Refused{"other_letter", "x1.2"}, Refused{"of_another_operation", "r5"},
                                           Refused{"no_time", "n5"}, Refused{"negative_count", "n-1.2"},
                                           Refused{"too_many_done", "n1000000000.2"},
                                           Refused{"a_key_cut_short", "n1.2.3.4.5"},
                                           Refused{"too_many_fields", "n1.2.3.4.5.6.7"},
                                           Refused{"words", "n1.2.3.4.5.six"}, Refused{"blank_inside", "n1. 2"},
                                           Refused{"a_time_beyond_the_calendar", "n1.253402300800000"},
                                           Refused{"more_than_a_number_holds", "n1.2.3.4.99999999999999999999.6"},
                                           Refused{"the_old_form", "k41~2026-11-28T01:01:13.000Z~Q1~Q2"}),
                         autoheal::test::RowName{});

}  // namespace
}  // namespace autoheal::pagerduty::reads
