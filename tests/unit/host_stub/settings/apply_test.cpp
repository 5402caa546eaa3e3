#include "settings/apply.hpp"

#include "settings/settings_file.hpp"
#include "support/temp_dir.hpp"

#include <boost/json.hpp>
#include <fstream>
#include <gtest/gtest.h>

namespace autoheal::host {
namespace {

namespace json = boost::json;

Describe describe() {
  return parse_describe(R"({"describe_version":1,"id":"demo","name":"Demo","version":"1","operations":[],
    "settings":{"type":"object","additionalProperties":false,"required":["api_key"],"properties":{
      "api_key":{"type":"string","minLength":8,"writeOnly":true},
      "region":{"type":"string","enum":["us","eu"]},
      "endpoint":{"type":"string","x-operator-only":true,"x-wipes":["api_key"]},
      "labels":{"type":"object","additionalProperties":{"type":"string"}},
      "signing_secret":{"type":"string","minLength":1,"writeOnly":true}}}})")
      .value();
}

Result<SettingsChange> apply(const char* stored, const std::set<std::string, std::less<>>& secrets, const char* given,
                             const std::vector<std::string>& allowed = {}) {
  return apply_settings(describe(), json::parse(stored).as_object(), secrets, json::parse(given).as_object(), allowed);
}

TEST(ApplySettings, AbsentKeepsNullClearsSecretsAreSetApart) {
  const auto change = apply(R"({"region":"us","labels":{"a":"b"}})", {"api_key", "signing_secret"},
                            R"({"region":null,"signing_secret":null})");
  ASSERT_TRUE(change.has_value());
  EXPECT_EQ(json::serialize(*change.value().settings), R"({"labels":{"a":"b"}})");
  ASSERT_EQ(change.value().secrets.size(), 1U);
  EXPECT_FALSE(change.value().secrets.at("signing_secret").has_value());
}

TEST(ApplySettings, NewSecretsAreTrimmedAndNeverAmongTheSettings) {
  const auto change = apply("{}", {}, R"({"api_key":"  u+abcdefgh\n","region":"eu"})");
  ASSERT_TRUE(change.has_value());
  EXPECT_EQ(change.value().secrets.at("api_key")->reveal(), "u+abcdefgh");
  EXPECT_EQ(json::serialize(*change.value().settings), R"({"region":"eu"})");
  EXPECT_EQ(change.value().notes, (std::vector<std::string>{"Blanks or line breaks around api_key were removed."}));
  EXPECT_TRUE(apply("{}", {}, R"({"api_key":"u+abcdefgh"})").value().notes.empty());
}

struct Mistake {
  const char* what;
  const char* given;
  const char* pointer;
  const char* why;
};

TEST(ApplySettings, MistakesArePointedAt) {
  const Mistake rows[] = {
      {"required secret", "{}", "/api_key", "is required"},
      {"empty secret", R"({"api_key":"  "})", "/api_key", "must not be empty"},
      {"short secret", R"({"api_key":"short"})", "/api_key", "8 characters"},
      {"secret as number", R"({"api_key":12345678})", "/api_key", "must be text"},
      {"unknown setting", R"({"api_key":"u+abcdefgh","regoin":"us"})", "/regoin", "did you mean region?"},
      {"bad choice", R"({"api_key":"u+abcdefgh","region":"mars"})", "/region", "us, eu"},
      {"bad label", R"({"api_key":"u+abcdefgh","labels":{"x":1}})", "/labels/x", "must be text"},
      {"labels as text", R"({"api_key":"u+abcdefgh","labels":"x"})", "/labels", "must be an object"},
  };
  for (const Mistake& row : rows) {
    const auto change = apply("{}", {}, row.given);
    ASSERT_FALSE(change.has_value()) << row.what;
    EXPECT_EQ(change.error().code, Errc::invalid_settings) << row.what;
    ASSERT_FALSE(change.error().problems.empty()) << row.what;
    EXPECT_EQ(change.error().problems[0].pointer, row.pointer) << row.what;
    EXPECT_NE(change.error().problems[0].message.find(row.why), std::string::npos)
        << change.error().problems[0].message;
  }
}

TEST(ApplySettings, ClearingARequiredSecretIsRefused) {
  const auto change = apply("{}", {"api_key"}, R"({"api_key":null})");
  ASSERT_FALSE(change.has_value());
  EXPECT_EQ(change.error().problems[0].pointer, "/api_key");
}

TEST(ApplySettings, AnEndpointNeedsTheOperator) {
  const char* given = R"({"api_key":"u+abcdefgh","endpoint":"http://127.0.0.1:9999"})";
  const auto refused = apply("{}", {}, given, {"http://127.0.0.1:9998"});
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, Errc::forbidden);
  EXPECT_NE(refused.error().hint.find("--allow-endpoint"), std::string::npos);
  EXPECT_TRUE(apply("{}", {}, given, {"http://127.0.0.1:9999/"}).has_value());
  EXPECT_FALSE(apply(R"({"endpoint":"http://127.0.0.1:9999"})", {"api_key"}, R"({"region":"us"})").has_value())
      << "a stored endpoint is checked, too";
}

TEST(ApplySettings, AnotherEndpointWipesTheKeyUnlessItIsGivenAnew) {
  const std::vector<std::string> allowed{"http://a", "http://b"};
  const auto wiped = apply(R"({"endpoint":"http://a"})", {"api_key"}, R"({"endpoint":"http://b"})", allowed);
  ASSERT_FALSE(wiped.has_value()) << "the key is required";
  EXPECT_NE(wiped.error().problems[0].message.find("again"), std::string::npos);
  const auto anew =
      apply(R"({"endpoint":"http://a"})", {"api_key"}, R"({"endpoint":"http://b","api_key":"u+12345678"})", allowed);
  EXPECT_TRUE(anew.has_value());
  EXPECT_FALSE(apply(R"({"endpoint":"http://a"})", {"api_key"}, R"({"endpoint":null})", allowed).has_value());
  EXPECT_TRUE(apply(R"({"endpoint":"http://a"})", {"api_key"}, R"({"endpoint":"http://a"})", allowed).has_value());
  EXPECT_TRUE(apply(R"({"region":"us"})", {"api_key"}, R"({"region":"eu"})").has_value()) << "a region does not wipe";
}

class SettingsFileTest : public ::testing::Test {
 protected:
  Result<json::object> read(const std::string& name, const std::string& content) {
    std::ofstream{dir_.path() / name} << content;
    return read_settings_file(dir_.path() / name, [](const std::string& variable) -> std::optional<std::string> {
      if (variable == "KEY") return "from env: 1";
      if (variable == "BYTES") return "\xff";
      return std::nullopt;
    });
  }
  TempDir dir_;
};

TEST_F(SettingsFileTest, ReadsYamlAndJsonAndTheEnvironment) {
  const auto yaml = read("s.yaml", "api_key: ${env:KEY}\nlabels:\n  a: [\"${env:KEY}\", x]\nregion: null\n");
  ASSERT_TRUE(yaml.has_value()) << yaml.error().message;
  EXPECT_EQ(json::serialize(yaml.value()),
            R"({"api_key":"from env: 1","labels":{"a":["from env: 1","x"]},"region":null})");
  const auto json_file = read("s.json", R"({"api_key":"${env:KEY}"})");
  ASSERT_TRUE(json_file.has_value());
  EXPECT_EQ(json_file.value().at("api_key").as_string(), "from env: 1");
  EXPECT_TRUE(read("s.conf", "  {\"a\": 1}").has_value()) << "JSON by its looks";
}

TEST_F(SettingsFileTest, FailuresSayWhere) {
  struct Row {
    const char* name;
    const char* content;
    const char* why;
    const char* pointer;
  };
  const Row rows[] = {
      {"a.yaml", "api_key: ${env:NOPE}\n", "environment", "/api_key"},
      {"b.yaml", "labels: {a: \"${env:NOPE}\"}\n", "environment", "/labels/a"},
      {"b2.yaml", "api_key: ${env:BYTES}\n", "environment", "/api_key"},
      {"c.yaml", "api_key: x${env:KEY}\n", "environment", "/api_key"},
      {"d.yaml", "api_key: ${env:KEY\n", "environment", "/api_key"},
      {"e.yaml", "- a\n", "must be an object", nullptr},
      {"f.yaml", "", "must be an object", nullptr},
      {"g.yaml", "a: 1\na: 2\n", "line 2", nullptr},
      {"h.yaml", "a: [\n", "line", nullptr},
      {"i.json", "{\"a\":}", "not valid JSON", nullptr},
      {"j.json", "a: 1", "not valid JSON", nullptr},
  };
  for (const Row& row : rows) {
    const auto settings = read(row.name, row.content);
    ASSERT_FALSE(settings.has_value()) << row.name;
    EXPECT_EQ(settings.error().code, Errc::invalid_settings) << row.name;
    EXPECT_NE(settings.error().message.find(row.why), std::string::npos) << settings.error().message;
    if (row.pointer != nullptr) {
      ASSERT_EQ(settings.error().problems.size(), 1U) << row.name;
      EXPECT_EQ(settings.error().problems[0].pointer, row.pointer) << row.name;
    }
  }
  EXPECT_EQ(read_settings_file(dir_.path() / "absent.yaml").error().code, Errc::io);
}

}  // namespace
}  // namespace autoheal::host
