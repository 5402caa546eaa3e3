// One account for each thing that keeps alerts from arriving.
#include "support/row_name.hpp"
#include "test_call.hpp"

#include <gtest/gtest.h>

namespace autoheal::pagerduty::operations {
using namespace kit;
using namespace reads;
namespace {

namespace json = boost::json;
using testing::at;
using testing::TestAccount;
using testing::text_at;

constexpr const char* kOurs = "https://hooks.example.com/api/webhooks/pagerduty/abc.s3cr3t";

json::object subscription(const char* url, json::object changes = {}) {
  json::object out{{"id", "PW1"},
                   {"type", "webhook_subscription"},
                   {"active", true},
                   {"events", {"incident.triggered", "incident.acknowledged", "incident.resolved"}},
                   {"filter", {{"type", "account_reference"}}},
                   {"delivery_method",
                    {{"id", "PD1"}, {"type", "http_delivery_method"}, {"url", url}, {"temporarily_disabled", false}}}};
  for (auto& change : changes) out[change.key()] = change.value();
  return out;
}

json::object off_for_a_while() {
  return {{"delivery_method",
           {{"id", "PD1"}, {"type", "http_delivery_method"}, {"url", kOurs}, {"temporarily_disabled", true}}}};
}

struct Row {
  const char* name;
  json::array subscriptions;
  const char* finding;
  const char* verdict;
};

class Diagnosis : public ::testing::TestWithParam<Row> {};

TEST_P(Diagnosis, NamesTheCauseAndNeverTheUrl) {
  TestAccount account;
  account.settings.webhook_url = Secret(kOurs);
  account.client.list("/webhook_subscriptions", "webhook_subscriptions", GetParam().subscriptions);
  account.client.list("/services", "services",
                      {{{"id", "S1"}, {"name", "checkout"}, {"teams", json::array{{{"id", "T1"}}}}}});
  account.client.list("/incidents", "incidents",
                      {{{"id", "Q1"},
                        {"incident_number", 1},
                        {"title", "t"},
                        {"status", "triggered"},
                        {"created_at", "2026-03-18T10:00:00Z"},
                        {"service", {{"id", "S1"}, {"summary", "checkout"}}}}});
  auto answer = account.ask("diagnose_webhook", {});
  ASSERT_TRUE(answer.has_value()) << answer.error().message;
  EXPECT_EQ(answer.value().find("s3cr3t"), std::string::npos);
  EXPECT_EQ(answer.value().find("hooks.example.com"), std::string::npos);
  json::value envelope = json::parse(answer.value());
  EXPECT_EQ(text_at(envelope, "/data/verdict"), GetParam().verdict) << answer.value();
  bool found = false;
  for (const auto& finding : at(envelope, "/data/findings").as_array()) {
    found = found || finding.at("finding").as_string() == GetParam().finding;
    EXPECT_FALSE(finding.at("remedy").as_string().empty());
  }
  EXPECT_TRUE(found) << answer.value();
  EXPECT_EQ(at(envelope, "/data/findings").as_array().size(), 1u) << "one cause, one remedy: " << answer.value();
}

INSTANTIATE_TEST_SUITE_P(
    Rows, Diagnosis,
    ::testing::Values(
        Row{"ok", {subscription(kOurs)}, "ok", "healthy"}, Row{"none", {}, "no_subscription", "broken"},
        Row{"somebody_elses", {subscription("https://other.example.org/hook")}, "no_subscription", "broken"},
        Row{"inactive", {subscription(kOurs, {{"active", false}})}, "inactive", "broken"},
        Row{"switched_off", {subscription(kOurs, off_for_a_while())}, "temporarily_disabled", "broken"},
        Row{"slash_at_the_end",
            {subscription("https://hooks.example.com/api/webhooks/pagerduty/abc.s3cr3t/")},
            "look_alike_url",
            "broken"},
        Row{"http",
            {subscription("http://hooks.example.com/api/webhooks/pagerduty/abc.s3cr3t")},
            "look_alike_url",
            "broken"},
        Row{"old_secret",
            {subscription("https://hooks.example.com/api/webhooks/pagerduty/abc.older")},
            "look_alike_url",
            "broken"},
        Row{"other_host",
            {subscription("https://old.example.com/api/webhooks/pagerduty/abc.s3cr3t")},
            "look_alike_url",
            "broken"},
        Row{"missing_events",
            {subscription(kOurs, {{"events", {"incident.triggered"}}})},
            "missing_events",
            "incomplete"},
        Row{"scope_of_another_service",
            {subscription(kOurs, {{"filter", {{"type", "service_reference"}, {"id", "S2"}}}})},
            "scope_misses_open_incidents",
            "incomplete"},
        Row{"scope_of_another_team",
            {subscription(kOurs, {{"filter", {{"type", "team_reference"}, {"id", "T2"}}}})},
            "scope_misses_open_incidents",
            "incomplete"},
        Row{"scope_of_the_services_team",
            {subscription(kOurs, {{"filter", {{"type", "team_reference"}, {"id", "T1"}}}})},
            "ok",
            "healthy"},
        Row{"twice",
            {subscription(kOurs), subscription(kOurs, {{"id", "PW2"}})},
            "duplicate_subscriptions",
            "healthy"}),
    autoheal::test::RowName{});

TEST(Diagnosis, WithoutAUrlThereIsNothingToLookFor) {
  TestAccount account;
  account.client.list("/webhook_subscriptions", "webhook_subscriptions", {});
  account.client.list("/services", "services", {});
  account.client.list("/incidents", "incidents", {});
  EXPECT_EQ(text_at(account.envelope("diagnose_webhook", {}), "/data/verdict"), "unknown");
}

TEST(Diagnosis, AKeyThatMayNotLookSaysSo) {
  TestAccount account;
  account.settings.webhook_url = Secret(kOurs);
  account.client.fail("/webhook_subscriptions",
                      Error::of(Errc::forbidden, "The key may not read webhook subscriptions."));
  EXPECT_EQ(text_at(account.envelope("diagnose_webhook", {}), "/error/code"), "forbidden");
}

}  // namespace
}  // namespace autoheal::pagerduty::operations
