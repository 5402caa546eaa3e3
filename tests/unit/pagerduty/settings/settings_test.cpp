#include "settings/settings.hpp"

#include "kit/http/ca_bundle.hpp"
#include "kit/time/rfc3339.hpp"
#include "support/row_name.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>
#include <unistd.h>

namespace autoheal::pagerduty {
using namespace kit;
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr const char* kKey = "y_NbAkKc66ryYTWUXYEu";

using Secrets = std::map<std::string, std::string>;

SecretReader reader(Secrets secrets) {
  return [secrets = std::move(secrets)](std::string_view name) -> Result<std::optional<Secret>> {
    const auto found = secrets.find(std::string(name));
    if (found == secrets.end()) return std::optional<Secret>();
    return std::optional<Secret>(Secret(found->second));
  };
}

Result<Settings> parse(std::string_view json, Secrets secrets = {{"api_key", kKey}}) {
  return parse_settings(json, reader(std::move(secrets)));
}

TEST(Settings, TheApiKeyAloneIsEnough) {
  const Result<Settings> settings = parse("{}");
  ASSERT_TRUE(settings.has_value()) << render(settings.error());
  EXPECT_EQ(settings.value().api_key.value.reveal(), kKey);
  EXPECT_EQ(settings.value().origin(), "https://api.pagerduty.com");
  EXPECT_EQ(settings.value().time_zone, "UTC");
  EXPECT_TRUE(settings.value().signing_secret.empty());
  EXPECT_TRUE(settings.value().warnings.empty());
  EXPECT_TRUE(parse("").has_value());
}

TEST(Settings, ReadsEverything) {
  const Result<Settings> parsed = parse(
      R"({"region":"eu","time_zone":"Europe/Berlin","labels":{"env":" prod ","team_2":"a b"},
          "severity_map":{"P1":"fatal","PABC123":"low"},"signing_secret_previous_until":"2026-03-14T10:00:00+01:00"})",
      {{"api_key", kKey},
       {"signing_secret", "new"},
       {"signing_secret_previous", "old"},
       {"webhook_url", "https://x/y"}});
  ASSERT_TRUE(parsed.has_value()) << render(parsed.error());
  const Settings& settings = parsed.value();
  EXPECT_EQ(settings.origin(), "https://api.eu.pagerduty.com");
  EXPECT_EQ(settings.time_zone, "Europe/Berlin");
  EXPECT_EQ(settings.labels.at("env"), "prod");
  EXPECT_EQ(settings.signing_secret.reveal(), "new");
  EXPECT_EQ(settings.signing_secret_previous.reveal(), "old");
  EXPECT_EQ(render_rfc3339(*settings.signing_secret_previous_until), "2026-03-14T09:00:00.000Z");
  EXPECT_EQ(settings.webhook_url.reveal(), "https://x/y");
  const std::map<std::string, model::Severity> expected{{"p1", model::Severity::critical},
                                                        {"pabc123", model::Severity::low}};
  EXPECT_EQ(settings.severity_map, expected);
}

struct Wrong {
  const char* name;
  const char* json;
  const char* pointer;
  const char* says;
};

class WrongSettings : public testing::TestWithParam<Wrong> {};

TEST_P(WrongSettings, NameTheFieldAndTheRemedy) {
  const Result<Settings> settings = parse(GetParam().json);
  ASSERT_FALSE(settings.has_value());
  EXPECT_EQ(settings.error().code, Errc::invalid_settings);
  ASSERT_EQ(settings.error().problems.size(), 1u) << render(settings.error());
  EXPECT_EQ(settings.error().problems[0].pointer, GetParam().pointer);
  EXPECT_THAT(settings.error().problems[0].message, HasSubstr(GetParam().says));
}

