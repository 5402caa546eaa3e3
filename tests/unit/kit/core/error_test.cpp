#include "kit/core/error.hpp"

#include "kit/core/result.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>
#include <set>

namespace autoheal::kit {
namespace {

Result<int> half(int n) {
  if (n % 2 != 0) return failure(Errc::invalid_argument, "odd", "Give an even number.");
  return n / 2;
}

Result<int> quarter(int n) {
  AH_TRY(auto h, half(n));
  return half(h);
}

TEST(Error, EveryCodeHasItsOwnNameAndAKnownStatus) {
  std::set<std::string_view> names;
  for (int i = 0; i <= static_cast<int>(kLastErrc); ++i) {
    const auto code = static_cast<Errc>(i);
    EXPECT_FALSE(name(code).empty()) << i;
    EXPECT_TRUE(names.insert(name(code)).second) << name(code);
    EXPECT_GT(to_abi_status(code), AUTOHEAL_OK) << name(code);
    EXPECT_LE(to_abi_status(code), AUTOHEAL_INTERNAL) << name(code);
  }
}

TEST(Error, DocumentCarriesEverythingThatIsKnown) {
  Error error = Error::of(Errc::rate_limited, "PagerDuty asks to wait.", "Ask again in 12 seconds.");
  error.http_status = 429;
  error.upstream_code = 2020;
  error.request_id = "req-1";
  error.retry_after = std::chrono::seconds{12};
  error.problems.push_back({"/window", "too wide"});
  error.choices.push_back({"service", "P1", "checkout", "Payments"});
  const boost::json::value expected = boost::json::parse(R"({"code":"rate_limited","message":"PagerDuty asks to wait.",
    "retryable":true,"hint":"Ask again in 12 seconds.","retry_after_ms":12000,
    "upstream":{"status":429,"code":2020,"request_id":"req-1"},
    "problems":[{"pointer":"/window","message":"too wide"}],
    "choices":[{"number":1,"kind":"service","id":"P1","name":"checkout","detail":"Payments"}]})");
  EXPECT_EQ(boost::json::parse(render(error)), expected);
}

TEST(Error, DocumentOmitsWhatIsNotKnown) {
  const auto doc = boost::json::parse(render(Error::of(Errc::internal, "x"))).as_object();
  EXPECT_EQ(doc.size(), 3u);
}

TEST(Result, TryPassesTheErrorOn) {
  EXPECT_EQ(quarter(8).value(), 2);
  ASSERT_FALSE(quarter(6).has_value());
  EXPECT_EQ(quarter(6).error().hint, "Give an even number.");
}

TEST(Result, WrongAccessThrowsInsteadOfReadingRubbish) { EXPECT_ANY_THROW((void)half(1).value()); }

}  // namespace
}  // namespace autoheal::kit
