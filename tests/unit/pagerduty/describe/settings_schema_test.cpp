#include "description.hpp"
#include "schema/schema.hpp"

#include <set>

namespace autoheal::pagerduty {
namespace {

namespace json = boost::json;

class SettingsSchema : public PluginTest {
 protected:
  SettingsSchema() {
    host_.set_secret("signing_secret", std::string(kSecret));
    host_.set_secret("signing_secret_previous", std::string(kOlderSecret));
  }

  // A previous secret always needs its expiry.
  json::object settings(std::string_view name, std::string_view value) const {
    json::object out{{"signing_secret_previous_until", "2026-03-15T09:00:00Z"}};
    out[name] = json::parse(value);
    return out;
  }
  bool schema_takes(const json::object& settings) const {
    json::object whole = settings;
    whole["api_key"] = "a key";
    return host::check_against_schema(schema_, whole).empty();
  }
  bool plugin_takes(const json::object& settings) { return configure(json::serialize(settings)).status == AUTOHEAL_OK; }

  const json::object schema_ = description().at("settings").as_object();
};

TEST_F(SettingsSchema, EverySettingHelpsThePersonWhoFillsItIn) {
  const std::set<std::string_view> groups{"credentials", "alert_source", "advanced"};
  EXPECT_EQ(schema_.at("additionalProperties"), false);
  EXPECT_EQ(schema_.at("required"), json::array{"api_key"});
  for (const auto& member : schema_.at("properties").as_object()) {
    const json::object& property = member.value().as_object();
    const std::string name(member.key());
    EXPECT_FALSE(property.at("title").as_string().empty()) << name;
    EXPECT_GE(property.at("description").as_string().size(), 40U) << name;
    EXPECT_TRUE(groups.contains(std::string_view(property.at("x-group").as_string()))) << name;
    EXPECT_TRUE(property.contains("x-placeholder") || property.contains("enum")) << name;
    if (const json::value* titles = property.if_contains("x-enum-titles")) {
      EXPECT_EQ(titles->as_array().size(), property.at("enum").as_array().size()) << name;
    }
    const bool is_secret = name == "api_key" || name == "signing_secret" || name == "signing_secret_previous";
    EXPECT_EQ(property.contains("writeOnly"), is_secret) << name;
    EXPECT_EQ(property.contains("x-operator-only"), name == "endpoint") << name;
  }
  EXPECT_EQ(schema_.at("properties").at("endpoint").at("x-wipes"), json::array{"api_key"});
}

struct Value {
  std::string_view name;
  std::string_view value;
};

TEST_F(SettingsSchema, TakesWhatThePluginTakes) {
  const Value rows[] = {
      {"region", R"("us")"},
      {"region", R"("eu")"},
      {"labels", R"({"env":"prod","cluster":"eu-1"})"},
      {"labels", "{}"},
      {"severity_map", R"({"P1":"critical","Sev Major":"info"})"},
      {"time_zone", R"("Europe/Berlin")"},
      {"endpoint", R"("https://pagerduty-gateway.example.com")"},
      {"ca_bundle", R"("")"},
      {"signing_secret_previous_until", R"("2026-03-15T09:00:00+01:00")"},
  };
  std::set<std::string> shown{"api_key", "signing_secret", "signing_secret_previous"};  // secrets are set elsewhere
  for (const Value& row : rows) {
    EXPECT_TRUE(schema_takes(settings(row.name, row.value))) << row.name << " " << row.value;
    EXPECT_TRUE(plugin_takes(settings(row.name, row.value))) << row.name << " " << row.value;
    shown.insert(std::string(row.name));
  }
  for (const auto& member : schema_.at("properties").as_object()) {
    EXPECT_TRUE(shown.contains(std::string(member.key()))) << member.key() << " has no row here";
  }
}

TEST_F(SettingsSchema, WhatIsWrongIsRefusedByThePluginAlso) {
  const Value rows[] = {
      {"region", R"("mars")"},
      {"region", "1"},
      {"labels", R"({"env":1})"},
      {"labels", R"({"env":""})"},
      {"labels", R"(["env"])"},
      {"severity_map", R"({"P1":"awful"})"},
      {"severity_map", R"({"P1":1})"},
      {"severity_map", R"("P1")"},
      {"time_zone", "7"},
      {"endpoint", "[]"},
      {"ca_bundle", "false"},
      {"signing_secret_previous_until", "1773480413"},
      {"colour", R"("red")"},
  };
  for (const Value& row : rows) {
    EXPECT_FALSE(schema_takes(settings(row.name, row.value))) << row.name << " " << row.value;
    EXPECT_FALSE(plugin_takes(settings(row.name, row.value))) << row.name << " " << row.value;
  }
}

}  // namespace
}  // namespace autoheal::pagerduty