INSTANTIATE_TEST_SUITE_P(
    Settings, WrongSettings,
    testing::Values(
        Wrong{"unknown", R"({"regoin":"eu"})", "/regoin", "no such setting"},
        Wrong{"secret_among_settings", R"({"signing_secret":"x"})", "/signing_secret", "secret store"},
        Wrong{"region_name", R"({"region":"US"})", "/region", "\"us\" or \"eu\""},
        Wrong{"region_type", R"({"region":1})", "/region", "expected text"},
        Wrong{"zone", R"({"time_zone":"Berlin"})", "/time_zone", "Europe/Berlin"},
        Wrong{"zone_path", R"({"time_zone":"../../etc/passwd"})", "/time_zone", "tz database"},
        Wrong{"labels_type", R"({"labels":["env"]})", "/labels", "names and values"},
        Wrong{"label_name", R"({"labels":{"Env":"prod"}})", "/labels/Env", "a-z"},
        Wrong{"label_digit_first", R"({"labels":{"1a":"prod"}})", "/labels/1a", "does not start with a digit"},
        Wrong{"label_empty", R"({"labels":{"env":" "}})", "/labels/env", "1 to 255"},
        Wrong{"label_lines", R"({"labels":{"env":"a\nb"}})", "/labels/env", "one line"},
        Wrong{"label_number", R"({"labels":{"env":1}})", "/labels/env", "text"},
        Wrong{"severity", R"({"severity_map":{"P1":"awful"}})", "/severity_map/P1", "critical, high"},
        Wrong{"severity_unknown", R"({"severity_map":{"P1":"unknown"}})", "/severity_map/P1", "critical, high"},
        Wrong{"severity_empty_name", R"({"severity_map":{" ":"low"}})", "/severity_map/ ", "priority"},
        Wrong{"severity_twice", R"({"severity_map":{"P1":"low","p1":"high"}})", "/severity_map/p1", "twice"},
        Wrong{"bundle_relative", R"({"ca_bundle":"ca.pem"})", "/ca_bundle", "absolute path"},
        Wrong{"bundle_missing", R"({"ca_bundle":"/nonexistent/ca.pem"})", "/ca_bundle", "cannot be opened"},
        Wrong{"bundle_directory", R"({"ca_bundle":"/"})", "/ca_bundle", "regular file"},
        Wrong{"bundle_no_pem", R"({"ca_bundle":"/etc/passwd"})", "/ca_bundle", "no PEM certificate"},
        Wrong{"until", R"({"signing_secret_previous_until":"tomorrow"})", "/signing_secret_previous_until",
              "2026-03-14"}),
    test::RowName{});

TEST(Settings, EveryMistakeInOneGo) {
  const Result<Settings> settings =
      parse(R"({"region":"mars","time_zone":"x","labels":{"A":"b"},"colour":"red","endpoint":"ftp://x"})",
            {{"signing_secret_previous", "old"}});
  ASSERT_FALSE(settings.has_value());
  std::vector<std::string> pointers;
  for (const Problem& problem : settings.error().problems) pointers.push_back(problem.pointer);
  EXPECT_THAT(pointers, testing::UnorderedElementsAre("/region", "/time_zone", "/labels/A", "/colour", "/endpoint",
                                                      "/api_key", "/signing_secret_previous_until"));
}

TEST(Settings, WhatIsNoObjectIsRefused) {
  for (const char* bad : {"[]", "null", "{", "{\"region\":\"us\"} x", "\xEF\xBB\xBF{}"}) {
    const Result<Settings> settings = parse(bad);
    ASSERT_FALSE(settings.has_value()) << bad;
    EXPECT_EQ(settings.error().code, Errc::invalid_settings) << bad;
  }
}

TEST(Settings, ALockedStoreIsNotAMissingKey) {
  const SecretReader locked = [](std::string_view) -> Result<std::optional<Secret>> {
    return failure(Errc::secrets_locked, "The secret store is locked.");
  };
  EXPECT_EQ(parse_settings("{}", locked).error().code, Errc::secrets_locked);
}

