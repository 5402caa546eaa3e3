#include "description.hpp"
#include "schema/schema.hpp"

#include <algorithm>
#include <set>

namespace autoheal::pagerduty {
namespace {

namespace json = boost::json;

std::string text(const json::value& value) { return json::value_to<std::string>(value); }

bool is_operation_name(std::string_view name) {
  return !name.empty() && name.front() >= 'a' && name.front() <= 'z' &&
         std::all_of(name.begin(), name.end(), [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; });
}

TEST(Describe, SaysWhoItIs) {
  const json::object document = description();
  EXPECT_EQ(document.at("describe_version"), 1);
  EXPECT_EQ(document.at("id"), "pagerduty");
  EXPECT_EQ(document.at("name"), "PagerDuty");
  EXPECT_EQ(document.at("version"), "1.0.0");
}

TEST(Describe, EverySchemaIsOneThatAHostUnderstands) {
  const json::object document = description();
  EXPECT_TRUE(host::check_schema(document.at("settings").as_object()).empty());
  for (const json::value& operation : document.at("operations").as_array()) {
    for (const char* schema : {"arguments", "result"}) {
      for (const auto& problem : host::check_schema(operation.at(schema).as_object())) {
        ADD_FAILURE() << operation.at("name") << " " << schema << problem.pointer << ": " << problem.message;
      }
    }
    EXPECT_EQ(json::serialize(operation).find("$ref"), std::string::npos) << operation.at("name");
  }
}

TEST(Describe, EveryOperationIsFullyDescribed) {
  std::set<std::string> names;
  const json::object document = description();
  for (const json::value& operation : document.at("operations").as_array()) {
    const std::string name = text(operation.at("name"));
    EXPECT_TRUE(is_operation_name(name)) << name;
    EXPECT_TRUE(names.insert(name).second) << name << " twice";
    EXPECT_FALSE(operation.at("title").as_string().empty()) << name;
    EXPECT_GE(operation.at("description").as_string().size(), 40U) << name;
    EXPECT_TRUE(operation.at("audience") == "agent" || operation.at("audience") == "host") << name;
    EXPECT_EQ(operation.at("arguments").at("additionalProperties"), false) << name;
    EXPECT_EQ(operation.at("annotations").at("read_only"), true) << name;
    EXPECT_EQ(operation.at("annotations").at("idempotent"), true) << name;
    EXPECT_TRUE(operation.at("annotations").at("open_world").is_bool()) << name;
    EXPECT_GT(operation.at("typical_ms").as_int64(), 0) << name;
  }
  EXPECT_TRUE(names.contains("who_is_on_call"));
  EXPECT_TRUE(names.contains("explain_signature"));
}

// Clients put all tools into the agent's context at once.
TEST(Describe, AgentsToolsFitTheirContext) {
  std::size_t characters = 0;
  const json::object document = description();
  for (const json::value& operation : document.at("operations").as_array()) {
    if (operation.at("audience") != "agent") continue;
    characters += operation.at("name").as_string().size() + operation.at("description").as_string().size() +
                  json::serialize(operation.at("arguments")).size();
  }
  EXPECT_LT(characters, 16'000U);
}

TEST(Describe, TellsHowWebhooksAreVerified) {
  const json::value webhook = description().at("webhook");
  EXPECT_EQ(webhook.at("signature_header"), "X-PagerDuty-Signature");
  EXPECT_EQ(webhook.at("secret_setting"), "signing_secret");
  EXPECT_EQ(webhook.at("url_secret"), "webhook_url");
  EXPECT_EQ(webhook.at("max_body_bytes"), 1'048'576);
  std::set<std::string> types;
  for (const json::value& type : webhook.at("event_types").as_array()) types.insert(text(type));
  EXPECT_EQ(types.size(), 11U);
  for (const char* type : {"incident.triggered", "incident.acknowledged", "incident.resolved"}) {
    EXPECT_TRUE(types.contains(type)) << type;
  }
  for (const char* type : {"pagey.ping", "incident.annotated", "service.updated"}) {
    EXPECT_FALSE(types.contains(type)) << type;
  }
}

}  // namespace
}  // namespace autoheal::pagerduty
