// The orders of list_incidents are total, and their cursors small and strict.
#include "reads/incident_order.hpp"

#include "kit/time/rfc3339.hpp"
#include "support/row_name.hpp"

#include <gtest/gtest.h>
#include <limits>
#include <rapidcheck/gtest.h>

namespace autoheal::pagerduty::reads {
using namespace kit;
namespace {

UtcTime time(const char* text) { return *parse_rfc3339(text); }

model::Incident incident(std::int64_t number, const char* created, const char* ended = nullptr) {
  model::Incident out;
  out.number = number;
  out.id = "Q" + std::to_string(number);
  out.status = ended == nullptr ? "triggered" : "resolved";
  out.created_at = time(created);
  if (ended != nullptr) out.resolved_at = time(ended);
  return out;
}

constexpr const char* kNoon = "2026-03-18T12:00:00Z";

struct Pair {
  const char* name;
  IncidentSort sort;
  model::Incident first;
  model::Incident second;
};

class InOrder : public ::testing::TestWithParam<Pair> {};

TEST_P(InOrder, OneComesBeforeTheOther) {
  IncidentOrder order(GetParam().sort, time(kNoon), {{"P1", "P1", ""}, {"P2", "P2", ""}});
  IncidentKey first = order.key_of(GetParam().first);
  IncidentKey second = order.key_of(GetParam().second);
  EXPECT_TRUE(order.before(first, second));
  EXPECT_FALSE(order.before(second, first));
  EXPECT_FALSE(order.before(first, first));
}

model::Incident with(model::Incident incident, const char* urgency, const char* priority) {
  incident.urgency = urgency;
  incident.priority.id = priority;
  return incident;
}

model::Incident nameless(const char* id) {
  model::Incident out = incident(0, kNoon);
  out.id = id;
  return out;
}

INSTANTIATE_TEST_SUITE_P(
    Rows, InOrder,
    ::testing::Values(Pair{"newest_by_time", IncidentSort::newest, incident(1, "2026-03-18T10:00:01Z"),
                           incident(2, "2026-03-18T10:00:00Z")},
                      Pair{"newest_in_one_second", IncidentSort::newest, incident(2, kNoon), incident(1, kNoon)},
                      Pair{"oldest_in_one_second", IncidentSort::oldest, incident(1, kNoon), incident(2, kNoon)},
                      Pair{"priority_before_urgency", IncidentSort::priority, with(incident(1, kNoon), "low", "P1"),
                           with(incident(2, kNoon), "high", "P2")},
                      Pair{"no_priority_is_last", IncidentSort::priority, with(incident(1, kNoon), "low", "P2"),
                           with(incident(2, kNoon), "high", "")},
                      Pair{"urgency_then_newest", IncidentSort::urgency, with(incident(2, kNoon), "high", ""),
                           with(incident(1, kNoon), "high", "")},
                      Pair{"longest_is_measured_up_to_the_first_page", IncidentSort::longest,
                           incident(1, "2026-03-18T11:00:00Z", "2026-03-18T13:00:00Z"),
                           incident(2, "2026-03-18T11:30:00Z", "2026-03-18T18:00:00Z")},
                      Pair{"longest_open_and_closed", IncidentSort::longest,
                           incident(1, "2026-03-18T08:00:00Z", "2026-03-18T11:30:00Z"),
                           incident(2, "2026-03-18T09:00:00Z")}),
    autoheal::test::RowName{});

TEST(InOrder, RowsWithoutANumberAreToldApart) {
  IncidentOrder order(IncidentSort::newest, time(kNoon));
  IncidentKey a = order.key_of(nameless("QA"));
  IncidentKey b = order.key_of(nameless("QB"));
  EXPECT_NE(order.before(a, b), order.before(b, a));
}

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
