#include "plugin/describe.hpp"

#include "plugin/roles.hpp"

#include <boost/json.hpp>
#include <functional>
#include <gtest/gtest.h>

namespace autoheal::host {
namespace {

namespace json = boost::json;

json::object good() {
  return json::parse(R"({"describe_version":1,"id":"demo","name":"Demo","version":"1.0.0",
    "settings":{"type":"object","additionalProperties":false,"properties":{
      "token":{"type":"string","writeOnly":true},"endpoint":{"type":"string","x-operator-only":true}}},
    "operations":[{"name":"ask","title":"Ask","description":"Asks.","audience":"agent",
      "arguments":{"type":"object","additionalProperties":false,"properties":{}},"result":{"type":"object"},
      "annotations":{"read_only":true,"idempotent":true,"open_world":false},"typical_ms":200},
      {"name":"tidy","description":"Tidies.","audience":"host",
      "arguments":{"type":"object","additionalProperties":false}}],
    "webhook":{"signature_header":"X-Sig","secret_setting":"token","url_secret":"url","event_types":["a"],"max_body_bytes":1000}})")
      .as_object();
}

TEST(Describe, ReadsWhatTheContractPromises) {
  const auto describe = parse_describe(json::serialize(good()));
  ASSERT_TRUE(describe.has_value()) << describe.error().message;
  const Describe& d = describe.value();
  EXPECT_EQ(d.id, "demo");
  ASSERT_EQ(d.operations.size(), 2U);
  EXPECT_TRUE(d.operations[0].for_agents);
  EXPECT_TRUE(d.operations[0].read_only);
  EXPECT_FALSE(d.operations[0].open_world);
  EXPECT_EQ(d.operations[0].typical_ms, 200);
  EXPECT_FALSE(d.operations[1].for_agents);
  EXPECT_NE(d.find_operation("ask"), nullptr);
  EXPECT_EQ(d.find_operation("as"), nullptr);
  EXPECT_TRUE(d.is_secret("token"));
  EXPECT_FALSE(d.is_secret("endpoint"));
  EXPECT_FALSE(d.is_secret("absent"));
  EXPECT_TRUE(d.is_operator_only("endpoint"));
  EXPECT_EQ(d.secret_names(), (std::vector<std::string>{"token"}));
  ASSERT_TRUE(d.webhook.has_value());
  EXPECT_EQ(d.webhook->url_secret, "url");
  EXPECT_EQ(d.webhook->max_body_bytes, 1000U);
}

TEST(Describe, WebhooksAreOptional) {
  json::object document = good();
  document.erase("webhook");
  EXPECT_FALSE(parse_describe(json::serialize(document)).value().webhook.has_value());
}

TEST(Describe, AnOperationIsFoundByItsRoleAndNotByItsName) {
  json::object document = good();
  json::array& operations = document.at("operations").as_array();
  operations[0].as_object()["role"] = "enrich/1";
  operations[1].as_object()["name"] = "reconcile_alerts";
  const Describe describe = parse_describe(json::serialize(document)).value();
  ASSERT_NE(roles::find(describe, roles::kEnrich), nullptr);
  EXPECT_EQ(roles::find(describe, roles::kEnrich)->name, "ask");
  for (const auto role : {roles::kReconcile, roles::kExplainDelivery, roles::kDiagnoseSource}) {
    EXPECT_EQ(roles::find(describe, role), nullptr) << role;
  }
}

TEST(Describe, RolesAndDocumentsOfALaterContractAreNoBreach) {
  json::object document = good();
  document.at("operations").as_array()[0].as_object()["role"] = "heal/3";
  document["settings_version"] = 4;
  document["documents"] = json::object{{"envelope", 1}, {"hologram", 2}};
  EXPECT_TRUE(parse_describe(json::serialize(document)).has_value());
}

TEST(Describe, EveryBreachIsNamed) {
  struct Row {
    const char* what;
    std::function<void(json::object&)> spoil;
    const char* why;
  };
  const auto operation = [](json::object& d) -> json::object& { return d.at("operations").as_array()[0].as_object(); };
  const Row rows[] = {
      {"version 2", [](auto& d) { d["describe_version"] = 2; }, "/describe_version"},
      {"no version", [](auto& d) { d.erase("describe_version"); }, "/describe_version"},
      {"bad id", [](auto& d) { d["id"] = "De-mo"; }, "/id"},
      {"no name", [](auto& d) { d.erase("name"); }, "/name"},
      {"no settings", [](auto& d) { d.erase("settings"); }, "/settings"},
      {"open settings", [](auto& d) { d.at("settings").as_object()["additionalProperties"] = true; }, "closed object"},
      {"settings of a list", [](auto& d) { d.at("settings").as_object()["type"] = "array"; }, "closed object"},
      {"broken schema", [](auto& d) { d.at("settings").as_object()["properties"] = 1; }, "/settings/properties"},
      {"no operations", [](auto& d) { d.erase("operations"); }, "/operations"},
      {"operation not an object", [](auto& d) { d["operations"] = json::array{1}; }, "/operations/0"},
      {"operation's name", [&](auto& d) { operation(d)["name"] = "Ask"; }, "/operations/0/name"},
      {"same name twice", [&](auto& d) { operation(d)["name"] = "tidy"; }, "twice"},
      {"no description", [&](auto& d) { operation(d).erase("description"); }, "/operations/0/description"},
      {"odd audience", [&](auto& d) { operation(d)["audience"] = "all"; }, "/operations/0/audience"},
      {"one role on two operations",
       [&](auto& d) {
         for (auto& one : d.at("operations").as_array()) one.as_object()["role"] = "enrich/1";
       },
       "the role enrich/1 stands on two operations"},
      {"an envelope of a later version",
       [](auto& d) {
         d["documents"] = json::object{{"envelope", 2}};
       },
       "document envelope"},
      {"no arguments", [&](auto& d) { operation(d).erase("arguments"); }, "/operations/0/arguments"},
      {"a reference",
       [&](auto& d) {
         operation(d)["arguments"] = {{"type", "object"}, {"additionalProperties", false}, {"$ref", "#"}};
       },
       "$ref"},
      {"webhook not an object", [](auto& d) { d["webhook"] = 1; }, "/webhook"},
      {"body of no size", [](auto& d) { d.at("webhook").as_object()["max_body_bytes"] = 0; }, "max_body_bytes"},
      {"body of any size", [](auto& d) { d.at("webhook").as_object()["max_body_bytes"] = 1LL << 40; },
       "max_body_bytes"},
  };
  for (const Row& row : rows) {
    json::object document = good();
    row.spoil(document);
    const auto describe = parse_describe(json::serialize(document));
    ASSERT_FALSE(describe.has_value()) << row.what;
    EXPECT_EQ(describe.error().code, Errc::plugin_fault);
    EXPECT_NE(describe.error().message.find(row.why), std::string::npos)
        << row.what << ": " << describe.error().message;
  }
  for (const char* text : {"", "[]", "{", "null"}) EXPECT_FALSE(parse_describe(text).has_value()) << text;
}

}  // namespace
}  // namespace autoheal::host
