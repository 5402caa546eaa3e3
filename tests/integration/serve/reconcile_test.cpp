// The alert source against a PagerDuty that keeps PagerDuty's rules: deliveries as they come, gaps that a stopped host
// leaves, strikes, and what enrichment adds.
#include "base/clock.hpp"
#include "integration/serve/serve_test.hpp"
#include "store/sqlite/database.hpp"
#include "support/simulator_process.hpp"

#include <chrono>
#include <functional>
#include <poll.h>

namespace autoheal::test {
namespace {

namespace json = boost::json;
using namespace std::chrono_literals;

class WithPagerDuty : public ServeTest {
 protected:
  void SetUp() override {
    start_host();
    const json::object integration{
        {"name", "one"},
        {"plugin", "pagerduty"},
        {"settings", {{"api_key", simulator_.key("full")}, {"endpoint", simulator_.base_url()}}}};
    ASSERT_EQ(host_->admin("POST", "/api/integrations", json::serialize(integration)).status, 201);
    ASSERT_EQ(host_->admin("PUT", "/api/integrations/one/alert-source", R"({"enabled":true})").status, 200);
    const auto secret = subscribe();
    ASSERT_FALSE(secret.empty());
    set_secret(secret);
  }

  void start_host() { start({"--allow-endpoint", simulator_.base_url()}); }

  RawResponse ask_pagerduty(const std::string& method, const std::string& target, const json::value& body) const {
    const auto base = simulator_.base_url();
    const auto port = static_cast<std::uint16_t>(std::stoi(base.substr(base.rfind(':') + 1)));
    const auto text = json::serialize(body);
    return send_raw(port, method + " " + target + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n" +
                              "Accept: application/vnd.pagerduty+json;version=2\r\nAuthorization: Token token=" +
                              simulator_.key("full") + "\r\nContent-Length: " + std::to_string(text.size()) +
                              "\r\n\r\n" + text);
  }

  // A webhook subscription for this host's URL; answers its secret.
  std::string subscribe() const {
    const auto url = text(get_json("/api/integrations/one/alert-source/url").at("url"));
    const json::value body{{"webhook_subscription",
                            {{"type", "webhook_subscription"},
                             {"description", "test"},
                             {"delivery_method", {{"type", "http_delivery_method"}, {"url", url}}},
                             {"filter", {{"type", "account_reference"}}},
                             {"events", {"incident.triggered", "incident.acknowledged", "incident.resolved"}}}}};
    const auto answer = ask_pagerduty("POST", "/webhook_subscriptions", body);
    if (answer.status != 201) return {};
    return text(json::parse(answer.body).at("webhook_subscription").at("delivery_method").at("secret"));
  }
  void set_secret(const std::string& secret) const {
    const json::object body{{"settings", {{"signing_secret", secret}}}};
    ASSERT_EQ(host_->admin("PUT", "/api/integrations/one", json::serialize(body)).status, 200);
  }
  void send_event(const char* action, const std::string& key, const json::object& details = {}) const {
    json::object event{
        {"routing_key", simulator_.routing_key("checkout")}, {"event_action", action}, {"dedup_key", key}};
    if (action == std::string("trigger")) {
      event["payload"] = json::object{
          {"summary", "Test " + key}, {"source", "test"}, {"severity", "critical"}, {"custom_details", details}};
    }
    ASSERT_EQ(ask_pagerduty("POST", "/v2/enqueue", event).status, 202);
  }

  static bool eventually(const std::function<bool()>& condition) {
    const auto end = std::chrono::steady_clock::now() + 20s;
    while (!condition()) {
      if (std::chrono::steady_clock::now() > end) return false;
      ::poll(nullptr, 0, 10);
    }
    return true;
  }
  // The alert of that dedup key; null if there is none.
  json::value alert(const std::string& key) const {
    const auto list = get_json("/api/alerts?text=Test%20" + key).at("alerts").as_array();
    return list.empty() ? json::value{} : list.at(0);
  }
  bool has_status(const std::string& key, const std::string& status) const {
    const auto value = alert(key);
    return value.is_object() && text(value.at("status")) == status;
  }