TEST(Settings, StrayBlanksAroundSecretsAreRemovedWithAWarning) {
  const Result<Settings> settings =
      parse("{}", {{"api_key", std::string(" ") + kKey + "\n"}, {"signing_secret", "abc \n"}});
  ASSERT_TRUE(settings.has_value());
  EXPECT_EQ(settings.value().api_key.value.reveal(), kKey);
  EXPECT_EQ(settings.value().signing_secret.reveal(), "abc");
  ASSERT_EQ(settings.value().warnings.size(), 2u);
  EXPECT_EQ(settings.value().warnings[0].pointer, "/api_key");
  EXPECT_EQ(settings.value().warnings[1].pointer, "/signing_secret");
}

TEST(Settings, ABlankSigningSecretIsNone) {
  EXPECT_TRUE(parse("{}", {{"api_key", kKey}, {"signing_secret", "  "}}).value().signing_secret.empty());
}

struct Pasted {
  const char* name;
  std::string key;
  const char* says;
};

class WrongKeys : public testing::TestWithParam<Pasted> {};

TEST_P(WrongKeys, AreNamedWithoutBeingRepeated) {
  const Result<Settings> settings = parse("{}", {{"api_key", GetParam().key}});
  ASSERT_FALSE(settings.has_value());
  ASSERT_EQ(settings.error().problems.size(), 1u);
  EXPECT_EQ(settings.error().problems[0].pointer, "/api_key");
  EXPECT_THAT(settings.error().problems[0].message, HasSubstr(GetParam().says));
  const std::string& key = GetParam().key;
  if (key.size() < 8) return;
  EXPECT_THAT(render(settings.error()), Not(HasSubstr(key.substr(key.size() - 8))));
}

INSTANTIATE_TEST_SUITE_P(ApiKey, WrongKeys,
                         testing::Values(Pasted{"empty", "", "required"}, Pasted{"blank", " \n", "required"},
                                         Pasted{"integration_key", "0123456789abcdef0123456789abcdef",
                                                "This is an Events API integration key, not a REST API key"},
                                         Pasted{"orchestration_key", "R0ABCDEFGHIJKLMNOPQRSTUVWXYZ0123",
                                                "This is an Events API integration key, not a REST API key"},
                                         Pasted{"signing_secret", std::string(63, 'A') + "=", "webhook signing secret"},
                                         Pasted{"blank_inside", "y_NbAkKc66 ryYTWUXYEu", "blank inside"},
                                         Pasted{"line_break", "y_NbAkKc66\r\nX-Evil: 1", "line break"},
                                         Pasted{"colon", "user:password1234567", "':' inside"},
                                         Pasted{"nul", std::string("y_NbAkKc66\0ryYTWUXYEu", 21), "no key contains"},
                                         Pasted{"not_ascii", "y_NbAkKc66ryYTWUXYE\u00fc", "no key contains"},
                                         Pasted{"with_scheme", "Token token=y_NbAkKc66ryYTWUXYEu",
                                                "only the key itself"},
                                         Pasted{"with_bearer", "Bearer y_NbAkKc66ryYTWUXYEu", "only the key itself"},
                                         Pasted{"too_long", std::string(5000, 'a'), "too long"}),
                         test::RowName{});

TEST(ApiKey, EachKindGetsItsScheme) {
  const auto authorization = [](const char* key) { return std::get<ApiKey>(parse_api_key(key)).authorization(); };
  EXPECT_EQ(authorization(kKey), "Token token=y_NbAkKc66ryYTWUXYEu");
  EXPECT_EQ(authorization("u+AbCdEfGhIjKlMnOpQr"), "Token token=u+AbCdEfGhIjKlMnOpQr");
  EXPECT_EQ(authorization("pdus+_0XBPWQQ_b7c0"), "Bearer pdus+_0XBPWQQ_b7c0");
  EXPECT_EQ(std::get<ApiKey>(parse_api_key("u+AbCdEfGhIjKlMnOpQr")).shape, KeyShape::user);
}

TEST(ApiKey, AnUnusualShapeIsAWarningOnly) {
  const ApiKey key = std::get<ApiKey>(parse_api_key("short"));
  EXPECT_EQ(key.shape, KeyShape::unusual);
  EXPECT_THAT(key.warning, HasSubstr("20 characters"));
}

}  // namespace
}  // namespace autoheal::pagerduty
