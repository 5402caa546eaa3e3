// Which key may do what, and how strict the authorization header is.
#include "running_simulator.hpp"

#include <gtest/gtest.h>

namespace simulator_test {
namespace {

struct Row {
  const char* name;
  const char* key;
  const char* path;
  int status;
};

class KeyTable : public testing::TestWithParam<Row> {};

TEST_P(KeyTable, AnswersGet) {
  const RunningSimulator simulator;
  const Answer answer = simulator.get(GetParam().path, GetParam().key);
  EXPECT_EQ(answer.status, GetParam().status) << answer.body;
  EXPECT_EQ(answer.headers.count("x-request-id"), 1U);
  EXPECT_EQ(answer.headers.count("ratelimit-remaining"), 1U);
}

INSTANTIATE_TEST_SUITE_P(Keys, KeyTable,
                         testing::Values(Row{"general_abilities", "general", "/abilities", 200},
                                         Row{"general_me", "general", "/users/me", 400},
                                         Row{"readonly_me", "readonly", "/users/me", 400},
                                         Row{"user_me", "user", "/users/me", 200},
                                         Row{"full_me", "full", "/users/me", 200},
                                         Row{"no_users_me", "no_users", "/users/me", 200},
                                         Row{"no_users_list", "no_users", "/users?limit=1", 403},
                                         Row{"no_users_incidents", "no_users", "/incidents?limit=1", 200},
                                         Row{"no_incidents_list", "no_incidents", "/incidents?limit=1", 403},
                                         Row{"no_incidents_log", "no_incidents", "/log_entries?limit=1", 403},
                                         Row{"no_incidents_services", "no_incidents", "/services?limit=1", 200},
                                         Row{"no_services_list", "no_services", "/services?limit=1", 403},
                                         Row{"no_services_business", "no_services", "/business_services", 403},
                                         Row{"no_schedules_list", "no_schedules", "/schedules?limit=1", 403},
                                         Row{"no_schedules_v3", "no_schedules", "/v3/schedules", 403},
                                         Row{"no_schedules_oncalls", "no_schedules", "/oncalls?limit=1", 200},
                                         Row{"user_subscriptions", "user", "/webhook_subscriptions", 403},
                                         Row{"oauth_incidents", "oauth", "/incidents?limit=1", 200},
                                         Row{"oauth_missing_scope", "oauth_no_incidents", "/incidents?limit=1", 403}),
                         [](const auto& row) { return row.param.name; });

TEST(Keys, GeneralKeysAreToldApartByAPlainStringError) {
  const RunningSimulator simulator;
  const json::value error = at(simulator.get("/users/me", "general").parsed(), "error");
  ASSERT_TRUE(error.is_string());
  EXPECT_NE(std::string(error.as_string()).find("account-level access token"), std::string::npos);
}

TEST(Keys, RefusalsSayWhy) {
  const RunningSimulator simulator;
  EXPECT_EQ(int_at(simulator.get("/users", "no_users").parsed(), "error.code"), 2010);
  EXPECT_NE(simulator.get("/incidents", "oauth_no_incidents").body.find("incidents.read API scope is required"),
            std::string::npos);
}

TEST(Keys, EverythingButTheExactHeaderIs401WithAnEmptyHtmlBody) {
  const RunningSimulator simulator;
  const std::string key = simulator.key("full");
  for (const std::string& header : std::vector<std::string>{
           "", "Authorization: Token " + key, "Authorization: Bearer " + key, "Authorization: token token=" + key,
           "Authorization: Token token=" + key + "x", "Authorization: Token token=" + simulator.key("oauth"),
           "Authorization: Token token=" + simulator.routing_key("checkout"), "Authorization: Token  token=" + key,
           "Authorization: Token token="}) {
    const Answer answer = simulator.raw("GET", "/abilities", "", {header.empty() ? "X-None: 1" : header});
    EXPECT_EQ(answer.status, 401) << header;
    EXPECT_EQ(answer.body, "");
    EXPECT_EQ(answer.headers.at("content-type").substr(0, 9), "text/html");
    EXPECT_EQ(answer.headers.at("x-request-id").size(), 32U);
  }
}

TEST(Keys, RequestIdsAreUnique) {
  const RunningSimulator simulator;
  EXPECT_NE(simulator.get("/abilities").headers.at("x-request-id"),
            simulator.get("/abilities").headers.at("x-request-id"));
}

TEST(Keys, AcceptHeader) {
  const RunningSimulator simulator;
  const std::string authorization = "Authorization: Token token=" + simulator.key("full");
  const auto status = [&](const std::string& accept) {
    return simulator.raw("GET", "/abilities", "", {authorization, accept}).status;
  };
  EXPECT_EQ(status("Accept: application/vnd.pagerduty+json;version=2"), 200);
  EXPECT_EQ(status("Accept: application/json"), 200);
  EXPECT_EQ(status("Accept:"), 200);
  EXPECT_EQ(status("Accept: application/vnd.pagerduty+json;version=1"), 406);
  EXPECT_EQ(status("Accept: text/html"), 406);
}

TEST(Keys, ReadOnlyKeysMayNotWrite) {
  const RunningSimulator simulator;
  const json::value body = {{"incident", {{"type", "incident"}, {"status", "acknowledged"}}}};
  EXPECT_EQ(simulator.send("PUT", "/incidents/12350", body, "readonly", {"From: priya.anand@acme-ops.example"}).status,
            403);
  EXPECT_EQ(simulator.send("PUT", "/incidents/12350", body, "user").status, 200);
}

TEST(Keys, GeneralKeysNeedAFromHeaderToWrite) {
  const RunningSimulator simulator;
  const json::value body = {{"incident", {{"type", "incident"}, {"status", "acknowledged"}}}};
  EXPECT_EQ(int_at(simulator.send("PUT", "/incidents/12350", body, "general").parsed(), "error.code"), 1008);
  EXPECT_EQ(simulator.send("PUT", "/incidents/12350", body, "general", {"From: nobody@example.com"}).status, 400);
  EXPECT_EQ(simulator.send("PUT", "/incidents/12350", body, "general", {"From: priya.anand@acme-ops.example"}).status,
            200);
}

TEST(Keys, RevokedKeysAre401) {
  const RunningSimulator simulator;
  simulator.control("POST", "keys", {{"key", "full"}});
  EXPECT_EQ(simulator.get("/abilities").status, 401);
  EXPECT_EQ(simulator.get("/abilities", "general").status, 200);
  simulator.control("POST", "keys", {{"key", "full"}, {"revoked", false}});
  EXPECT_EQ(simulator.get("/abilities").status, 200);
}

TEST(RateBudget, CountsPerKeyAndAnswers429) {
  const RunningSimulator simulator;
  simulator.control("POST", "rate", {{"limit", 3}});
  const Answer first = simulator.get("/abilities");
  EXPECT_EQ(first.headers.at("ratelimit-limit"), "3");
  EXPECT_EQ(first.headers.at("ratelimit-remaining"), "2");
  EXPECT_LE(std::stoi(first.headers.at("ratelimit-reset")), 60);
  simulator.get("/abilities");
  simulator.get("/abilities");
  const Answer limited = simulator.get("/abilities");
  EXPECT_EQ(limited.status, 429);
  EXPECT_EQ(limited.headers.at("ratelimit-remaining"), "0");
  EXPECT_EQ(int_at(limited.parsed(), "error.code"), 2020);
  EXPECT_EQ(simulator.get("/abilities", "general").status, 200);
}

TEST(RateBudget, ShareOneBudgetPerUser) {
  const RunningSimulator simulator;
  simulator.control("POST", "rate", {{"limit", 2}});
  EXPECT_EQ(simulator.get("/abilities", "user").headers.at("ratelimit-remaining"), "1");
  EXPECT_EQ(simulator.get("/abilities", "no_users").headers.at("ratelimit-remaining"), "0");
  EXPECT_EQ(simulator.get("/abilities", "user").status, 429);
}

TEST(RateBudget, A429MayComeBare) {
  const RunningSimulator simulator;
  simulator.control("POST", "rate", {{"limit", 0}, {"headers", false}});
  const Answer limited = simulator.get("/abilities");
  EXPECT_EQ(limited.status, 429);
  EXPECT_EQ(limited.body, "");
  EXPECT_EQ(limited.headers.count("ratelimit-remaining"), 0U);
}

}  // namespace
}  // namespace simulator_test