  SimulatorProcess simulator_;
};

TEST_F(WithPagerDuty, DeliveriesMoveAnAlertThroughItsLife) {
  send_event("trigger", "life");
  ASSERT_TRUE(eventually([&] { return has_status("life", "firing"); }));
  send_event("acknowledge", "life");
  ASSERT_TRUE(eventually([&] { return has_status("life", "acknowledged"); }));
  send_event("resolve", "life");
  ASSERT_TRUE(eventually([&] { return has_status("life", "resolved"); }));
  EXPECT_EQ(text(newest_delivery("one").at("signature")), "current");
}

TEST_F(WithPagerDuty, WhatHappenedWhileTheHostWasDownIsReadBack) {
  send_event("trigger", "before");
  ASSERT_TRUE(eventually([&] { return has_status("before", "firing"); }));
  ASSERT_EQ(host_->stop(), 0);
  send_event("resolve", "before");
  send_event("trigger", "during");
  send_event("trigger", "open");
  send_event("resolve", "during");
  {  // as if the host had been down for two minutes
    auto db = std::move(host::Database::open(directory_.path() / "data/host.db").value());
    const auto then = host::render_utc(
        std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now()) - 2min);
    ASSERT_TRUE(host::write_meta(db, "serve_alive_at", then).has_value());
  }
  start_host();  // on another port: PagerDuty cannot reach it any more
  EXPECT_TRUE(eventually([&] { return has_status("before", "resolved"); }))
      << json::serialize(get_json("/api/alerts?limit=20"));
  EXPECT_TRUE(eventually([&] { return has_status("open", "firing"); }));
  EXPECT_TRUE(eventually([&] { return has_status("during", "resolved"); }));
  const auto id = alert("before").at("id").to_number<int>();
  const auto events = get_json("/api/alerts/" + std::to_string(id)).at("events").as_array();
  ASSERT_EQ(events.size(), 2u);
  EXPECT_TRUE(events.back().at("reconciled").as_bool());
  EXPECT_EQ(text(newest_delivery("one").at("outcome")), "reconciled");

  const auto again = host_->admin("POST", "/api/integrations/one/reconcile", "{}");
  ASSERT_EQ(again.status, 200) << again.raw.body;
  EXPECT_EQ(again.body.at("events").to_number<int>(), 0) << "finding the same again changes nothing";
  EXPECT_EQ(again.body.at("alerts_changed").to_number<int>(), 0);
}

TEST_F(WithPagerDuty, AReadingThatFailedHalfwayIsMadeAgainFromWhereItBegan) {
  const auto ago = [](std::chrono::minutes by) {
    return host::render_utc(std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now()) -
                            by);
  };
  ASSERT_EQ(host_->stop(), 0);
  {  // as if the alert source had been on for two hours
    auto db = std::move(host::Database::open(directory_.path() / "data/host.db").value());
    ASSERT_TRUE(db.run("UPDATE webhook_endpoints SET enabled_at = ?", ago(120min)).has_value());
  }
  start_host();
  const json::object missed{{"service", "checkout"}, {"title", "Test missed"},   {"status", "resolved"},
                            {"urgency", "high"},     {"created_at", ago(60min)}, {"resolved_at", ago(50min)}};
  ASSERT_EQ(ask_pagerduty("POST", "/_simulator/incidents", missed).status, 201);
  const json::object fault{{"path", "/incidents"}, {"query", "resolved"}, {"kind", "status"}, {"status", 403}};
  ASSERT_EQ(ask_pagerduty("POST", "/_simulator/faults", fault).status, 201);

  const auto half = host_->admin("POST", "/api/integrations/one/reconcile", "{}");
  ASSERT_EQ(half.status, 200) << half.raw.body;
  EXPECT_TRUE(alert("missed").is_null());
  ask_pagerduty("DELETE", "/_simulator/faults", {});
  const auto whole = host_->admin("POST", "/api/integrations/one/reconcile", "{}");
  ASSERT_EQ(whole.status, 200) << whole.raw.body;
  EXPECT_TRUE(has_status("missed", "resolved")) << json::serialize(get_json("/api/alerts?limit=20"));
}

TEST_F(WithPagerDuty, ReadingBackLeavesATestAlertAlone) {
  const auto made = host_->admin("POST", "/api/integrations/one/alert-source/test", "{}");
  ASSERT_EQ(made.status, 201) << made.raw.body;
  const auto done = host_->admin("POST", "/api/integrations/one/reconcile", "{}");
  ASSERT_EQ(done.status, 200) << done.raw.body;
  EXPECT_EQ(get_json("/api/alerts/" + json::serialize(made.body.at("id"))).at("alert"), made.body);
}

