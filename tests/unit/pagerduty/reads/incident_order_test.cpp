// The orders of list_incidents are total.
#include "reads/incident_order.hpp"

#include "kit/time/rfc3339.hpp"
#include "support/row_name.hpp"

#include <gtest/gtest.h>

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

}  // namespace
}  // namespace autoheal::pagerduty::reads
