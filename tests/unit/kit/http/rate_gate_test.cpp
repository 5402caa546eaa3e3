#include "kit/http/rate_gate.hpp"

#include <gtest/gtest.h>

namespace autoheal::kit::http {
namespace {

using Answer = RateGate::Answer;
using std::chrono::seconds;

class RateGateTest : public testing::Test {
 protected:
  // How many of `times` requests may start at once.
  int start(int times, const void* holder = nullptr, Priority priority = Priority::interactive) {
    int started = 0;
    for (int i = 0; i < times; ++i) started += gate.admit(now, holder, priority).answer == Answer::start ? 1 : 0;
    return started;
  }

  RateGate gate;
  RateGate::Time now{};
  int one = 0;
  int two = 0;
};

TEST_F(RateGateTest, FourInFlightWhileNothingIsKnown) {
  EXPECT_EQ(start(20), 4);
  gate.release(nullptr);
  EXPECT_EQ(start(20), 1);
}

TEST_F(RateGateTest, EightWhileHalfOfTheBudgetRemains) {
  gate.learn(now, 960, 480, seconds{30});
  EXPECT_EQ(start(20), 8);
}

TEST_F(RateGateTest, FourBelowHalf) {
  gate.learn(now, 960, 479, seconds{30});
  EXPECT_EQ(start(20), 4);
}

TEST_F(RateGateTest, TheLastTenthIsForThoseWhoWait) {
  gate.learn(now, 960, 96, seconds{30});
  const RateGate::Verdict background = gate.admit(now, nullptr, Priority::background);
  EXPECT_EQ(background.answer, Answer::not_before);
  EXPECT_EQ(background.not_before, now + seconds{31});
  EXPECT_EQ(start(1), 1);
  EXPECT_EQ(start(1, nullptr, Priority::probe), 1);
}

TEST_F(RateGateTest, NobodySendsWhenNothingRemains) {
  gate.learn(now, 960, 0, seconds{10});
  EXPECT_EQ(start(1), 0);
  EXPECT_EQ(gate.admit(now, nullptr, Priority::probe).not_before, now + seconds{11});
  now += seconds{11};
  EXPECT_EQ(start(20), 4);
}

TEST_F(RateGateTest, WhatIsInFlightCountsAgainstWhatRemains) {
  gate.learn(now, 960, 2, seconds{10});
  EXPECT_EQ(start(5), 2);
  EXPECT_EQ(gate.admit(now, nullptr, Priority::interactive).answer, Answer::no_slot);
}

TEST_F(RateGateTest, AStaleWordNeverBlocks) {
  gate.learn(now, 960, 0, seconds{1'000'000'000});
  now += seconds{61};
  EXPECT_EQ(start(1), 1);
  EXPECT_FALSE(gate.budget(now).has_value());
}

TEST_F(RateGateTest, NonsenseIsNotLearned) {
  gate.learn(now, 0, 0, seconds{10});
  gate.learn(now, -5, 3, seconds{10});
  EXPECT_FALSE(gate.budget(now).has_value());
  gate.learn(now, 100, 500, seconds{10});
  EXPECT_EQ(gate.budget(now)->remaining, 100);
}

TEST_F(RateGateTest, ALateReplyDoesNotRaiseWhatRemains) {
  gate.learn(now, 960, 100, seconds{30});
  gate.learn(now, 960, 103, seconds{31});
  EXPECT_EQ(gate.budget(now)->remaining, 100);
  gate.learn(now, 60, 59, seconds{30});  // another limit: that of one operation
  EXPECT_EQ(gate.budget(now)->remaining, 59);
}

TEST_F(RateGateTest, ANewWindowStartsAnew) {
  gate.learn(now, 960, 3, seconds{5});
  now += seconds{5};
  gate.learn(now, 960, 950, seconds{60});
  EXPECT_EQ(gate.budget(now)->remaining, 950);
}

TEST_F(RateGateTest, AWindowThatMovesOnIsNotStuckAtItsLowest) {
  gate.learn(now, 960, 3, seconds{60});
  for (int i = 0; i < 4; ++i) {
    now += seconds{1};
    gate.learn(now, 960, 500 + i, seconds{60});
  }
  EXPECT_GE(gate.budget(now)->remaining, 500);
}

TEST_F(RateGateTest, A429HoldsEverybody) {
  gate.learn(now, 960, 900, seconds{10});
  gate.hold_until(now + seconds{20});
  gate.hold_until(now + seconds{5});  // an earlier end does not shorten it
  for (const Priority priority : {Priority::interactive, Priority::background, Priority::probe}) {
    const RateGate::Verdict verdict = gate.admit(now + seconds{19}, nullptr, priority);
    EXPECT_EQ(verdict.answer, Answer::not_before);
    EXPECT_EQ(verdict.not_before, now + seconds{20});
  }
  now += seconds{20};
  EXPECT_EQ(start(1), 1);
}

TEST_F(RateGateTest, TwoHoldersShareTheSlots) {
  EXPECT_EQ(start(20, &one), 4);
  EXPECT_EQ(start(20, &two), 0);
  // One may not take back what it released while two is waiting.
  gate.release(&one);
  EXPECT_EQ(start(1, &one), 0);
  EXPECT_EQ(start(20, &two), 1);
  gate.release(&one);
  EXPECT_EQ(start(20, &two), 1);
  EXPECT_EQ(start(20, &two), 0);
  EXPECT_EQ(gate.waiting_besides(&one).count(&two), 1u);
}

TEST_F(RateGateTest, WhoLeavesNoLongerNarrowsTheOthers) {
  EXPECT_EQ(start(4, &one), 4);
  EXPECT_EQ(start(1, &two), 0);
  gate.leave(&two);
  gate.release(&one);
  EXPECT_EQ(start(1, &one), 1);
}

TEST_F(RateGateTest, TellsWhatTheHeadersSaid) {
  gate.learn(now, 960, 900, seconds{30});
  now += seconds{12};
  const std::optional<RateBudget> budget = gate.budget(now);
  ASSERT_TRUE(budget.has_value());
  EXPECT_EQ(budget->limit, 960);
  EXPECT_EQ(budget->remaining, 900);
  EXPECT_EQ(budget->resets_in, seconds{18});
}

TEST_F(RateGateTest, AForeignReleaseChangesNothing) {
  EXPECT_EQ(start(4, &one), 4);
  gate.release(&two);
  EXPECT_EQ(gate.in_flight(), 4);
}

}  // namespace
}  // namespace autoheal::kit::http