TEST_F(WithPagerDuty, AStrikeIsFollowedByReadingBack) {
  set_secret(std::string(kSecretB));
  for (const auto* key : {"s1", "s2", "s3"}) send_event("trigger", key);
  ASSERT_TRUE(eventually([&] { return text(source_of("one").at("strike")) == "disabled"; }));
  for (const auto* key : {"s1", "s2", "s3"}) {
    EXPECT_TRUE(eventually([&] { return has_status(key, "firing"); })) << key;
  }
}

TEST_F(WithPagerDuty, TheDiagnosisSeesTheSubscriptionAsPagerDutyHoldsIt) {
  const auto diagnosis = [&] {
    const auto answer = host_->admin("POST", "/api/integrations/one/query", R"({"operation":"diagnose_webhook"})");
    EXPECT_EQ(answer.status, 200) << answer.raw.body;
    const auto& data = answer.body.at("envelope").at("data");
    return text(data.at("verdict")) + ": " + text(data.at("findings").at(0).at("finding"));
  };
  const auto listed = ask_pagerduty("GET", "/webhook_subscriptions", json::object{});
  const auto subscription =
      "/webhook_subscriptions/" + text(json::parse(listed.body).at("webhook_subscriptions").at(0).at("id"));
  EXPECT_EQ(diagnosis(), "healthy: ok");

  set_secret(std::string(kSecretB));
  for (const auto* key : {"d1", "d2", "d3"}) send_event("trigger", key);
  ASSERT_TRUE(eventually([&] { return text(source_of("one").at("strike")) == "disabled"; }));
  EXPECT_EQ(diagnosis(), "broken: temporarily_disabled");
  EXPECT_EQ(text(source_of("one").at("strike")), "disabled") << "PagerDuty still sends nothing";
  ASSERT_EQ(ask_pagerduty("POST", subscription + "/enable", json::object{}).status, 200);
  EXPECT_EQ(diagnosis(), "healthy: ok");
  EXPECT_EQ(text(source_of("one").at("strike")), "none");

  ASSERT_EQ(host_->admin("POST", "/api/integrations/one/alert-source/rotate", "{}").status, 200);
  EXPECT_EQ(diagnosis(), "broken: look_alike_url");
  ask_pagerduty("DELETE", subscription, json::object{});
  EXPECT_EQ(diagnosis(), "broken: no_subscription");
}

TEST_F(WithPagerDuty, EnrichmentAddsWhatTheWebhookDoesNotTell) {
  send_event("trigger", "rich",
             {{"env", "prod"}, {"cluster", "eu-1"}, {"runbook_url", "https://runbooks.example.com/rich"}});
  ASSERT_TRUE(eventually([&] {
    const auto value = alert("rich");
    return value.is_object() && value.at("labels").as_object().contains("env");
  }));
  const auto value = alert("rich");
  EXPECT_EQ(text(value.at("labels").at("env")), "prod");
  EXPECT_EQ(text(value.at("labels").at("cluster")), "eu-1");
  EXPECT_EQ(text(value.at("annotations").at("runbook_url")), "https://runbooks.example.com/rich");
  send_event("acknowledge", "rich");
  ASSERT_TRUE(eventually([&] { return has_status("rich", "acknowledged"); }));
  EXPECT_EQ(text(alert("rich").at("labels").at("env")), "prod");
}

TEST_F(WithPagerDuty, ClosingTheConnectionEndsAQuery) {
  // A simulator that takes its time would hold this query for a while; hanging up must not hold the host.
  const SimulatorProcess slow({"--latency-ms", "5000"});
  start({"--allow-endpoint", slow.base_url()});
  const json::object integration{{"name", "slow"},
                                 {"plugin", "pagerduty"},
                                 {"settings", {{"api_key", slow.key("full")}, {"endpoint", slow.base_url()}}}};
  ASSERT_EQ(host_->admin("POST", "/api/integrations", json::serialize(integration)).status, 201);
  RawClient client(host_->admin_port());
  const std::string body = R"({"operation":"list_incidents","arguments":{}})";
  client.send(post("/api/integrations/slow/query", body,
                   "Authorization: Bearer " + host_->token() + "\r\nContent-Type: application/json\r\n"));
  ASSERT_TRUE(eventually([&] { return get_json("/healthz").is_object(); }));
  client.close();
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_EQ(host_->stop(), 0);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, 4s);
}

}  // namespace
}  // namespace autoheal::test
