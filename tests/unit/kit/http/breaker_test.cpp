#include "kit/http/breaker.hpp"

#include <gtest/gtest.h>

namespace autoheal::kit::http {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr double kNoJitter = 0.5;

class BreakerTest : public testing::Test {
 protected:
  void fail(int times = 1, double dice = kNoJitter) {
    for (int i = 0; i < times; ++i) {
      EXPECT_TRUE(breaker.admit(now));
      breaker.failed(now, dice);
    }
  }
  void succeed() {
    EXPECT_TRUE(breaker.admit(now));
    breaker.succeeded(now);
  }

  Breaker breaker;
  Breaker::Time now{};
};

TEST_F(BreakerTest, OpensAfterFiveFailuresInARow) {
  fail(4);
  EXPECT_FALSE(breaker.is_open(now));
  fail();
  EXPECT_TRUE(breaker.is_open(now));
  EXPECT_FALSE(breaker.admit(now));
  EXPECT_EQ(breaker.next_attempt_in(now), seconds{15});
}

TEST_F(BreakerTest, ASuccessInBetweenStartsTheCountAnew) {
  fail(4);
  succeed();
  fail(4);
  EXPECT_FALSE(breaker.is_open(now));
}

TEST_F(BreakerTest, OpensWhenHalfOfTwentyWithinThirtySecondsFailed) {
  for (int i = 0; i < 9; ++i) {
    succeed();
    fail();
  }
  succeed();
  EXPECT_FALSE(breaker.is_open(now));
  fail();
  EXPECT_TRUE(breaker.is_open(now));
}

TEST_F(BreakerTest, ForgetsWhatIsOlderThanThirtySeconds) {
  for (int i = 0; i < 9; ++i) {
    succeed();
    fail();
  }
  now += seconds{31};
  succeed();
  fail();
  EXPECT_FALSE(breaker.is_open(now));
}

TEST_F(BreakerTest, LetsOneThroughWhenThePauseIsOver) {
  fail(5);
  now += seconds{15};
  EXPECT_TRUE(breaker.admit(now));
  EXPECT_FALSE(breaker.admit(now));
}

TEST_F(BreakerTest, ThePauseDoublesUpToTwoMinutes) {
  fail(5);
  for (const int expected : {30, 60, 120, 120}) {
    now += breaker.next_attempt_in(now);
    fail();
    EXPECT_EQ(breaker.next_attempt_in(now), seconds{expected});
  }
}

TEST_F(BreakerTest, JitterIsAFifthEitherWay) {
  fail(4);
  fail(1, 0.0);
  EXPECT_EQ(breaker.next_attempt_in(now), seconds{12});
  Breaker later;
  for (int i = 0; i < 5; ++i) later.failed(now, 1.0);
  EXPECT_EQ(later.next_attempt_in(now), seconds{18});
}

TEST_F(BreakerTest, ClosesAfterTwoSuccesses) {
  fail(5);
  now += seconds{15};
  succeed();
  EXPECT_TRUE(breaker.admit(now));
  EXPECT_FALSE(breaker.admit(now));  // still one at a time
  breaker.succeeded(now);
  for (int i = 0; i < 8; ++i) EXPECT_TRUE(breaker.admit(now));
}

TEST_F(BreakerTest, AnAbandonedProbeMakesRoomForAnother) {
  fail(5);
  now += seconds{15};
  EXPECT_TRUE(breaker.admit(now));
  breaker.abandoned();
  EXPECT_TRUE(breaker.admit(now));
}

TEST_F(BreakerTest, AfterClosingItStartsWithTheShortPauseAgain) {
  fail(5);
  now += seconds{15};
  fail();
  now += seconds{30};
  succeed();
  succeed();
  fail(5);
  EXPECT_EQ(breaker.next_attempt_in(now), seconds{15});
}

}  // namespace
}  // namespace autoheal::kit::http
