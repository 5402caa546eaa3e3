#include "kit/http/key_state.hpp"

#include <gtest/gtest.h>
#include <poll.h>

namespace autoheal::kit::http {
namespace {

using Answer = KeyState::Answer;
using Kind = AttemptEnd::Kind;
using std::chrono::minutes;
using std::chrono::seconds;

AttemptEnd reply(int status) {
  AttemptEnd end;
  end.kind = status < 300 ? Kind::success : status >= 500 ? Kind::failure : Kind::reply;
  end.status = status;
  end.retryable = status == 429 || status >= 500;
  return end;
}

bool is_rung(const Wake& wake) {
  pollfd fd{wake.fd(), POLLIN, 0};
  return ::poll(&fd, 1, 0) == 1;
}

class KeyStateTest : public testing::Test {
 protected:
  KeyState::Verdict admit(Priority priority = Priority::interactive) {
    return key.admit(now, loop, priority, now + seconds{20});
  }
  void end(const AttemptEnd& how) { key.finished(now, loop, how); }

  KeyState key{kPlainService, 1};
  KeyState::Time now = KeyState::Time{} + minutes{10};
  std::shared_ptr<Wake> loop = std::make_shared<Wake>();
};

TEST_F(KeyStateTest, ARefusedKeyIsNotSentAgainForFiveMinutes) {
  ASSERT_EQ(admit().answer, Answer::start);
  end(reply(401));
  for (const Priority priority : {Priority::interactive, Priority::background}) {
    const KeyState::Verdict verdict = admit(priority);
    EXPECT_EQ(verdict.answer, Answer::refuse);
    EXPECT_EQ(verdict.error.code, Errc::unauthorized);
    EXPECT_NE(verdict.error.message.find("refused"), std::string::npos);
  }
  now += minutes{5};
  EXPECT_EQ(admit().answer, Answer::start);
}

TEST_F(KeyStateTest, TestConnectionAlwaysGoesThroughAndItsSuccessClearsTheRefusal) {
  admit();
  end(reply(401));
  ASSERT_EQ(admit(Priority::probe).answer, Answer::start);
  EXPECT_EQ(admit().answer, Answer::refuse);
  end(reply(200));
  EXPECT_EQ(admit().answer, Answer::start);
}

TEST_F(KeyStateTest, NewSettingsGiveTheKeyAnotherChance) {
  admit();
  end(reply(401));
  key.forget_refusal();
  EXPECT_EQ(admit().answer, Answer::start);
}

TEST_F(KeyStateTest, FiveFailuresOpenTheBreakerForAllButTestConnection) {
  for (int i = 0; i < 5; ++i) {
    ASSERT_EQ(admit().answer, Answer::start);
    end(reply(503));
  }
  const KeyState::Verdict verdict = admit();
  EXPECT_EQ(verdict.answer, Answer::refuse);
  EXPECT_EQ(verdict.error.code, Errc::circuit_open);
  ASSERT_TRUE(verdict.error.retry_after.has_value());
  EXPECT_GE(*verdict.error.retry_after, seconds{12});
  EXPECT_EQ(admit(Priority::probe).answer, Answer::start);
}

TEST_F(KeyStateTest, RepliesThatAreNoFailureNeverOpenTheBreaker) {
  for (int i = 0; i < 50; ++i) {
    ASSERT_EQ(admit().answer, Answer::start) << i;
    end(reply(i % 2 == 0 ? 404 : 400));
  }
}

TEST_F(KeyStateTest, A429IsQuietUntilItsReset) {
  admit();
  AttemptEnd limited = reply(429);
  limited.told_to_wait = seconds{10};
  end(limited);
  const KeyState::Verdict verdict = admit();
  ASSERT_EQ(verdict.answer, Answer::not_before);
  EXPECT_GE(verdict.not_before, now + seconds{10});
  EXPECT_LE(verdict.not_before, now + seconds{11});
}

TEST_F(KeyStateTest, AQuietTimeBeyondTheDeadlineIsToldAtOnce) {
  admit();
  AttemptEnd limited = reply(429);
  limited.told_to_wait = seconds{60};
  end(limited);
  const KeyState::Verdict verdict = admit();
  ASSERT_EQ(verdict.answer, Answer::refuse);
  EXPECT_EQ(verdict.error.code, Errc::rate_limited);
  EXPECT_GE(*verdict.error.retry_after, seconds{60});
}

TEST_F(KeyStateTest, AFreedSlotRingsTheLoopThatWaits) {
  const auto other = std::make_shared<Wake>();
  for (int i = 0; i < 4; ++i) ASSERT_EQ(admit().answer, Answer::start);
  EXPECT_EQ(key.admit(now, other, Priority::interactive, now + seconds{20}).answer, Answer::wait_for_slot);
  EXPECT_FALSE(is_rung(*other));
  end(reply(200));
  EXPECT_TRUE(is_rung(*other));
}

TEST_F(KeyStateTest, ALoopThatIsGoneDoesNotNarrowTheOthers) {
  for (int i = 0; i < 4; ++i) admit();
  {
    const auto gone = std::make_shared<Wake>();
    key.admit(now, gone, Priority::interactive, now + seconds{20});
  }
  end(reply(200));
  EXPECT_EQ(admit().answer, Answer::start);
}

TEST_F(KeyStateTest, RetriesEndWithTheirBudget) {
  int retries = 0;
  for (int i = 0; i < 40; ++i) {
    if (key.retry_delay(1, Errc::connect, {}, seconds{20})) ++retries;
    AttemptEnd failed = reply(404);
    failed.retryable = true;
    end(failed);
  }
  EXPECT_EQ(retries, 5);
}

// A hundred processes that start together do not come back together: no tenth of a second gets three times its share.
TEST(KeyState, PausesAreSpreadOut) {
  std::map<long, int> buckets;
  constexpr int kClients = 2000;
  for (unsigned seed = 0; seed < kClients; ++seed) {
    KeyState key(kPlainService, seed);
    const auto pause = key.retry_delay(1, Errc::rate_limited, seconds{20}, seconds{60});
    ASSERT_TRUE(pause.has_value());
    ++buckets[pause->count() / 100];
  }
  ASSERT_EQ(buckets.size(), 5u);
  for (const auto& [bucket, count] : buckets) EXPECT_LT(count, kClients / 5 * 3 / 2) << bucket;
}

TEST(KeyRegistry, OneStateForOneKeyAtOneOrigin) {
  const auto first = key_state_of(kPlainService, "https://a.example", "key");
  EXPECT_EQ(key_state_of(kPlainService, "https://a.example", "key"), first);
  EXPECT_NE(key_state_of(kPlainService, "https://a.example", "kez"), first);
  EXPECT_NE(key_state_of(kPlainService, "https://b.example", "key"), first);
  EXPECT_NE(key_state_of(kPlainService, "https://a.examplek", "ey"), first);
}

}  // namespace
}  // namespace autoheal::kit::http
