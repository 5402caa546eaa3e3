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

TEST(Answer, TheTextIsTheWholeEnvelopeAsJson) {
  const char* const kEnvelopes[] = {
      R"({"summary":"Two open.","data":{"incidents":["TITLE"]},"meta":{"complete":false,"warnings":["alerts could not be read"],"cuts":[{"what":"3 incidents","follow_up":{"operation":"list_incidents","arguments":{"cursor":"c"}}}],"untrusted":["/data/incidents/*"]},"links":{}})",
      R"({ "summary" : "None.", "data" : { "incidents" : [ ] }, "meta" : { "why_empty" : [ "no match" ] } })",
      R"({"summary":"Zürich \u2013 \"quoted\"","data":{"n":1e300,"big":18446744073709551615},"meta":{}})"};
  for (const char* const envelope : kEnvelopes) {
    const json::object result = render_answer(envelope);
    ASSERT_EQ(result.at("content").as_array().size(), 1u);
    const std::string text{result.at("content").at(0).at("text").as_string()};
    EXPECT_EQ(json::parse(text), json::parse(envelope));
    EXPECT_EQ(json::parse(text), result.at("structuredContent"));
    EXPECT_TRUE(text.starts_with(R"({"summary":)")) << text;
    EXPECT_FALSE(result.at("isError").as_bool());
  }
}

TEST(Answer, AnUnreadableEnvelopeIsAnErrorOfTheIntegration) {
  const json::object result = render_answer("not json");
  EXPECT_TRUE(result.at("isError").as_bool());
  EXPECT_EQ(result.at("structuredContent").at("error").at("code"), "plugin_fault");
}

TEST(Failure, TheTextSaysAllThatTheDocumentSays) {
  Error error = Error::of(Errc::rate_limited, "PagerDuty asks to wait.", "Ask a narrower question.");
  error.retry_after = std::chrono::seconds{12};
  error.problems.push_back({"/team", "is ambiguous"});
  error.choices =
      R"([{"number":1,"kind":"team","id":"P1","name":"Payments"},{"number":2,"kind":"team","id":"P2","name":"Payroll"}])";
  error.upstream = R"({"status":429,"request_id":"abc"})";
  const json::object result = render_failure(error);
  EXPECT_TRUE(result.at("isError").as_bool());
  EXPECT_EQ(result.at("structuredContent").at("error").at("retry_after_ms"), 12000);
  const std::string text{result.at("content").at(0).at("text").as_string()};
  for (const char* said : {"PagerDuty asks to wait.", "Ask a narrower question.", "12000 ms", "/team", "is ambiguous",
                           "P1", "Payments", "P2", "Payroll", "rate_limited", ", retryable", "429", "abc"}) {
    EXPECT_NE(text.find(said), std::string::npos) << said << " in " << text;
  }
}

}  // namespace
}  // namespace autoheal::host::mcp
