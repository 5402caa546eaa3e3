#include "kit/settings/settings_document.hpp"

#include "support/row_name.hpp"

#include <gtest/gtest.h>

namespace autoheal::kit {
namespace {

using autoheal::test::RowName;

constexpr std::string_view kSettings[] = {"address", "time_zone", "ca_bundle", "labels"};
constexpr std::string_view kSecrets[] = {"token"};

struct Read {
  std::string address;
  std::string time_zone;
  std::string ca_bundle;
  Result<void> checked;
};

Result<Read> read(std::string_view text) {
  AH_TRY(auto document, SettingsDocument::parse(text));
  document.refuse_others(kSettings, kSecrets);
  document.require("address", "Say where it is.");
  std::string address = document.endpoint("address");
  std::string zone = document.time_zone("time_zone");
  std::string bundle = document.ca_bundle("ca_bundle");
  return Read{std::move(address), std::move(zone), std::move(bundle), document.check()};
}

TEST(SettingsDocument, TakesWhatIsRight) {
  const Result<Read> got = read(R"({"address":"https://a.example:443/","time_zone":"Europe/Berlin","labels":null})");
  ASSERT_TRUE(got.has_value() && got.value().checked.has_value());
  EXPECT_EQ(got.value().address, "https://a.example");
  EXPECT_EQ(got.value().time_zone, "Europe/Berlin");
  EXPECT_EQ(got.value().ca_bundle, "");
}

struct Wrong {
  const char* name;
  const char* settings;
  std::vector<std::string> pointers;
};

void PrintTo(const Wrong& wrong, std::ostream* out) { *out << wrong.settings; }

class WrongSettings : public testing::TestWithParam<Wrong> {};

TEST_P(WrongSettings, AreAllNamedAtOnce) {
  const Result<Read> got = read(GetParam().settings);
  ASSERT_TRUE(got.has_value());
  ASSERT_FALSE(got.value().checked.has_value());
  const Error& error = got.value().checked.error();
  EXPECT_EQ(error.code, Errc::invalid_settings);
  EXPECT_FALSE(error.hint.empty());
  std::vector<std::string> pointers;
  for (const Problem& problem : error.problems) {
    pointers.push_back(problem.pointer);
    EXPECT_FALSE(problem.message.empty()) << problem.pointer;
  }
  EXPECT_EQ(pointers, GetParam().pointers);
}

INSTANTIATE_TEST_SUITE_P(
    All, WrongSettings,
    testing::Values(
        Wrong{"nothing", "", {"/address"}}, Wrong{"required_is_absent", "{}", {"/address"}},
        Wrong{"required_is_null", R"({"address":null})", {"/address"}},
        Wrong{"required_is_empty", R"({"address":""})", {"/address"}},
        Wrong{"a_path", R"({"address":"https://a.example/b"})", {"/address"}},
        Wrong{"plain_http", R"({"address":"http://a.example"})", {"/address"}},
        Wrong{"not_text", R"({"address":7})", {"/address"}},
        Wrong{"unknown", R"({"address":"https://a.example","colour":1})", {"/colour"}},
        Wrong{"a_slash_in_the_name", R"({"address":"https://a.example","a/b":1})", {"/a~1b"}},
        Wrong{"a_secret", R"({"address":"https://a.example","token":"x"})", {"/token"}},
        Wrong{"no_such_zone", R"({"address":"https://a.example","time_zone":"Mars/Base"})", {"/time_zone"}},
        Wrong{"no_such_file", R"({"address":"https://a.example","ca_bundle":"/no/such.pem"})", {"/ca_bundle"}},
        Wrong{"all",
              R"({"token":"x","colour":1,"time_zone":"x","ca_bundle":"x"})",
              {"/token", "/colour", "/address", "/time_zone", "/ca_bundle"}}),
    RowName{});

TEST(SettingsDocument, RefusesWhatIsNoObject) {
  for (const char* text : {"[]", "7", "{", "null", "{\"a\":\"\xff\"}", "{\"a\":\"\\ud800\"}"}) {
    const Result<Read> got = read(text);
    ASSERT_FALSE(got.has_value()) << text;
    EXPECT_EQ(got.error().code, Errc::invalid_settings) << text;
  }
}

}  // namespace
}  // namespace autoheal::kit
