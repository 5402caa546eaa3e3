#include "schema/schema.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

namespace autoheal::host {
namespace {

namespace json = boost::json;

struct SchemaRow {
  const char* what;
  const char* schema;
  const char* value;
  std::vector<std::pair<std::string, std::string>> problems;  // pointer, part of the message
};

TEST(Schema, ChecksValues) {
  const SchemaRow rows[] = {
      {"empty schema", "{}", "17", {}},
      {"text", R"({"type":"string"})", R"("x")", {}},
      {"text, got number", R"({"type":"string"})", "1", {{"", "must be text"}}},
      {"whole number", R"({"type":"integer"})", "3", {}},
      {"whole number as 3.0", R"({"type":"integer"})", "3.0", {}},
      {"whole number, got 3.5", R"({"type":"integer"})", "3.5", {{"", "must be a whole number"}}},
      {"number, got text", R"({"type":"number"})", R"("3")", {{"", "must be a number"}}},
      {"flag, got text", R"({"type":"boolean"})", R"("true")", {{"", "must be true or false"}}},
      {"one of two types", R"({"type":["string","null"]})", "null", {}},
      {"neither of two types", R"({"type":["string","null"]})", "1", {{"", "must be text or null"}}},
      {"enum", R"({"enum":["us","eu"]})", R"("eu")", {}},
      {"enum, near",
       R"({"enum":["acknowledged","resolved"]})",
       R"("acknowleged")",
       {{"", "did you mean acknowledged?"}}},
      {"enum, far", R"({"enum":["us","eu"]})", R"("mars")", {{"", "must be one of us, eu"}}},
      {"const", R"({"const":1})", "2", {{"", "must be 1"}}},
      {"minimum", R"({"minimum":2})", "1", {{"", "must be at least 2"}}},
      {"minimum met", R"({"minimum":2})", "2", {}},
      {"maximum", R"({"maximum":2.5})", "3", {{"", "must be at most 2.5"}}},
      {"empty text", R"({"minLength":1})", R"("")", {{"", "must not be empty"}}},
      {"short text", R"({"minLength":3})", R"("ab")", {{"", "at least 3 characters"}}},
      {"characters, not bytes", R"({"maxLength":2})", R"("äö")", {}},
      {"long text", R"({"maxLength":2})", R"("abc")", {{"", "at most 2 characters"}}},
      {"pattern", R"({"pattern":"^[a-z]+$"})", R"("abc")", {}},
      {"pattern not met", R"({"pattern":"^[a-z]+$"})", R"("ABC")", {{"", "expected form"}}},
      {"pattern somewhere", R"({"pattern":"b"})", R"("abc")", {}},
      {"pattern of characters, not bytes", R"({"pattern":"^.$"})", R"("ä")", {}},
      {"list", R"({"items":{"type":"integer"},"minItems":1,"maxItems":2})", "[1,2]", {}},
      {"short list", R"({"minItems":1})", "[]", {{"", "at least 1 entries"}}},
      {"long list", R"({"maxItems":1})", "[1,2]", {{"", "at most 1 entries"}}},
      {"bad entry", R"({"items":{"type":"integer"}})", R"([1,"x"])", {{"/1", "whole number"}}},
      {"required", R"({"required":["a"]})", "{}", {{"/a", "is required"}}},
      {"unknown, near",
       R"({"properties":{"api_key":{}},"additionalProperties":false})",
       R"({"apikey":1})",
       {{"/apikey", "did you mean api_key?"}}},
      {"unknown, far",
       R"({"properties":{"api_key":{}},"additionalProperties":false})",
       R"({"zzz":1})",
       {{"/zzz", "is not known"}}},
      {"others by schema",
       R"({"additionalProperties":{"type":"string"}})",
       R"({"a":"x","b":1})",
       {{"/b", "must be text"}}},
      {"others allowed", R"({"properties":{}})", R"({"a":1})", {}},
      {"nested",
       R"({"properties":{"a":{"properties":{"b":{"type":"string"}}}}})",
       R"({"a":{"b":1}})",
       {{"/a/b", "text"}}},
      {"pointer escaped", R"({"additionalProperties":false})", R"({"a/b~c":1})", {{"/a~1b~0c", "is not known"}}},
      {"several at once",
       R"({"required":["x"],"properties":{"y":{"type":"string"}},"additionalProperties":false})",
       R"({"y":1,"z":2})",
       {{"/x", "required"}, {"/y", "text"}, {"/z", "not known"}}},
      {"keywords of other types are silent", R"({"minLength":3,"minimum":9,"minItems":2})", "true", {}},
  };
  for (const SchemaRow& row : rows) {
    const auto problems = check_against_schema(json::parse(row.schema).as_object(), json::parse(row.value));
    ASSERT_EQ(problems.size(), row.problems.size()) << row.what << (problems.empty() ? "" : ": " + problems[0].message);
    for (std::size_t i = 0; i < problems.size(); ++i) {
      EXPECT_EQ(problems[i].pointer, row.problems[i].first) << row.what;
      EXPECT_NE(problems[i].message.find(row.problems[i].second), std::string::npos)
          << row.what << ": " << problems[i].message;
    }
  }
}

TEST(Schema, NeverRepeatsAValue) {
  const auto schema =
      json::parse(R"({"type":"string","minLength":50,"pattern":"^x","enum":["a"],"const":"b"})").as_object();
  for (const Problem& problem : check_against_schema(schema, "CANARY")) {
    EXPECT_EQ(problem.message.find("CANARY"), std::string::npos) << problem.message;
  }
}

TEST(Schema, APatternJudgesATextOfAnyLength) {
  const auto schema = json::parse(R"({"pattern":"^(a+)+$"})").as_object();
  const std::string long_text(1U << 20U, 'a');
  EXPECT_TRUE(check_against_schema(schema, json::value(long_text)).empty());
  const auto problems = check_against_schema(schema, json::value(long_text + "!"));
  ASSERT_EQ(problems.size(), 1U);
  EXPECT_EQ(problems[0].message, "does not have the expected form (^(a+)+$)");
}

TEST(Schema, FindsBrokenSchemas) {
  EXPECT_TRUE(
      check_schema(json::parse(R"({"type":"object","properties":{"a":{"type":"string","pattern":"^a"}}})").as_object())
          .empty());
  const std::pair<const char*, const char*> rows[] = {
      {R"({"type":"text"})", "/type"},
      {R"({"type":[]})", "/type"},
      {R"({"type":7})", "/type"},
      {R"({"pattern":"("})", "/pattern"},
      {R"({"pattern":7})", "/pattern"},
      {R"({"pattern":"^(?=a)b"})", "/pattern"},
      {R"({"minimum":"1"})", "/minimum"},
      {R"({"enum":"a"})", "/enum"},
      {R"({"properties":[]})", "/properties"},
      {R"({"properties":{"a":1}})", "/properties/a"},
      {R"({"properties":{"a":{"$ref":"#/b"}}})", "/properties/a/$ref"},
      {R"({"items":{"type":"text"}})", "/items/type"},
      {R"({"additionalProperties":{"type":"text"}})", "/additionalProperties/type"},
  };
  for (const auto& [schema, pointer] : rows) {
    const auto problems = check_schema(json::parse(schema).as_object());
    ASSERT_EQ(problems.size(), 1U) << schema;
    EXPECT_EQ(problems[0].pointer, pointer) << schema;
  }
}

TEST(NearestName, FindsSlipsAndNothingWild) {
  const std::vector<std::string> names{"api_key", "region", "endpoint", "signing_secret"};
  const std::pair<const char*, const char*> rows[] = {{"apikey", "api_key"},
                                                      {"API-Key", "api_key"},
                                                      {"regoin", "region"},
                                                      {"endpont", "endpoint"},
                                                      {"signing_secrets", "signing_secret"},
                                                      {"token", ""},
                                                      {"", ""},
                                                      {"x", ""}};
  for (const auto& [given, expected] : rows) EXPECT_EQ(nearest_name(given, names), expected) << given;
  EXPECT_EQ(nearest_name(std::string(100000, 'a'), names), "");
}

}  // namespace
}  // namespace autoheal::host
