// Test Connection against a PagerDuty that keeps PagerDuty's rules: every kind of key, and the time it takes.
#include "connection/test_connection.hpp"
#include "integration/pagerduty_engine/engine_fixture.hpp"
#include "support/row_name.hpp"
#include "support/simulator_process.hpp"

#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>

namespace autoheal::pagerduty::connection {
using namespace kit;
namespace {

namespace json = boost::json;
using autoheal::test::RowName;
using autoheal::test::SimulatorProcess;
using pagerduty::test::always;
using pagerduty::test::FaultServer;
using testing::HasSubstr;
using testing::Not;

struct Answer {
  std::string text;
  json::value document;
  std::map<std::string, std::string> outcomes;
  std::chrono::milliseconds wall{0};

  std::string verdict() const { return document.at("verdict").as_string().c_str(); }
  std::string account(const char* key) const {
    const json::value* value = document.at("account").as_object().if_contains(key);
    return value == nullptr ? std::string() : std::string(value->as_string().c_str());
  }
};

Settings settings_for(const std::string& endpoint, const std::string& key, const std::string& webhook_url = {}) {
  Settings settings;
  settings.api_key = std::get<ApiKey>(parse_api_key(key));
  settings.endpoint = endpoint;
  settings.webhook_url = Secret(webhook_url);
  return settings;
}

// As the plugin does it for unsaved values: a throw-away instance.
Answer test(const Settings& settings) {
  const auto start = std::chrono::steady_clock::now();
  const auto loop = std::make_shared<http::TransferLoop>();
  const auto client = make_client(loop, settings);
  const auto other = make_other_region_client(loop, settings);
  Answer answer;
  answer.text =
      test_connection(*client, settings, pagerduty::test::scope_of(std::chrono::seconds{8}), other.get()).value();
  answer.wall = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - start);
  answer.document = json::parse(answer.text);
  for (const json::value& row : answer.document.at("rows").as_array()) {
    answer.outcomes[row.at("name").as_string().c_str()] = row.at("outcome").as_string().c_str();
  }
  return answer;
}

struct Key {
  const char* name;  // in the ready file
  const char* verdict;
  const char* failing;  // the row that fails, or ""
  const char* kind;
};

class Keys : public testing::TestWithParam<Key> {};

TEST_P(Keys, GetTheirVerdict) {
  const SimulatorProcess simulator;
  const Answer answer = test(settings_for(simulator.base_url(), simulator.key(GetParam().name)));
  EXPECT_EQ(answer.verdict(), GetParam().verdict) << answer.text;
  EXPECT_EQ(answer.account("key_kind"), GetParam().kind) << answer.text;
  for (const char* read : {"incidents", "services", "schedules", "users"}) {
    EXPECT_EQ(answer.outcomes.at(read), std::string_view(read) == GetParam().failing ? "fail" : "pass") << answer.text;
  }
  EXPECT_EQ(answer.outcomes.at("rate_budget"), "info") << answer.text;
  EXPECT_THAT(answer.text, Not(HasSubstr(simulator.key(GetParam().name))));
}

INSTANTIATE_TEST_SUITE_P(Simulator, Keys,
                         testing::Values(Key{"general", "pass", "", "general access key"},
                                         Key{"readonly", "pass", "", "general access key"},
                                         Key{"user", "pass", "", "user token"}, Key{"full", "pass", "", "user token"},
                                         Key{"no_incidents", "partial", "incidents", "user token"},
                                         Key{"no_services", "partial", "services", "user token"},
                                         Key{"no_schedules", "partial", "schedules", "user token"},
                                         Key{"no_users", "partial", "users", "user token"}),
                         RowName{});

TEST(Simulator, AnUnknownKeyIsRefused) {
  const SimulatorProcess simulator;
  const Answer answer = test(settings_for(simulator.base_url(), "y_NbAkKc66ryYTWUXYEu"));
  EXPECT_EQ(answer.verdict(), "fail");
  EXPECT_EQ(answer.outcomes.at("reach"), "pass");
  EXPECT_EQ(answer.outcomes.at("api_key"), "fail");
  EXPECT_EQ(answer.outcomes.at("incidents"), "skipped");
  EXPECT_THAT(answer.text, HasSubstr("no other region was tried"));
}

TEST(Simulator, AWebhookThatNobodySubscribedIsNoticed) {
  const SimulatorProcess simulator;
  const std::string url = "https://hooks.example.com/api/webhooks/pagerduty/p1.S3cret";
  const Answer answer = test(settings_for(simulator.base_url(), simulator.key("general"), url));
  EXPECT_EQ(answer.outcomes.at("webhook_subscription"), "warn") << answer.text;
  EXPECT_EQ(answer.verdict(), "pass");
  EXPECT_THAT(answer.text, Not(HasSubstr("S3cret")));
}

TEST(Simulator, AllProbesTakeLittleMoreThanTwoRoundTrips) {
  const SimulatorProcess simulator({"--latency-ms", "50"});
  const Answer answer = test(settings_for(simulator.base_url(), simulator.key("general")));
  EXPECT_EQ(answer.verdict(), "pass");
  EXPECT_LT(answer.wall, std::chrono::milliseconds{300});
}

// Two local servers stand in for the two regions.
TEST(OtherRegion, IsAskedAfterA401AndSaidToAccept) {
  FaultServer us(always("HTTP/1.1 401 Unauthorized\r\nContent-Type: text/html\r\nContent-Length: 0\r\n\r\n"));
  const std::string body = R"({"error":"Requests made with an account-level access token cannot do this."})";
  FaultServer eu(
      always("HTTP/1.1 400 Bad Request\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body));
  const Settings settings = settings_for({}, "y_NbAkKc66ryYTWUXYEu");
  const auto loop = std::make_shared<http::TransferLoop>();
  const auto here = make_client(loop, settings_for(us.origin(), "y_NbAkKc66ryYTWUXYEu"));
  const auto there = make_client(loop, settings_for(eu.origin(), "y_NbAkKc66ryYTWUXYEu"));
  const std::string table =
      test_connection(*here, settings, pagerduty::test::scope_of(std::chrono::seconds{8}), there.get()).value();
  EXPECT_THAT(table, HasSubstr("set the region to EU"));
  EXPECT_EQ(eu.requests(), 1);
  EXPECT_THAT(table, HasSubstr(R"("verdict":"fail")"));
}

TEST(OtherRegion, HasNoClientWhenAnEndpointIsSet) {
  const auto loop = std::make_shared<http::TransferLoop>();
  EXPECT_EQ(make_other_region_client(loop, settings_for("http://127.0.0.1:1", "y_NbAkKc66ryYTWUXYEu")), nullptr);
  EXPECT_NE(make_other_region_client(loop, settings_for({}, "y_NbAkKc66ryYTWUXYEu")), nullptr);
}

TEST(Outage, IsToldInTime) {
  FaultServer silent([](pagerduty::test::Peer& peer) {
    peer.read_request();
    peer.stall();
  });
  const Settings settings = settings_for(silent.origin(), "y_NbAkKc66ryYTWUXYEu");
  const auto loop = std::make_shared<http::TransferLoop>();
  const auto client = make_client(loop, settings);
  const auto start = std::chrono::steady_clock::now();
  const Result<std::string> table =
      test_connection(*client, settings, pagerduty::test::scope_of(std::chrono::milliseconds{400}), nullptr);
  EXPECT_LE(std::chrono::steady_clock::now() - start, std::chrono::milliseconds{500});
  ASSERT_TRUE(table.has_value());
  EXPECT_THAT(table.value(), HasSubstr(R"("verdict":"fail")"));
}

}  // namespace
}  // namespace autoheal::pagerduty::connection
