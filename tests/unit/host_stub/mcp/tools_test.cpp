#include "mcp/tools.hpp"

#include <gtest/gtest.h>

namespace autoheal::host::mcp {
namespace {

namespace json = boost::json;

TEST(ToolFilter, NamesAndStars) {
  EXPECT_TRUE(parse_tool_filter("").accepts("anything"));
  const ToolFilter filter = parse_tool_filter(" get_* , list_incidents,*_status");
  for (const char* yes : {"get_incident", "get_", "list_incidents", "get_service_status"})
    EXPECT_TRUE(filter.accepts(yes)) << yes;
  for (const char* no : {"list_changes", "list_incidents_x", "xget_incident", ""})
    EXPECT_FALSE(filter.accepts(no)) << no;
}

Tool tool_of(std::vector<std::string> integrations) {
  Tool tool;
  tool.name = "list_incidents";
  tool.integrations = std::move(integrations);
  return tool;
}

TEST(Integration, TheOnlyOneNeedsNoName) {
  json::object arguments{{"status", "open"}};
  EXPECT_EQ(take_integration(tool_of({"prod"}), arguments).value(), "prod");
  EXPECT_EQ(arguments.size(), 1u);
}

TEST(Integration, OneOfSeveralIsTakenOutOfTheArguments) {
  json::object arguments{{"integration", "staging"}, {"status", "open"}};
  EXPECT_EQ(take_integration(tool_of({"prod", "staging"}), arguments).value(), "staging");
  EXPECT_FALSE(arguments.contains("integration"));
}

TEST(Integration, AMissingOrUnknownNameIsAnErrorWithChoices) {
  for (json::object arguments :
       {json::object{}, json::object{{"integration", "dev"}}, json::object{{"integration", 1}}}) {
    const auto taken = take_integration(tool_of({"prod", "staging"}), arguments);
    ASSERT_FALSE(taken.has_value());
    EXPECT_EQ(taken.error().code, Errc::invalid_argument);
    EXPECT_EQ(json::parse(taken.error().choices).as_array().size(), 2u);
  }
}

TEST(Answer, WordsHoldTheSummaryAndEveryLimitButNotTheData) {
  const json::object result =
      render_answer(R"({"summary":"Two open.","data":{"incidents":["SECRETDATA"]},"meta":{"complete":false,
    "warnings":["alerts could not be read"],"why_empty":["no match"],
    "cuts":[{"what":"3 incidents","why":"budget","follow_up":{"operation":"list_incidents","arguments":{"cursor":"c"}}}]}})");
  const std::string words{result.at("content").at(0).at("text").as_string()};
  EXPECT_EQ(
      words,
      "Two open.\nEmpty because: no match\nNote: alerts could not be read\nLeft out: 3 incidents (budget); the rest: "
      "{\"operation\":\"list_incidents\",\"arguments\":{\"cursor\":\"c\"}}");
  EXPECT_EQ(result.at("structuredContent").at("data").at("incidents").at(0), "SECRETDATA");
  EXPECT_FALSE(result.at("isError").as_bool());
}

TEST(Answer, AnUnreadableEnvelopeIsAnErrorOfTheIntegration) {
  const json::object result = render_answer("not json");
  EXPECT_TRUE(result.at("isError").as_bool());
  EXPECT_EQ(result.at("structuredContent").at("error").at("code"), "plugin_fault");
}

TEST(Failure, IsDataAndWords) {
  Error error = Error::of(Errc::rate_limited, "PagerDuty asks to wait.", "Ask again in 12 seconds.");
  error.retry_after = std::chrono::seconds{12};
  const json::object result = render_failure(error);
  EXPECT_TRUE(result.at("isError").as_bool());
  EXPECT_EQ(result.at("structuredContent").at("error").at("retry_after_ms"), 12000);
  EXPECT_NE(std::string(result.at("content").at(0).at("text").as_string()).find("PagerDuty asks to wait."),
            std::string::npos);
}

}  // namespace
}  // namespace autoheal::host::mcp
