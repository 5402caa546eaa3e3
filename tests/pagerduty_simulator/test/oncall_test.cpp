// Who is on call: overrides, levels, gaps, both generations of schedules, days on which the clock changes.
#include "running_simulator.hpp"

#include <gtest/gtest.h>
#include <set>

namespace simulator_test {
namespace {

const char* const kNow = "2026-11-24T14:00:00Z";  // a Tuesday

std::string id_of(const RunningSimulator& simulator, const std::string& resource, const std::string& query) {
  return text_at(simulator.get("/" + resource + "?query=" + query).parsed(), resource + ".0.id");
}

TEST(Oncalls, NameTheOverrideAndEveryLevel) {
  const RunningSimulator simulator({"--now", kNow});
  const std::string policy = id_of(simulator, "escalation_policies", "Payments%20primary");
  const auto rows = rows_at(simulator.get("/oncalls?escalation_policy_ids[]=" + policy).parsed(), "oncalls");
  ASSERT_EQ(rows.size(), 3U);
  EXPECT_EQ(text_at(rows[0], "user.summary"), "Amara Okafor");
  EXPECT_EQ(text_at(rows[0], "start"), "2026-11-24T07:00:00-05:00");
  EXPECT_EQ(text_at(rows[0], "end"), "2026-11-24T19:00:00-05:00");
  EXPECT_EQ(int_at(rows[1], "escalation_level"), 2);
  EXPECT_EQ(text_at(rows[2], "user.summary"), "Marta Kowalska");
  EXPECT_TRUE(at(rows[2], "schedule").is_null());
  EXPECT_TRUE(at(rows[2], "start").is_null());
  EXPECT_TRUE(at(rows[2], "end").is_null());
}

TEST(Oncalls, RotationReturnsAfterTheOverride) {
  const RunningSimulator simulator({"--now", kNow});
  const std::string schedule = id_of(simulator, "schedules", "Payments%20on-call");
  const auto rows = rows_at(simulator
                                .get("/oncalls?schedule_ids[]=" + schedule +
                                     "&since=2026-11-24T14:00:00Z&until=2026-11-26T14:00:00Z&time_zone=UTC")
                                .parsed(),
                            "oncalls");
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(text_at(rows[0], "user.summary"), "Amara Okafor");
  EXPECT_EQ(text_at(rows[1], "start"), "2026-11-25T00:00:00Z");
  EXPECT_EQ(text_at(rows[1], "end"), "2026-11-30T08:00:00Z");  // Monday 09:00 in Berlin
  EXPECT_NE(text_at(rows[1], "user.summary"), "Amara Okafor");
}

TEST(Oncalls, AGapHasNoRow) {
  const RunningSimulator simulator({"--now", kNow});
  const std::string policy =
      text_at(simulator.get("/escalation_policies?query=Payments%20EU").parsed(), "escalation_policies.0.id");
  const auto rows = rows_at(simulator.get("/oncalls?escalation_policy_ids[]=" + policy).parsed(), "oncalls");
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(int_at(rows[0], "escalation_level"), 2);
}

TEST(Oncalls, Filters) {
  const RunningSimulator simulator({"--now", kNow});
  const std::string marta = id_of(simulator, "users", "Marta");
  for (const json::value& row : rows_at(simulator.get("/oncalls?user_ids[]=" + marta).parsed(), "oncalls")) {
    EXPECT_EQ(text_at(row, "user.id"), marta);
  }
  for (const json::value& row : rows_at(simulator.get("/oncalls?schedule_ids[]=").parsed(), "oncalls")) {
    EXPECT_TRUE(at(row, "schedule").is_null());
  }
  const json::value full =
      simulator.get("/oncalls?limit=1&include[]=users&include[]=escalation_policies&include[]=schedules").parsed();
  EXPECT_EQ(text_at(full, "oncalls.0.user.type"), "user");
  EXPECT_EQ(text_at(full, "oncalls.0.escalation_policy.type"), "escalation_policy");
}

TEST(Oncalls, EarliestKeepsOneRowPerPersonAndLevel) {
  const RunningSimulator simulator({"--now", kNow});
  const std::string schedule = id_of(simulator, "schedules", "Platform%20on-call");
  const std::string window =
      "/oncalls?schedule_ids[]=" + schedule + "&since=2026-11-24T00:00:00Z&until=2026-12-04T00:00:00Z";
  EXPECT_EQ(rows_at(simulator.get(window).parsed(), "oncalls").size(), 11U);
  EXPECT_EQ(rows_at(simulator.get(window + "&earliest=true").parsed(), "oncalls").size(), 3U);
}

TEST(Oncalls, RefuseBackwardsAndTooFarWindows) {
  const RunningSimulator simulator({"--now", kNow});
  EXPECT_EQ(simulator.get("/oncalls?since=2026-11-25T00:00:00Z&until=2026-11-24T00:00:00Z").status, 400);
  EXPECT_EQ(simulator.get("/oncalls?since=2026-11-25T00:00:00Z&until=2027-03-25T00:00:00Z").status, 400);
}

TEST(Oncalls, SeveralPeopleAtOnceOnAShiftBasedSchedule) {
  const RunningSimulator simulator({"--now", kNow});
  const std::string policy = id_of(simulator, "escalation_policies", "Search%20primary");
  const auto rows = rows_at(simulator.get("/oncalls?escalation_policy_ids[]=" + policy).parsed(), "oncalls");
  ASSERT_EQ(rows.size(), 3U);
  EXPECT_EQ(int_at(rows[1], "escalation_level"), 1);
  EXPECT_EQ(text_at(rows[0], "schedule.type"), "schedule_v3_reference");
}

TEST(Schedules, GenerationsAreKeptApart) {
  const RunningSimulator simulator({"--now", kNow});
  const std::string flexible = text_at(simulator.get("/v3/schedules").parsed(), "schedules.0.id");
  const std::string classic = id_of(simulator, "schedules", "Payments%20on-call");
  const Answer wrong = simulator.get("/schedules/" + flexible);
  EXPECT_EQ(wrong.status, 400);
  EXPECT_EQ(text_at(wrong.parsed(), "error.message"),
            "This is a shift-based schedule. Use the v3 Schedules API to access it.");
  EXPECT_EQ(simulator.get("/v3/schedules/" + classic).status, 400);
  EXPECT_EQ(simulator.get("/schedules/PNONE").status, 404);
  EXPECT_EQ(simulator.get("/v3/schedules/PNONE").status, 404);
  EXPECT_EQ(text_at(simulator.get("/v3/schedules/" + flexible).parsed(), "schedule.type"), "schedule_v3");
  const Answer backwards = simulator.get(
      "/v3/schedules/" + flexible + "?include[]=final_schedule&since=2026-11-24T00:00:00Z&until=2026-11-23T00:00:00Z");
  EXPECT_EQ(backwards.status, 400);
  EXPECT_TRUE(at(backwards.parsed(), "error.errors").is_object());
}

TEST(Schedules, ShiftBasedGapsAreEmptyMembers) {
  const RunningSimulator simulator({"--now", kNow});
  const std::string id = text_at(simulator.get("/v3/schedules").parsed(), "schedules.0.id");
  const json::value schedule =
      simulator
          .get("/v3/schedules/" + id +
               "?include[]=final_schedule&since=2026-11-24T00:00:00Z&until=2026-11-28T00:00:00Z")
          .parsed();
  std::set<std::string> members;
  std::set<std::string> sources;
  for (const json::value& row : rows_at(schedule, "schedule.final_schedule.computed_shift_assignments")) {
    members.insert(text_at(row, "member.type"));
    sources.insert(text_at(row, "source.type"));
    EXPECT_GE(text_at(row, "start_time"), "2026-11-24T01:00:00+01:00");
  }
  EXPECT_EQ(members, (std::set<std::string>{"user_member", "empty_member"}));
  EXPECT_EQ(sources, (std::set<std::string>{"schedule_rotation", "custom_shift", "schedule_rotation_override"}));
}

TEST(Schedules, RenderedOnlyInAWindow) {
  const RunningSimulator simulator({"--now", kNow});
  const std::string id = id_of(simulator, "schedules", "Payments%20on-call");
  const json::value plain = simulator.get("/schedules/" + id).parsed();
  EXPECT_TRUE(rows_at(plain, "schedule.final_schedule.rendered_schedule_entries").empty());
  EXPECT_TRUE(at(plain, "schedule.final_schedule.rendered_coverage_percentage").is_null());
  const json::value two_weeks = simulator.get("/schedules/" + id + "?since=2026-11-24T14:00:00Z").parsed();
  const auto rows = rows_at(two_weeks, "schedule.final_schedule.rendered_schedule_entries");
  EXPECT_EQ(text_at(rows.front(), "start"), "2026-11-24T15:00:00+01:00");  // cut at the edge
  EXPECT_EQ(text_at(rows.back(), "end"), "2026-12-08T15:00:00+01:00");
  const json::value overflow = simulator.get("/schedules/" + id + "?since=2026-11-24T14:00:00Z&overflow=true").parsed();
  EXPECT_EQ(text_at(overflow, "schedule.final_schedule.rendered_schedule_entries.0.start"),
            "2026-11-24T13:00:00+01:00");
  EXPECT_EQ(simulator.get("/schedules/" + id + "?since=2026-11-24T00:00:00Z&until=2026-11-23T00:00:00Z").status, 400);
}

TEST(Schedules, OverridesNeedAWindow) {
  const RunningSimulator simulator({"--now", kNow});
  const std::string path = "/schedules/" + id_of(simulator, "schedules", "Payments%20on-call") + "/overrides";
  EXPECT_EQ(simulator.get(path).status, 400);
  EXPECT_EQ(simulator.get(path + "?since=2026-11-24T00:00:00Z").status, 400);
  const json::value rows = simulator.get(path + "?since=2026-11-01T00:00:00Z&until=2026-12-24T00:00:00Z").parsed();
  EXPECT_EQ(rows_at(rows, "overrides").size(), 3U);
}

// Berlin leaves summer time on 2026-10-25 and enters it on 2026-03-29: the hand-over stays at 09:00 there.
struct ClockChange {
  const char* name;
  const char* now;
  const char* since;
  const char* until;
  const char* handover_utc;
};

class Handover : public testing::TestWithParam<ClockChange> {};

TEST_P(Handover, StaysAtTheWallClock) {
  const ClockChange& row = GetParam();
  const RunningSimulator simulator({"--now", row.now});
  const std::string id = id_of(simulator, "schedules", "Payments%20on-call");
  const json::value schedule =
      simulator.get("/schedules/" + id + "?time_zone=UTC&since=" + row.since + "&until=" + row.until).parsed();
  const auto entries = rows_at(schedule, "schedule.schedule_layers.0.rendered_schedule_entries");
  ASSERT_EQ(entries.size(), 2U);
  EXPECT_EQ(text_at(entries[0], "end"), row.handover_utc);
  EXPECT_EQ(text_at(entries[1], "start"), row.handover_utc);
}

INSTANTIATE_TEST_SUITE_P(Berlin, Handover,
                         testing::Values(ClockChange{"before_winter", "2026-10-15T12:00:00Z", "2026-10-16T00:00:00Z",
                                                     "2026-10-20T00:00:00Z", "2026-10-19T07:00:00Z"},
                                         ClockChange{"after_winter", "2026-10-15T12:00:00Z", "2026-10-23T00:00:00Z",
                                                     "2026-10-27T00:00:00Z", "2026-10-26T08:00:00Z"},
                                         ClockChange{"after_summer", "2026-03-20T12:00:00Z", "2026-03-27T00:00:00Z",
                                                     "2026-03-31T00:00:00Z", "2026-03-30T07:00:00Z"}),
                         [](const auto& row) { return row.param.name; });

TEST(Schedules, RestrictedHoursFollowTheWallClockToo) {
  // New York leaves summer time on 2026-11-01: the night of that day is 13 hours long.
  const RunningSimulator simulator({"--now", "2026-10-30T12:00:00Z"});
  const std::string id = id_of(simulator, "schedules", "Platform%20nights");
  const json::value schedule =
      simulator.get("/schedules/" + id + "?time_zone=UTC&since=2026-10-31T12:00:00Z&until=2026-11-02T18:00:00Z")
          .parsed();
  const auto entries = rows_at(schedule, "schedule.final_schedule.rendered_schedule_entries");
  ASSERT_EQ(entries.size(), 2U);
  EXPECT_EQ(text_at(entries[0], "start"), "2026-11-01T00:00:00Z");  // 20:00 EDT
  EXPECT_EQ(text_at(entries[0], "end"), "2026-11-01T13:00:00Z");    // 08:00 EST
  EXPECT_EQ(text_at(entries[1], "start"), "2026-11-02T01:00:00Z");
  EXPECT_EQ(text_at(entries[1], "end"), "2026-11-02T13:00:00Z");
}

TEST(Schedules, HigherLayersCoverLowerOnes) {
  const RunningSimulator simulator({"--now", kNow});
  const std::string id = id_of(simulator, "schedules", "Payments%20secondary");
  const json::value schedule =
      simulator.get("/schedules/" + id + "?time_zone=UTC&since=2026-11-27T12:00:00Z&until=2026-11-30T12:00:00Z")
          .parsed();
  EXPECT_EQ(text_at(schedule, "schedule.schedule_layers.0.name"), "Weekend");
  const auto entries = rows_at(schedule, "schedule.final_schedule.rendered_schedule_entries");
  bool weekend = false;
  for (const json::value& row : entries) {
    if (text_at(row, "user.summary") != "Priya Anand") continue;
    weekend = true;
    EXPECT_EQ(text_at(row, "start"), "2026-11-27T17:00:00Z");
    EXPECT_EQ(text_at(row, "end"), "2026-11-30T07:00:00Z");
  }
  EXPECT_TRUE(weekend);
  EXPECT_EQ(at(schedule, "schedule.final_schedule.rendered_coverage_percentage").to_number<double>(), 100.0);
}

TEST(Schedules, OverridesCanBeAddedWhileItRuns) {
  const RunningSimulator simulator({"--now", kNow});
  simulator.control("POST", "overrides",
                    {{"schedule", "Platform on-call"},
                     {"user", "Rachel Green"},
                     {"start", "2026-11-24T13:00:00Z"},
                     {"end", "2026-11-24T15:00:00Z"}});
  const std::string id = id_of(simulator, "schedules", "Platform%20on-call");
  EXPECT_EQ(text_at(simulator.get("/oncalls?schedule_ids[]=" + id).parsed(), "oncalls.0.user.summary"), "Rachel Green");
  simulator.control("POST", "clock", {{"advance_seconds", 7200}});
  EXPECT_NE(text_at(simulator.get("/oncalls?schedule_ids[]=" + id).parsed(), "oncalls.0.user.summary"), "Rachel Green");
}

}  // namespace
}  // namespace simulator_test
