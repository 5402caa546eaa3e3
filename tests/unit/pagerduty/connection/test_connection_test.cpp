#include "connection/test_connection.hpp"

#include "fakes/scripted_client.hpp"
#include "support/row_name.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace autoheal::pagerduty::connection {
using namespace kit;
namespace {

namespace json = boost::json;
using autoheal::test::RowName;
using kit::test::ScriptedClient;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

constexpr const char* kUrl = "https://hooks.example.com/api/webhooks/pagerduty/p1.S3cretPartOfTheUrl";

Error error_with_status(Errc code, int status, std::string message = "PagerDuty said no.") {
  Error error = Error::of(code, std::move(message), "Do something.");
  error.http_status = status;
  return error;
}

const Error kRefused = error_with_status(Errc::unauthorized, 401);
const Error kForbidden = error_with_status(Errc::forbidden, 403, "The API key may not read this (403).");
const Error kGeneralKey = error_with_status(
    Errc::rejected, 400, "PagerDuty rejected the request (400): not available with an account-level access token.");

Settings settings(std::string_view endpoint = {}, bool alert_source = false) {
  Settings out;
  out.api_key.value = Secret("y_NbAkKc66ryYTWUXYEu");
  out.endpoint = endpoint;
  if (alert_source) out.webhook_url = Secret(kUrl);
  return out;
}

// Everything works, as with a general access key.
ScriptedClient healthy() {
  ScriptedClient client;
  client.on("/incidents", R"({"incidents":[{"id":"Q1","html_url":"https://acme.pagerduty.com/incidents/Q1"}]})")
      .on("/services", R"({"services":[{"id":"P1"}]})")
      .on("/schedules", R"({"schedules":[{"id":"P1"}]})")
      .on("/users", R"({"users":[{"id":"P1"}]})")
      .on("/oncalls", R"({"oncalls":[]})")
      .on("/escalation_policies", R"({"escalation_policies":[]})")
      .on("/teams", R"({"teams":[]})")
      .on("/log_entries", R"({"log_entries":[]})")
      .on("/users/me", kGeneralKey);
  client.budget = http::RateBudget{960, 948, std::chrono::seconds{31}};
  return client;
}

// Every request ends with that error.
ScriptedClient failing(const Error& error) {
  ScriptedClient client;
  client.otherwise([error](const http::Request&) -> Result<http::Response> { return failure(error); });
  return client;
}

class Answer {
 public:
  Answer(http::Client& client, const Settings& with, http::Client* other_region = nullptr)
      : text_(test_connection(client, with, CallScope{}, other_region).value()), document_(json::parse(text_)) {}

  const std::string& text() const { return text_; }
  std::string verdict() const { return get(document_.as_object(), "verdict"); }
  std::string summary() const { return get(document_.as_object(), "summary"); }
  std::string account(std::string_view key) const { return get(document_.at("account").as_object(), key); }
  bool has(std::string_view row) const { return find(row) != nullptr; }
  std::string outcome(std::string_view row) const { return of(row, "outcome"); }
  std::string reason(std::string_view row) const { return of(row, "reason"); }
  std::string remedy(std::string_view row) const { return of(row, "remedy"); }
  const json::array& rows() const { return document_.at("rows").as_array(); }

 private:
  static std::string get(const json::object& object, std::string_view key) {
    const json::value* value = object.if_contains(json::string_view(key.data(), key.size()));
    return value == nullptr ? std::string() : std::string(value->as_string().c_str());
  }
  const json::object* find(std::string_view name) const {
    for (const json::value& row : rows()) {
      if (get(row.as_object(), "name") == name) return &row.as_object();
    }
    return nullptr;
  }
  std::string of(std::string_view row, std::string_view key) const {
    const json::object* found = find(row);
    return found == nullptr ? "no such row" : get(*found, key);
  }

  std::string text_;
  json::value document_;
};

TEST(TestConnection, AGoodKeyPassesEverything) {
  ScriptedClient client = healthy();
  const Answer answer(client, settings());
  EXPECT_EQ(answer.verdict(), "pass");
  for (const char* row : {"reach", "api_key", "incidents", "services", "schedules", "users", "on_calls",
                          "escalation_policies", "teams", "log_entries", "region"}) {
    EXPECT_EQ(answer.outcome(row), "pass") << row;
  }
  EXPECT_EQ(answer.outcome("rate_budget"), "info");
  EXPECT_EQ(answer.outcome("read_only"), "info");
  EXPECT_EQ(answer.account("key_kind"), "general access key");
  EXPECT_EQ(answer.account("subdomain"), "acme");
  EXPECT_EQ(answer.account("region"), "us");
  EXPECT_THAT(answer.summary(), HasSubstr("all required reads work"));
  EXPECT_FALSE(answer.has("webhook_subscription"));
}

TEST(TestConnection, AsksEverythingInOneRoundAsAProbe) {
  ScriptedClient client = healthy();
  client.on("/webhook_subscriptions", R"({"webhook_subscriptions":[],"more":false})");
  const Answer answer(client, settings({}, true));
  EXPECT_EQ(client.rounds, 1);
  EXPECT_EQ(client.requests.size(), 10u);
  EXPECT_THAT(client.priorities, testing::Each(http::Priority::probe));
}

TEST(TestConnection, EveryRowIsComplete) {
  ScriptedClient good = healthy();
  ScriptedClient bad = failing(kRefused);
  for (ScriptedClient* client : {&good, &bad}) {
    const Answer answer(*client, settings());
    for (const json::value& row : answer.rows()) {
      for (const char* member : {"name", "title", "proves", "outcome"}) {
        EXPECT_FALSE(row.at(member).as_string().empty()) << json::serialize(row);
      }
      EXPECT_TRUE(row.at("required").is_bool());
      const bool bad_row = row.at("outcome") == "fail" || row.at("outcome") == "warn";
      if (bad_row) {
        EXPECT_TRUE(row.as_object().contains("reason") && row.as_object().contains("remedy")) << json::serialize(row);
      }
    }
  }
}

TEST(TestConnection, AUserTokenIsNamedWithItsOwnerAndWithoutTheAddress) {
  ScriptedClient client = healthy();
  client.on(
      "/users/me",
      R"({"user":{"id":"PU1","name":"Ada \u202eLovelace","role":"admin","email":"ada@example.com","html_url":"https://acme.pagerduty.com/users/PU1"}})");
  const Answer answer(client, settings());
  EXPECT_EQ(answer.account("key_kind"), "user token");
  EXPECT_EQ(answer.account("owner"), "Ada Lovelace (admin)");
  EXPECT_THAT(answer.text(), Not(HasSubstr("ada@example.com")));
}

TEST(TestConnection, AnUnknownKindOfKeyIsNoFailure) {
  ScriptedClient client = healthy();
  client.on("/users/me", kForbidden);
  const Answer answer(client, settings());
  EXPECT_EQ(answer.verdict(), "pass");
  EXPECT_EQ(answer.outcome("key_kind"), "info");
  EXPECT_EQ(answer.account("key_kind"), "");
}

struct Missing {
  const char* name;
  const char* path;
};

class MissingPermission : public testing::TestWithParam<Missing> {};

TEST_P(MissingPermission, IsPartialAndNamed) {
  ScriptedClient client = healthy();
  client.on(GetParam().path, kForbidden);
  const Answer answer(client, settings());
  EXPECT_EQ(answer.verdict(), "partial");
  EXPECT_EQ(answer.outcome(GetParam().name), "fail");
  EXPECT_THAT(answer.reason(GetParam().name), HasSubstr("403"));
  EXPECT_THAT(answer.remedy(GetParam().name), HasSubstr("general access key"));
  EXPECT_THAT(answer.summary(), HasSubstr(GetParam().name));
}

INSTANTIATE_TEST_SUITE_P(Connection, MissingPermission,
                         testing::Values(Missing{"incidents", "/incidents"}, Missing{"services", "/services"},
                                         Missing{"schedules", "/schedules"}, Missing{"users", "/users"}),
                         RowName{});

TEST(TestConnection, WhatIsNotRequiredOnlyWarns) {
  ScriptedClient client = healthy();
  client.on("/oncalls", kForbidden).on("/teams", error_with_status(Errc::plan_required, 402));
  const Answer answer(client, settings());
  EXPECT_EQ(answer.verdict(), "pass");
  EXPECT_EQ(answer.outcome("on_calls"), "warn");
  EXPECT_EQ(answer.outcome("teams"), "info");
}

TEST(TestConnection, NoReadAtAllIsAFailureThoughTheKeyIsKnown) {
  ScriptedClient client = failing(kForbidden);
  const Answer answer(client, settings());
  EXPECT_EQ(answer.outcome("api_key"), "pass");
  EXPECT_EQ(answer.verdict(), "fail");
  EXPECT_THAT(answer.summary(), HasSubstr("incidents, services, schedules, users"));
}

TEST(TestConnection, NoIncidentsPassesWithAWordAboutIt) {
  ScriptedClient client = healthy();
  client.on("/incidents", R"({"incidents":[]})");
  const Answer answer(client, settings());
  EXPECT_EQ(answer.verdict(), "pass");
  EXPECT_EQ(answer.outcome("incidents"), "pass");
  EXPECT_THAT(answer.remedy("incidents"), StartsWith("No Incidents Found"));
}

TEST(TestConnection, ARefusedKeyThatWorksInTheOtherRegionIsToldSo) {
  ScriptedClient here = failing(kRefused);
  ScriptedClient there;
  there.on("/users/me", kGeneralKey);
  const Answer answer(here, settings(), &there);
  EXPECT_EQ(answer.verdict(), "fail");
  EXPECT_EQ(answer.outcome("api_key"), "fail");
  EXPECT_THAT(answer.remedy("api_key"), StartsWith("401 Unauthorized Error"));
  EXPECT_EQ(answer.outcome("region"), "fail");
  EXPECT_THAT(answer.remedy("region"), HasSubstr("set the region to EU"));
  EXPECT_THAT(answer.summary(), HasSubstr("works in region EU"));
  EXPECT_EQ(answer.outcome("incidents"), "skipped");
  EXPECT_EQ(there.requests.size(), 1u);
}

TEST(TestConnection, AKeyThatBothRegionsRefuseIsTheKeysFault) {
  ScriptedClient here = failing(kRefused);
  ScriptedClient there = failing(kRefused);
  const Answer answer(here, settings(), &there);
  EXPECT_EQ(answer.outcome("region"), "info");
  EXPECT_THAT(answer.reason("region"), HasSubstr("it is the key"));
}

TEST(TestConnection, ASilentOtherRegionProvesNothing) {
  ScriptedClient here = failing(kRefused);
  ScriptedClient there = failing(Error::of(Errc::connect, "no"));
  EXPECT_THAT(Answer(here, settings(), &there).reason("region"), HasSubstr("could not be reached"));
}

TEST(TestConnection, TheOtherRegionIsAskedOnlyAfterA401) {
  ScriptedClient here = healthy();
  ScriptedClient there = healthy();
  const Answer answer(here, settings(), &there);
  EXPECT_TRUE(there.requests.empty());
}

TEST(TestConnection, WithAnEndpointTheTableSaysThatNoRegionWasTried) {
  ScriptedClient here = failing(kRefused);
  const Answer answer(here, settings("http://127.0.0.1:4010"));
  EXPECT_EQ(answer.outcome("region"), "info");
  EXPECT_THAT(answer.reason("region"), HasSubstr("no other region was tried"));
}

TEST(TestConnection, AnEuAccountBehindTheUsHostIsNoticed) {
  ScriptedClient client = healthy();
  client.on("/incidents", R"({"incidents":[{"id":"Q1","html_url":"https://acme.eu.pagerduty.com/incidents/Q1"}]})");
  const Answer answer(client, settings());
  EXPECT_EQ(answer.verdict(), "pass");
  EXPECT_EQ(answer.outcome("region"), "warn");
  EXPECT_THAT(answer.remedy("region"), HasSubstr("EU"));
  EXPECT_EQ(answer.account("subdomain"), "acme");
}

struct Network {
  const char* name;
  Errc code;
};

class NotReached : public testing::TestWithParam<Network> {};

TEST_P(NotReached, FailsTheFirstRowAndSkipsTheRest) {
  ScriptedClient client = failing(Error::of(GetParam().code, "What happened.", "What to do."));
  const Answer answer(client, settings());
  EXPECT_EQ(answer.verdict(), "fail");
  EXPECT_EQ(answer.outcome("reach"), "fail");
  EXPECT_EQ(answer.reason("reach"), "What happened.");
  EXPECT_EQ(answer.remedy("reach"), "What to do.");
  for (const char* row : {"api_key", "key_kind", "incidents", "users", "region"})
    EXPECT_EQ(answer.outcome(row), "skipped") << row;
  EXPECT_EQ(answer.summary(), "What happened.");
}

INSTANTIATE_TEST_SUITE_P(Connection, NotReached,
                         testing::Values(Network{"dns", Errc::dns}, Network{"connect", Errc::connect},
                                         Network{"tls", Errc::tls}, Network{"network", Errc::network},
                                         Network{"deadline", Errc::deadline_exceeded}),
                         RowName{});

TEST(TestConnection, AnOutageIsNoWordAboutTheKey) {
  ScriptedClient client = failing(error_with_status(Errc::upstream_unavailable, 503));
  const Answer answer(client, settings());
  EXPECT_EQ(answer.outcome("reach"), "pass");
  EXPECT_EQ(answer.outcome("api_key"), "fail");
  EXPECT_EQ(answer.verdict(), "fail");
}

TEST(TestConnection, RateLimitsCarryTheirRemedy) {
  ScriptedClient client = healthy();
  client.on("/users", error_with_status(Errc::rate_limited, 429));
  client.budget = http::RateBudget{960, 12, std::chrono::seconds{20}};
  const Answer answer(client, settings());
  EXPECT_EQ(answer.verdict(), "partial");
  EXPECT_THAT(answer.remedy("users"), StartsWith("Rate Limiting"));
  EXPECT_EQ(answer.outcome("rate_budget"), "warn");
  EXPECT_THAT(answer.remedy("rate_budget"), StartsWith("Rate Limiting"));
}

TEST(TestConnection, AUsedUpRateLimitIsNoWordAboutTheNetworkOrTheKey) {
  for (const int status : {429, 0}) {  // told so now, or a moment ago
    ScriptedClient client = failing(error_with_status(Errc::rate_limited, status));
    const Answer answer(client, settings());
    EXPECT_EQ(answer.verdict(), "fail") << status;
    EXPECT_EQ(answer.outcome("reach"), "pass") << status;
    EXPECT_EQ(answer.outcome("api_key"), "fail") << status;
    EXPECT_THAT(answer.remedy("api_key"), StartsWith("Rate Limiting")) << status;
    EXPECT_THAT(answer.remedy("incidents"), StartsWith("Rate Limiting")) << status;
  }
}

TEST(TestConnection, AnAnswerThatIsNoneFails) {
  for (const char* body : {"", "[]", "{", "{\"incident\":[]}", "{\"incidents\":{}}"}) {
    ScriptedClient client = healthy();
    client.on("/incidents", body);
    const Answer answer(client, settings());
    EXPECT_EQ(answer.outcome("incidents"), "fail") << body;
    EXPECT_EQ(answer.verdict(), "partial") << body;
  }
}

TEST(TestConnection, ACancelIsAnErrorAndNoTable) {
  ScriptedClient client = healthy();
  CallScope scope;
  scope.is_cancelled = [] { return true; };
  const Result<std::string> answer = test_connection(client, settings(), scope, nullptr);
  ASSERT_FALSE(answer.has_value());
  EXPECT_EQ(answer.error().code, Errc::cancelled);
}

std::string subscription(const std::string& url, const std::string& more = R"("active":true)",
                         const std::string& id = "PW1") {
  return R"({"id":")" + id +
         R"(","type":"webhook_subscription","events":["incident.triggered","incident.acknowledged","incident.resolved"],)" +
         more + R"(,"delivery_method":{"type":"http_delivery_method","url":")" + url + R"("}})";
}

std::string another(const std::string& url) { return subscription(url, R"("active":true)", "PW2"); }

struct Webhook {
  const char* name;
  std::string subscriptions;
  const char* outcome;
  const char* reason;
};

class WebhookRow : public testing::TestWithParam<Webhook> {};

TEST_P(WebhookRow, SaysWhatIsWrongAndNeverTheUrl) {
  ScriptedClient client = healthy();
  client.on("/webhook_subscriptions", "{\"webhook_subscriptions\":[" + GetParam().subscriptions + "],\"more\":false}");
  const Answer answer(client, settings({}, true));
  EXPECT_EQ(answer.outcome("webhook_subscription"), GetParam().outcome);
  EXPECT_THAT(answer.reason("webhook_subscription"), HasSubstr(GetParam().reason));
  if (std::string_view(GetParam().outcome) == "warn") {
    EXPECT_THAT(answer.remedy("webhook_subscription"), StartsWith("Webhook Alerts Not Appearing"));
  }
  EXPECT_THAT(answer.text(), Not(HasSubstr("S3cret")));
  EXPECT_EQ(answer.verdict(), "pass");
}

INSTANTIATE_TEST_SUITE_P(
    Connection, WebhookRow,
    testing::Values(
        Webhook{"none", "", "warn", "No webhook subscription"},
        Webhook{"another_url", subscription("https://other.example.com/hook"), "warn", "No webhook subscription"},
        Webhook{"ours", subscription(kUrl), "pass", ""},
        Webhook{"ours_among_others", subscription("https://a.example") + "," + another(kUrl), "pass", ""},
        Webhook{"inactive", subscription(kUrl, R"("active":false)"), "warn", "not active"},
        Webhook{"inactive_and_a_good_one", subscription(kUrl, R"("active":false)") + "," + another(kUrl), "pass", ""},
        Webhook{"closing_slash", subscription(std::string(kUrl) + "/"), "warn", "almost"},
        Webhook{"another_case", subscription("HTTPS://Hooks.example.com/api/webhooks/pagerduty/p1.S3cretPartOfTheUrl"),
                "warn", "almost"},
        Webhook{"another_host", subscription("https://old.example.com/api/webhooks/pagerduty/p1.S3cretPartOfTheUrl"),
                "warn", "almost"},
        Webhook{"older_secret", subscription("https://hooks.example.com/api/webhooks/pagerduty/p1.olderS3cret"), "warn",
                "almost"},
        Webhook{
            "switched_off",
            R"({"id":"PW1","active":true,"events":["incident.triggered"],"delivery_method":{"temporarily_disabled":true,"url":")" +
                std::string(kUrl) + R"("}})",
            "warn", "switched the webhook subscription off"},
        Webhook{"events_missing",
                R"({"id":"PW1","active":true,"events":["incident.triggered"],"delivery_method":{"url":")" +
                    std::string(kUrl) + R"("}})",
                "warn", "does not send incident.acknowledged, incident.resolved"},
        Webhook{"without_method", R"({"id":"PW1","active":true,"events":[]})", "warn", "No webhook subscription"}),
    RowName{});

