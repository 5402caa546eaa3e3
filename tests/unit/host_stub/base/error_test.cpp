#include "base/error.hpp"

#include "base/result.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>
#include <set>

namespace autoheal::host {
namespace {

TEST(HostError, EveryCodeHasItsOwnNameAndAFailureStatus) {
  std::set<std::string_view> names;
  for (int i = 0; i <= static_cast<int>(kLastErrc); ++i) {
    const auto code = static_cast<Errc>(i);
    EXPECT_FALSE(name(code).empty()) << i;
    EXPECT_TRUE(names.insert(name(code)).second) << name(code);
    EXPECT_GE(http_status(code), 400U) << name(code);
    EXPECT_LT(http_status(code), 600U) << name(code);
  }
}

TEST(HostError, OurOwnFaultsAreNeverTheSendersFault) {
  for (const Errc code : {Errc::locked, Errc::busy, Errc::store}) EXPECT_EQ(http_status(code), 503U) << name(code);
}

TEST(HostError, DocumentKeepsWhatThePluginSaid) {
  Error error = Error::of(Errc::invalid_argument, "Two services fit.", "Choose one.");
  error.detail_code = "ambiguous";
  error.retryable = true;
  error.retry_after = std::chrono::seconds{3};
  error.problems.push_back({"/service", "fits two"});
  error.choices = R"([{"number":1,"kind":"service","name":"checkout"}])";
  error.upstream = R"({"status":429})";
  EXPECT_EQ(boost::json::parse(render(error)), boost::json::parse(R"({"code":"ambiguous","message":"Two services fit.",
      "retryable":true,"hint":"Choose one.","retry_after_ms":3000,"problems":[{"pointer":"/service","message":"fits two"}],
      "choices":[{"number":1,"kind":"service","name":"checkout"}],"upstream":{"status":429}})"));
  const std::string lines = render_for_people(error);
  for (const char* part : {"Two services fit.\n", "/service: fits two", "service checkout", "Choose one.\n"}) {
    EXPECT_NE(lines.find(part), std::string::npos) << part << " is not in\n" << lines;
  }
}

TEST(HostError, DocumentLeavesOutWhatIsNotJson) {
  Error error = Error::of(Errc::internal, "x");
  error.choices = "[";
  error.upstream = "nonsense";
  EXPECT_EQ(boost::json::parse(render(error)).as_object().size(), 3U);
}

}  // namespace
}  // namespace autoheal::host
