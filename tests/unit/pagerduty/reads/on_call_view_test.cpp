#include "reads/on_call_view.hpp"

#include "kit/time/rfc3339.hpp"

#include <gtest/gtest.h>

namespace autoheal::pagerduty::reads {
using namespace kit;
namespace {

UtcTime t(const char* clock) { return *parse_rfc3339("2026-03-18T" + std::string(clock) + ":00Z"); }

model::OnCall turn(const char* user, int level, const char* schedule, std::optional<UtcTime> start,
                   std::optional<UtcTime> end) {
  model::OnCall out;
  out.user = {user, "user", user, ""};
  out.escalation_policy = {"E1", "escalation_policy", "Primary", ""};
  out.level = level;
  if (*schedule != '\0') out.schedule = {schedule, "schedule", schedule, ""};
  out.start = start;
  out.end = end;
  return out;
}

model::EscalationPolicy policy(std::size_t levels) {
  model::EscalationPolicy out;
  out.id = "E1";
  out.name = "Primary";
  out.rules.resize(levels);
  return out;
}

model::Schedule schedule_with_override(const char* user, UtcTime start, UtcTime end) {
  model::Schedule out;
  out.id = "S1";
  model::Shift shift;
  shift.user = {user, "user", user, ""};
  shift.start = start;
  shift.end = end;
  out.overrides.push_back(shift);
  return out;
}

TEST(OnCallView, OverrideRotationAndDirectAreTold) {
  OnCallFacts facts;
  facts.on_calls = {turn("ann", 1, "S1", t("08:00"), t("12:00")), turn("ben", 1, "S1", t("12:00"), t("20:00")),
                    turn("cat", 2, "", std::nullopt, std::nullopt)};
  facts.policies = {policy(2)};
  facts.schedules["S1"] = schedule_with_override("ann", t("08:00"), t("12:00"));
  OnCallView view = view_at(facts, t("10:00"), t("20:00"));
  ASSERT_EQ(view.duties.size(), 2U);
  EXPECT_EQ(view.duties[0].user.id, "ann");
  EXPECT_EQ(view.duties[0].source, DutySource::shift_override);
  EXPECT_EQ(view.duties[0].next_user.id, "ben");
  EXPECT_EQ(view.duties[0].next_at, t("12:00"));
  EXPECT_EQ(view.duties[1].source, DutySource::direct);
  EXPECT_TRUE(view.empty_levels.empty());
  EXPECT_TRUE(view.gaps.empty());
  OnCallView later = view_at(facts, t("12:00"), t("20:00"));  // the end of a turn is not part of it
  EXPECT_EQ(later.duties[0].user.id, "ben");
  EXPECT_EQ(later.duties[0].source, DutySource::rotation);
}

TEST(OnCallView, AnUnreadScheduleIsNotCalledARotation) {
  OnCallFacts facts;
  facts.on_calls = {turn("ann", 1, "S1", t("08:00"), t("12:00"))};
  EXPECT_EQ(view_at(facts, t("10:00"), t("11:00")).duties[0].source, DutySource::unknown);
}

TEST(OnCallView, TurnsOfOnePersonInARowAreOne) {
  OnCallFacts facts;
  facts.on_calls = {turn("ann", 1, "S1", t("12:00"), t("16:00")), turn("ann", 1, "S1", t("08:00"), t("12:00")),
                    turn("ben", 1, "S1", t("16:00"), t("20:00"))};
  OnCallView view = view_at(facts, t("10:00"), t("20:00"));
  ASSERT_EQ(view.duties.size(), 1U);
  EXPECT_EQ(view.duties[0].until, t("16:00"));
  EXPECT_EQ(view.duties[0].next_user.id, "ben");
}

TEST(OnCallView, SeveralPeopleAtOnce) {
  OnCallFacts facts;
  facts.on_calls = {turn("ann", 1, "S1", t("08:00"), t("12:00")), turn("ben", 1, "S1", t("08:00"), t("12:00"))};
  EXPECT_EQ(view_at(facts, t("10:00"), t("12:00")).duties.size(), 2U);
}

TEST(OnCallView, AnEmptyLevelSaysWhoStartsNext) {
  OnCallFacts facts;
  facts.on_calls = {turn("ann", 1, "S1", t("13:00"), t("20:00")), turn("cat", 2, "", std::nullopt, std::nullopt)};
  facts.policies = {policy(3)};
  OnCallView view = view_at(facts, t("10:00"), t("20:00"));
  ASSERT_EQ(view.empty_levels.size(), 2U);
  EXPECT_EQ(view.empty_levels[0].role.level, 1);
  EXPECT_EQ(view.empty_levels[0].next_at, t("13:00"));
  EXPECT_EQ(view.empty_levels[1].role.level, 3);
  EXPECT_FALSE(view.empty_levels[1].next_at);
  ASSERT_EQ(view.gaps.size(), 1U);
  EXPECT_EQ(view.gaps[0].from, t("10:00"));
  EXPECT_EQ(view.gaps[0].until, t("13:00"));
}

TEST(OnCallView, NoGapsAreToldFromHalfAList) {
  OnCallFacts facts;
  facts.policies = {policy(2)};
  facts.complete = false;
  OnCallView view = view_at(facts, t("10:00"), t("20:00"));
  EXPECT_TRUE(view.empty_levels.empty());
  EXPECT_TRUE(view.gaps.empty());
}

TEST(OnCallView, TwoSchedulesCoverOneLevelTogether) {
  OnCallFacts facts;
  facts.on_calls = {turn("ann", 1, "S1", t("08:00"), t("12:00")), turn("ben", 1, "S2", t("11:00"), t("20:00"))};
  facts.policies = {policy(1)};
  EXPECT_TRUE(view_at(facts, t("10:00"), t("20:00")).gaps.empty());
}

TEST(OnCallView, AWindowHasEveryTurn) {
  OnCallFacts facts;
  facts.on_calls = {turn("ann", 1, "S1", t("06:00"), t("08:00")), turn("ann", 1, "S1", t("09:00"), t("12:00")),
                    turn("ben", 1, "S1", t("12:00"), t("20:00"))};
  facts.policies = {policy(1)};
  OnCallView view = view_window(facts, t("08:00"), t("20:00"));
  ASSERT_EQ(view.duties.size(), 2U);
  ASSERT_EQ(view.gaps.size(), 1U);
  EXPECT_EQ(view.gaps[0].until, t("09:00"));
  EXPECT_TRUE(view.empty_levels.empty());
}

TEST(OnCallView, RolesOfOneTurnAreOneRow) {
  OnCallFacts facts;
  facts.on_calls = {turn("ann", 1, "S1", t("08:00"), t("12:00")), turn("ann", 3, "S1", t("08:00"), t("12:00"))};
  OnCallView view = view_at(facts, t("10:00"), t("12:00"));
  merge_roles(view.duties);
  ASSERT_EQ(view.duties.size(), 1U);
  EXPECT_EQ(view.duties[0].also[0].level, 3);
}

}  // namespace
}  // namespace autoheal::pagerduty::reads