TEST(TestConnection, TheSubscriptionIsFoundOnTheSecondPage) {
  ScriptedClient client = healthy();
  client.on("/webhook_subscriptions", [](const http::Request& request) -> Result<http::Response> {
    http::Response response;
    const auto offset = std::find_if(request.params.begin(), request.params.end(),
                                     [](const auto& param) { return param.first == "offset"; });
    const bool first = offset->second == "0";
    response.body = first ? "{\"webhook_subscriptions\":[" + subscription("https://a.example") + "],\"more\":true}"
                          : "{\"webhook_subscriptions\":[" + another(kUrl) + "],\"more\":false}";
    return response;
  });
  EXPECT_EQ(Answer(client, settings({}, true)).outcome("webhook_subscription"), "pass");
}

TEST(TestConnection, EndlessPagesOfSubscriptionsEnd) {
  ScriptedClient client = healthy();
  client.on("/webhook_subscriptions", R"({"webhook_subscriptions":[{"id":"PW1"}],"more":true})");
  const Answer answer(client, settings({}, true));
  EXPECT_EQ(answer.outcome("webhook_subscription"), "warn");
  EXPECT_LE(client.requests.size(), 20u);
}

TEST(TestConnection, ASubscriptionThatCouldNotBeReadMayBeOurs) {
  ScriptedClient client = healthy();
  client.on("/webhook_subscriptions", R"({"webhook_subscriptions":[{"active":true}],"more":false})");
  const Answer answer(client, settings({}, true));
  EXPECT_EQ(answer.outcome("webhook_subscription"), "warn");
  EXPECT_THAT(answer.reason("webhook_subscription"), HasSubstr("could not all be read"));
}

