#include "kit/http/retry_policy.hpp"

#include "support/row_name.hpp"

#include <gtest/gtest.h>

namespace autoheal::kit::http {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr milliseconds kPlenty{60'000};

struct Row {
  const char* name;
  FailedAttempt failed;
  std::optional<milliseconds> delay;
};

class RetryDelay : public testing::TestWithParam<Row> {};

TEST_P(RetryDelay, IsExactly) { EXPECT_EQ(retry_delay(GetParam().failed), GetParam().delay); }

INSTANTIATE_TEST_SUITE_P(
    Retry, RetryDelay,
    testing::Values(
        Row{"first_backoff", {1, Errc::connect, {}, kPlenty, 0.5}, milliseconds{125}},
        Row{"second_backoff", {2, Errc::connect, {}, kPlenty, 0.5}, milliseconds{250}},
        Row{"backoff_may_be_nothing", {1, Errc::network, {}, kPlenty, 0.0}, milliseconds{0}},
        Row{"backoff_of_5xx", {2, Errc::upstream_unavailable, {}, kPlenty, 0.999}, milliseconds{499}},
        Row{"no_fourth_attempt", {3, Errc::connect, {}, kPlenty, 0.5}, {}},
        Row{"dns", {1, Errc::dns, {}, kPlenty, 0.4}, milliseconds{100}},
        Row{"request_timeout_408", {1, Errc::upstream_timeout, {}, kPlenty, 0.4}, milliseconds{100}},
        Row{"limited_told", {1, Errc::rate_limited, seconds{20}, kPlenty, 0.5}, milliseconds{20'250}},
        Row{"limited_told_zero", {1, Errc::rate_limited, seconds{0}, kPlenty, 0.0}, milliseconds{1'000}},
        Row{"limited_told_for_ever",
            {1, Errc::rate_limited, seconds{1'000'000'000}, milliseconds{90'000}, 0.0},
            milliseconds{60'000}},
        Row{"limited_bare_first", {1, Errc::rate_limited, {}, kPlenty, 0.0}, milliseconds{1'000}},
        Row{"limited_bare_second", {2, Errc::rate_limited, {}, kPlenty, 0.0}, milliseconds{2'000}},
        Row{"limited_does_not_fit", {1, Errc::rate_limited, seconds{20}, milliseconds{20'200}, 0.0}, {}},
        Row{"limited_just_fits", {1, Errc::rate_limited, seconds{20}, milliseconds{20'250}, 0.0}, milliseconds{20'000}},
        Row{"outage_told", {1, Errc::upstream_unavailable, seconds{3}, kPlenty, 0.0}, milliseconds{3'000}},
        Row{"no_time_left", {1, Errc::connect, {}, milliseconds{249}, 0.0}, {}},
        Row{"just_time_left", {1, Errc::connect, {}, milliseconds{250}, 0.0}, milliseconds{0}},
        Row{"refused_key", {1, Errc::unauthorized, {}, kPlenty, 0.5}, {}},
        Row{"forbidden", {1, Errc::forbidden, {}, kPlenty, 0.5}, {}},
        Row{"plan", {1, Errc::plan_required, {}, kPlenty, 0.5}, {}},
        Row{"not_found", {1, Errc::not_found, {}, kPlenty, 0.5}, {}},
        Row{"rejected", {1, Errc::rejected, {}, kPlenty, 0.5}, {}}, Row{"tls", {1, Errc::tls, {}, kPlenty, 0.5}, {}},
        Row{"protocol", {1, Errc::protocol, {}, kPlenty, 0.5}, {}},
        Row{"bad_data", {1, Errc::bad_data, {}, kPlenty, 0.5}, {}},
        Row{"too_large", {1, Errc::too_large, {}, kPlenty, 0.5}, {}},
        Row{"deadline", {1, Errc::deadline_exceeded, {}, kPlenty, 0.5}, {}},
        Row{"cancelled", {1, Errc::cancelled, {}, kPlenty, 0.5}, {}}),
    autoheal::test::RowName{});

TEST(RetryBudget, StopsRetriesInAnOutageAndComesBackSlowly) {
  RetryBudget budget;
  int allowed = 0;
  for (int i = 0; i < 100; ++i) {
    budget.failed();
    if (budget.allows_retry()) ++allowed;
  }
  EXPECT_EQ(allowed, 4);
  for (int i = 0; i < 50; ++i) {
    budget.succeeded();
    EXPECT_FALSE(budget.allows_retry()) << i;
  }
  budget.succeeded();
  EXPECT_TRUE(budget.allows_retry());
}

TEST(RetryBudget, NeverHoldsMoreThanTen) {
  RetryBudget budget;
  for (int i = 0; i < 1000; ++i) budget.succeeded();
  for (int i = 0; i < 4; ++i) budget.failed();
  EXPECT_TRUE(budget.allows_retry());
  budget.failed();
  EXPECT_FALSE(budget.allows_retry());
}

}  // namespace
}  // namespace autoheal::kit::http
