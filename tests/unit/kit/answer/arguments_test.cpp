#include "kit/answer/arguments.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

namespace autoheal::kit {
namespace {

constexpr Parameter kParameters[] = {
    {"incident", ParameterType::reference, "the one", "", true},
    {"status", ParameterType::choice, "", "open|any"},
    {"include", ParameterType::choice_list, "", "notes|alerts"},
    {"service", ParameterType::text, "", ""},
};

const Operation kOperation{"ask", "Ask", "", Audience::agent, kParameters, "{}", 1, nullptr};

struct Row {
  const char* name;
  const char* json;
  const char* pointer;
  const char* part_of_message;
};

std::ostream& operator<<(std::ostream& out, const Row& row) { return out << row.name; }

class WrongArguments : public ::testing::TestWithParam<Row> {};

TEST_P(WrongArguments, AreNamed) {
  auto arguments = Arguments::parse(kOperation, GetParam().json);
  ASSERT_FALSE(arguments.has_value());
  EXPECT_EQ(arguments.error().code, Errc::invalid_argument);
  ASSERT_FALSE(arguments.error().problems.empty());
  EXPECT_EQ(arguments.error().problems[0].pointer, GetParam().pointer);
  EXPECT_NE(arguments.error().problems[0].message.find(GetParam().part_of_message), std::string::npos)
      << arguments.error().problems[0].message;
}

INSTANTIATE_TEST_SUITE_P(
    Rows, WrongArguments,
    ::testing::Values(Row{"not_json", "{", "", "not JSON"}, Row{"not_an_object", "[1]", "", "object"},
                      Row{"text", "\"x\"", "", "object"}, Row{"required", "{}", "/incident", "required"},
                      Row{"null_is_absent", R"({"incident":null})", "/incident", "required"},
                      Row{"unknown", R"({"incident":1,"sevice":"x"})", "/sevice", "`service`"},
                      Row{"unknown_prefix", R"({"incident":1,"stat":"x"})", "/stat", "`status`"},
                      Row{"unknown_far", R"({"incident":1,"zzzzzzzz":"x"})", "/zzzzzzzz", "it takes"},
                      Row{"wrong_type", R"({"incident":1,"service":5})", "/service", "string"},
                      Row{"blank", R"({"incident":1,"service":"  "})", "/service", "blank"},
                      Row{"control", R"({"incident":1,"service":"a\u0001b"})", "/service", "control"},
                      Row{"choice", R"({"incident":1,"status":"opne"})", "/status", "did you mean open"},
                      Row{"choice_type", R"({"incident":1,"status":true})", "/status", "one of open, any"},
                      Row{"list_type", R"({"incident":1,"include":"notes"})", "/include", "array"},
                      Row{"list_empty", R"({"incident":1,"include":[]})", "/include", "empty"},
                      Row{"list_item", R"({"incident":1,"include":["notes","alert"]})", "/include/1", "alerts"},
                      Row{"negative_number", R"({"incident":-1})", "/incident", "number"},
                      Row{"fraction", R"({"incident":1.5})", "/incident", "number"},
                      Row{"limit_low", R"({"incident":1,"limit":0})", "/limit", "1 to 1000"},
                      Row{"limit_high", R"({"incident":1,"limit":1001})", "/limit", "1 to 1000"},
                      Row{"limit_text", R"({"incident":1,"limit":"10"})", "/limit", "whole number"},
                      Row{"limit_huge", R"({"incident":1,"limit":1e300})", "/limit", "whole number"},
                      Row{"max_bytes_low", R"({"incident":1,"max_bytes":100})", "/max_bytes", "2048 to 262144"}),
    [](const auto& param) { return std::string(param.param.name); });

TEST(Arguments, EveryMistakeIsOneProblem) {
  auto arguments = Arguments::parse(kOperation, R"({"status":"x","limit":0,"nope":1})");
  ASSERT_FALSE(arguments.has_value());
  EXPECT_EQ(arguments.error().problems.size(), 4U);
}

TEST(Arguments, AreReadWithTypes) {
  auto arguments =
      Arguments::parse(kOperation, R"({"incident":12345,"include":["notes"],"limit":10,"service":"x","status":null})");
  ASSERT_TRUE(arguments.has_value());
  EXPECT_EQ(arguments.value().integer("limit"), 10);
  EXPECT_EQ(arguments.value().list("include").size(), 1U);
  EXPECT_EQ(arguments.value().text("service"), "x");
  EXPECT_FALSE(arguments.value().has("status"));
}

TEST(Arguments, AHugeTextIsRefused) {
  EXPECT_FALSE(
      Arguments::parse(kOperation, R"({"incident":1,"service":")" + std::string(201, 'x') + "\"}").has_value());
  EXPECT_FALSE(Arguments::parse(kOperation, std::string(1'100'000, ' ') + "{}").has_value());
}

TEST(Arguments, AdmitWhatAListNames) {
  const auto some = Arguments::parse(kOperation, R"({"incident":1,"include":["notes"]})");
  EXPECT_TRUE(some.value().admits("include", "notes"));
  EXPECT_FALSE(some.value().admits("include", "alerts"));
  const auto all = Arguments::parse(kOperation, R"({"incident":1})");
  EXPECT_TRUE(all.value().admits("include", "alerts"));
}

}  // namespace
}  // namespace autoheal::kit