TEST(TestConnection, OursIsSeenThoughAnotherPageCouldNotBeRead) {
  ScriptedClient client = healthy();
  client.on("/webhook_subscriptions", [](const http::Request& request) -> Result<http::Response> {
    const bool first = request.params.at(1).second == "0";
    if (!first) return failure(Errc::upstream_unavailable, "PagerDuty has a fault (500).");
    http::Response response;
    response.body = "{\"webhook_subscriptions\":[" + subscription(kUrl) + "],\"more\":true}";
    return response;
  });
  EXPECT_EQ(Answer(client, settings({}, true)).outcome("webhook_subscription"), "pass");
}

TEST(TestConnection, SubscriptionsThatMayNotBeReadAreAWarning) {
  ScriptedClient client = healthy();
  client.on("/webhook_subscriptions", kForbidden);
  const Answer answer(client, settings({}, true));
  EXPECT_EQ(answer.outcome("webhook_subscription"), "warn");
  EXPECT_THAT(answer.reason("webhook_subscription"), HasSubstr("403"));
}

TEST(TestConnection, TheKeyIsNowhereInTheTable) {
  ScriptedClient good = healthy();
  ScriptedClient bad = failing(kRefused);
  EXPECT_THAT(Answer(good, settings()).text(), Not(HasSubstr("y_NbAkKc66")));
  EXPECT_THAT(Answer(bad, settings()).text(), Not(HasSubstr("y_NbAkKc66")));
}

}  // namespace
}  // namespace autoheal::pagerduty::connection
