// Signed deliveries: bodies, headers, scopes, retries, drops, the day's lock. Time is the simulator's own.
#include "receiver.hpp"
#include "running_simulator.hpp"

#include <gtest/gtest.h>
#include <set>

namespace simulator_test {
namespace {

json::object subscription(const std::string& url, json::value filter = {{"type", "account_reference"}}) {
  return {{"webhook_subscription",
           {{"type", "webhook_subscription"},
            {"description", "test"},
            {"delivery_method", {{"type", "http_delivery_method"}, {"url", url}}},
            {"events",
             json::array{"incident.triggered", "incident.acknowledged", "incident.unacknowledged", "incident.resolved",
                         "incident.reopened", "incident.annotated", "incident.escalated", "incident.reassigned",
                         "incident.priority_updated", "incident.status_update_published", "incident.responder.added"}},
            {"filter", std::move(filter)}}}};
}

class WebhookTest : public testing::Test {
 protected:
  WebhookTest() { simulator_.control("POST", "clock", {{"now", "2026-03-14T09:26:53Z"}, {"frozen", true}}); }

  std::string subscribe(json::value filter = {{"type", "account_reference"}}) {
    const Answer answer =
        simulator_.send("POST", "/webhook_subscriptions", subscription(receiver_.url(), std::move(filter)));
    EXPECT_EQ(answer.status, 201) << answer.body;
    secret_ = text_at(answer.parsed(), "webhook_subscription.delivery_method.secret");
    return text_at(answer.parsed(), "webhook_subscription.id");
  }
  std::string trigger(const std::string& key, std::string_view service = "checkout") {
    simulator_.enqueue(service, "trigger", key, "broken: " + key);
    return text_at(simulator_.control("GET", "find?dedup_key=" + key), "id");
  }
  void advance(int seconds) {
    simulator_.control("POST", "clock", {{"advance_seconds", seconds}});
    simulator_.settle();
  }
  json::value delivery(std::size_t n) { return rows_at(simulator_.control("GET", "deliveries"), "deliveries").at(n); }
  bool disabled(const std::string& id) {
    return at(simulator_.get("/webhook_subscriptions/" + id).parsed(),
              "webhook_subscription.delivery_method.temporarily_disabled")
        .as_bool();
  }
  std::vector<std::string> event_types() const {
    std::vector<std::string> types;
    for (const Received& row : receiver_.received())
      types.push_back(text_at(json::parse(row.body), "event.event_type"));
    return types;
  }

  RunningSimulator simulator_;
  Receiver receiver_;
  std::string secret_;
};

std::vector<std::string> names(const json::value& object) {
  std::vector<std::string> out;
  for (const auto& member : object.as_object()) out.emplace_back(member.key());
  return out;
}

TEST_F(WebhookTest, BodyHasPagerDutysMembersInItsOrder) {
  subscribe();
  trigger("k1");
  simulator_.settle();
  ASSERT_EQ(receiver_.received().size(), 1U);
  const json::value body = json::parse(receiver_.received()[0].body);
  EXPECT_EQ(names(body), (std::vector<std::string>{"event"}));
  EXPECT_EQ(names(at(body, "event")),
            (std::vector<std::string>{"id", "event_type", "resource_type", "occurred_at", "agent", "client", "data"}));
  EXPECT_EQ(names(at(body, "event.data")),
            (std::vector<std::string>{"id", "type", "self", "html_url", "number", "status", "incident_key",
                                      "created_at", "title", "service", "assignees", "escalation_policy", "teams",
                                      "priority", "urgency", "conference_bridge", "resolve_reason", "incident_type"}));
  EXPECT_EQ(names(at(body, "event.data.service")),
            (std::vector<std::string>{"html_url", "id", "self", "summary", "type"}));
  EXPECT_EQ(text_at(body, "event.occurred_at"), "2026-03-14T09:26:53.000Z");
  EXPECT_EQ(text_at(body, "event.data.created_at"), "2026-03-14T09:26:53Z");
  EXPECT_EQ(text_at(body, "event.agent.type"), "inbound_integration_reference");
  EXPECT_NE(text_at(body, "event.data.service.html_url").find("/services/"), std::string::npos);
  EXPECT_EQ(text_at(body, "event.id").size(), 26U);
  EXPECT_TRUE(at(body, "event.data.incident_key").is_null());
}

TEST_F(WebhookTest, HeadersAreExact) {
  const std::string id = subscribe();
  trigger("k1");
  simulator_.settle();
  const Received request = receiver_.received().at(0);
  EXPECT_EQ(request.header_names, (std::vector<std::string>{"host", "content-length", "accept", "content-type",
                                                            "user-agent", "x-pagerduty-signature", "x-webhook-id",
                                                            "x-webhook-subscription", "connection"}));
  EXPECT_EQ(request.headers.at("user-agent"), "PagerDuty-Webhook/V3.0");
  EXPECT_EQ(request.headers.at("x-webhook-subscription"), id);
  EXPECT_EQ(request.headers.at("x-webhook-id").size(), 36U);
  EXPECT_EQ(request.headers.at("x-pagerduty-signature").size(), 67U);
}

TEST_F(WebhookTest, LifeOfAnIncident) {
  subscribe();
  const std::string id = trigger("k1");
  const auto put = [&](json::object change) {
    change["type"] = "incident";
    const Answer answer = simulator_.send("PUT", "/incidents/" + id, {{"incident", change}}, "user");
    EXPECT_EQ(answer.status, 200) << answer.body;
    return answer.parsed();
  };
  put({{"status", "acknowledged"}});
  put({{"status", "triggered"}});
  put({{"escalation_level", 3}});
  const std::string p1 = text_at(simulator_.get("/priorities").parsed(), "priorities.0.id");
  put({{"priority", {{"id", p1}, {"type", "priority_reference"}}}});
  EXPECT_EQ(simulator_.send("POST", "/incidents/" + id + "/notes", {{"note", {{"content", "looking"}}}}, "user").status,
            200);
  simulator_.send("POST", "/incidents/" + id + "/status_updates", {{"message", "we are on it"}}, "user");
  put({{"status", "resolved"}, {"resolution", "restarted"}});
  put({{"status", "acknowledged"}});
  simulator_.settle();
  EXPECT_EQ(event_types(),
            (std::vector<std::string>{"incident.triggered", "incident.acknowledged", "incident.unacknowledged",
                                      "incident.escalated", "incident.priority_updated", "incident.annotated",
                                      "incident.status_update_published", "incident.resolved", "incident.annotated",
                                      "incident.reopened", "incident.acknowledged"}));
  const json::value resolved = json::parse(receiver_.received()[7].body);
  EXPECT_TRUE(rows_at(resolved, "event.data.assignees").empty());
  const json::value note = json::parse(receiver_.received()[8].body);
  EXPECT_EQ(text_at(note, "event.data.content"), "Resolution Note: restarted");
  EXPECT_EQ(text_at(note, "event.data.incident.id"), id);
  EXPECT_TRUE(at(note, "event.data.incident.summary").is_null());
  EXPECT_TRUE(at(json::parse(receiver_.received()[9].body), "event.data").as_object().contains("reopened_at"));
}

TEST_F(WebhookTest, MergeResolvesWithAReason) {
  subscribe();
  const std::string target = trigger("k1");
  const std::string source = trigger("k2");
  simulator_.send("PUT", "/incidents/" + target + "/merge",
                  {{"source_incidents", json::array{json::object{{"id", source}, {"type", "incident_reference"}}}}},
                  "user");
  simulator_.settle();
  const json::value body = json::parse(receiver_.received().back().body);
  EXPECT_EQ(text_at(body, "event.event_type"), "incident.resolved");
  EXPECT_EQ(text_at(body, "event.data.resolve_reason.incident.id"), target);
  EXPECT_EQ(rows_at(simulator_.get("/incidents/" + target + "/alerts").parsed(), "alerts").size(), 2U);
}

TEST_F(WebhookTest, SecretIsShownOnceAndHeadersAreRedacted) {
  json::object wanted = subscription(receiver_.url());
  wanted["webhook_subscription"].as_object()["delivery_method"].as_object()["custom_headers"] =
      json::array{json::object{{"name", "X-Team"}, {"value", "payments secret"}}};
  const json::value created = simulator_.send("POST", "/webhook_subscriptions", wanted).parsed();
  EXPECT_EQ(text_at(created, "webhook_subscription.delivery_method.secret").size(), 64U);
  const std::string path = "/webhook_subscriptions/" + text_at(created, "webhook_subscription.id");
  const Answer later = simulator_.get(path);
  EXPECT_TRUE(at(later.parsed(), "webhook_subscription.delivery_method.secret").is_null());
  EXPECT_EQ(text_at(later.parsed(), "webhook_subscription.delivery_method.custom_headers.0.value"), "-- redacted --");
  trigger("k1");
  simulator_.settle();
  EXPECT_EQ(receiver_.received().at(0).headers.at("x-team"), "payments secret");
}

struct BadSubscription {
  const char* name;
  const char* member;
  json::value value;
};

TEST_F(WebhookTest, MalformedSubscriptionsAreRefused) {
  const std::vector<BadSubscription> rows = {
      {"no events", "events", json::array{}},
      {"unknown event", "events", json::array{"incident.exploded"}},
      {"ping is not subscribable", "events", json::array{"pagey.ping"}},
      {"no filter", "filter", nullptr},
      {"unknown service", "filter", json::object{{"type", "service_reference"}, {"id", "PNONE"}}},
      {"service without id", "filter", json::object{{"type", "service_reference"}}},
      {"unknown filter", "filter", json::object{{"type", "galaxy_reference"}}},
      {"no method", "delivery_method", nullptr},
      {"ftp", "delivery_method", json::object{{"type", "http_delivery_method"}, {"url", "ftp://x/"}}},
      {"no url", "delivery_method", json::object{{"type", "http_delivery_method"}}},
      {"wrong method type", "delivery_method", json::object{{"type", "smoke"}, {"url", receiver_.url()}}},
  };
  for (const BadSubscription& row : rows) {
    json::object wanted = subscription(receiver_.url());
    wanted["webhook_subscription"].as_object()[row.member] = row.value;
    EXPECT_EQ(simulator_.send("POST", "/webhook_subscriptions", wanted).status, 400) << row.name;
  }
  EXPECT_EQ(simulator_
                .raw("POST", "/webhook_subscriptions", "{",
                     {"Authorization: Token token=" + simulator_.key("full"), "Content-Type: application/json"})
                .status,
            400);
}

TEST_F(WebhookTest, TenPerScope) {
  for (int i = 0; i < 10; ++i) subscribe();
  const Answer answer = simulator_.send("POST", "/webhook_subscriptions", subscription(receiver_.url()));
  EXPECT_EQ(answer.status, 400);
  EXPECT_EQ(int_at(answer.parsed(), "error.code"), 2019);
}

TEST_F(WebhookTest, ScopesOfServiceAndTeam) {
  const std::string checkout = text_at(simulator_.get("/services?name=checkout").parsed(), "services.0.id");
  const std::string search = text_at(simulator_.get("/teams?query=Search").parsed(), "teams.0.id");
  const std::string by_service = subscribe({{"type", "service_reference"}, {"id", checkout}});
  const std::string by_team = subscribe({{"type", "team_reference"}, {"id", search}});
  trigger("k1", "checkout");
  trigger("k2", "search-api");
  trigger("k3", "platform-auth");
  simulator_.settle();
  std::set<std::string> seen;
  for (const Received& row : receiver_.received()) seen.insert(row.headers.at("x-webhook-subscription"));
  EXPECT_EQ(receiver_.received().size(), 2U);
  EXPECT_EQ(seen, (std::set<std::string>{by_service, by_team}));
  EXPECT_EQ(rows_at(simulator_.get("/webhook_subscriptions?filter_type=service&filter_id=" + checkout).parsed(),
                    "webhook_subscriptions")
                .size(),
            1U);
  EXPECT_EQ(simulator_.get("/webhook_subscriptions?filter_type=service").status, 400);
}

TEST_F(WebhookTest, TwoSubscriptionsGetTwoWebhookIdsForOneEvent) {
  subscribe();
  subscribe();
  trigger("k1");
  simulator_.settle();
  const auto rows = receiver_.received();
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_NE(rows[0].headers.at("x-webhook-id"), rows[1].headers.at("x-webhook-id"));
  EXPECT_EQ(rows[0].body, rows[1].body);
  EXPECT_NE(rows[0].headers.at("x-pagerduty-signature"), rows[1].headers.at("x-pagerduty-signature"));
}

TEST_F(WebhookTest, Ping) {
  const std::string id = subscribe();
  const Answer answer = simulator_.send("POST", "/webhook_subscriptions/" + id + "/ping", nullptr);
  EXPECT_EQ(answer.status, 202);
  EXPECT_EQ(answer.body, "");
  simulator_.settle();
  const json::value body = json::parse(receiver_.received().at(0).body);
  EXPECT_EQ(text_at(body, "event.event_type"), "pagey.ping");
  EXPECT_EQ(text_at(body, "event.data.message"), "Hello from your friend Pagey!");
  EXPECT_EQ(names(at(body, "event.agent")), (std::vector<std::string>{"id", "type"}));
}

TEST_F(WebhookTest, CredentialsInTheAddressBecomeBasicAuthorization) {
  std::string url = receiver_.url();
  url.insert(url.find("//") + 2, "Aladdin:open sesame@");
  EXPECT_EQ(simulator_.send("POST", "/webhook_subscriptions", subscription(url)).status, 400);  // blanks are no address
  url = receiver_.url();
  url.insert(url.find("//") + 2, "user:pass@");
  EXPECT_EQ(simulator_.send("POST", "/webhook_subscriptions", subscription(url)).status, 201);
  trigger("k1");
  simulator_.settle();
  EXPECT_EQ(receiver_.received().at(0).headers.at("authorization"), "Basic dXNlcjpwYXNz");
}

TEST_F(WebhookTest, InactiveAndDeletedSubscriptionsGetNothing) {
  const std::string id = subscribe();
  simulator_.send("PUT", "/webhook_subscriptions/" + id, {{"webhook_subscription", {{"active", false}}}});
  trigger("k1");
  const std::string other = subscribe();
  EXPECT_EQ(simulator_.send("DELETE", "/webhook_subscriptions/" + other, nullptr).status, 204);
  EXPECT_EQ(simulator_.get("/webhook_subscriptions/" + other).status, 404);
  trigger("k2");
  simulator_.settle();
  EXPECT_TRUE(receiver_.received().empty());
}

class Retried : public WebhookTest, public testing::WithParamInterface<int> {};

TEST_P(Retried, UntilItIsTaken) {
  subscribe();
  receiver_.answer_with({GetParam(), GetParam(), 202});
  trigger("k1");
  simulator_.settle();
  EXPECT_EQ(receiver_.received().size(), 1U);
  EXPECT_EQ(text_at(delivery(0), "next_attempt_at"), "2026-03-14T09:26:58.000Z");
  advance(4);
  EXPECT_EQ(receiver_.received().size(), 1U);
  advance(1);
  EXPECT_EQ(receiver_.received().size(), 2U);
  advance(15);
  const auto rows = receiver_.received();
  ASSERT_EQ(rows.size(), 3U);
  EXPECT_EQ(rows[0].headers.at("x-webhook-id"), rows[2].headers.at("x-webhook-id"));
  EXPECT_EQ(rows[0].body, rows[2].body);
  EXPECT_EQ(text_at(delivery(0), "state"), "delivered");
}

INSTANTIATE_TEST_SUITE_P(Webhooks, Retried, testing::Values(500, 502, 503, 429, 0));

TEST_F(WebhookTest, SilenceIsATimeout) {
  simulator_.control("POST", "webhooks", {{"timeout_ms", 30}});
  subscribe();
  receiver_.answer_with({-1});
  trigger("k1");
  simulator_.settle();
  EXPECT_EQ(text_at(delivery(0), "attempts.0.error"), "timeout");
  EXPECT_EQ(text_at(delivery(0), "state"), "queued");
}

TEST_F(WebhookTest, NobodyListeningIsRetried) {
  std::string url;
  {
    const Receiver gone;
    url = gone.url();
  }
  simulator_.send("POST", "/webhook_subscriptions", subscription(url));
  trigger("k1");
  simulator_.settle();
  EXPECT_EQ(text_at(delivery(0), "state"), "queued");
  EXPECT_TRUE(at(delivery(0), "attempts.0.status").is_null());
}

TEST_F(WebhookTest, LaterEventsOfTheIncidentWaitTheirTurn) {
  subscribe();
  receiver_.answer_with({503, 202, 202});
  const std::string id = trigger("k1");
  simulator_.enqueue("checkout", "acknowledge", "k1");
  trigger("k2");  // another incident is not held up
  simulator_.settle();
  EXPECT_EQ(receiver_.received().size(), 2U);
  advance(5);
  EXPECT_EQ(event_types(), (std::vector<std::string>{"incident.triggered", "incident.triggered", "incident.triggered",
                                                     "incident.acknowledged"}));
}

class Dropped : public WebhookTest, public testing::WithParamInterface<int> {};

TEST_P(Dropped, AtOnceAndThreeInARowSwitchItOff) {
  const std::string id = subscribe();
  receiver_.answer_with({GetParam(), GetParam(), GetParam()});
  trigger("k1");
  trigger("k2");
  simulator_.settle();
  EXPECT_EQ(text_at(delivery(0), "state"), "dropped");
  EXPECT_FALSE(disabled(id));
  trigger("k3");
  simulator_.settle();
  EXPECT_TRUE(disabled(id));
  trigger("k4");
  simulator_.settle();
  EXPECT_EQ(receiver_.received().size(), 3U);
  advance(24 * 3600 - 1);
  EXPECT_TRUE(disabled(id));
  advance(1);
  EXPECT_FALSE(disabled(id));
  trigger("k5");
  simulator_.settle();
  EXPECT_EQ(receiver_.received().size(), 4U);
}

INSTANTIATE_TEST_SUITE_P(Webhooks, Dropped, testing::Values(400, 401, 403, 404, 413, 302));

TEST_F(WebhookTest, ASuccessBetweenResetsTheCount) {
  const std::string id = subscribe();
  receiver_.answer_with({401, 401, 202, 401, 401, 202});
  for (const char* key : {"k1", "k2", "k3", "k4", "k5", "k6"}) {
    trigger(key);
    simulator_.settle();
  }
  EXPECT_FALSE(disabled(id));
  EXPECT_EQ(receiver_.received().size(), 6U);
}

TEST_F(WebhookTest, EnableClearsTheLock) {
  const std::string id = subscribe();
  receiver_.answer_with({401, 401, 401});
  for (const char* key : {"k1", "k2", "k3"}) {
    trigger(key);
    simulator_.settle();
  }
  ASSERT_TRUE(disabled(id));
  const Answer enabled = simulator_.send("POST", "/webhook_subscriptions/" + id + "/enable", nullptr);
  EXPECT_EQ(enabled.status, 200);
  EXPECT_FALSE(at(enabled.parsed(), "webhook_subscription.delivery_method.temporarily_disabled").as_bool());
  trigger("k4");
  simulator_.settle();
  EXPECT_EQ(receiver_.received().size(), 4U);
}

TEST_F(WebhookTest, SwitchingOffDiscardsTheQueue) {
  subscribe();
  receiver_.answer_with({503, 401, 401, 401});
  trigger("waiting");
  simulator_.settle();
  for (const char* key : {"k1", "k2", "k3"}) {
    trigger(key);
    simulator_.settle();
  }
  EXPECT_EQ(text_at(delivery(0), "state"), "discarded");
  advance(3600);
  EXPECT_EQ(receiver_.received().size(), 4U);
}

TEST_F(WebhookTest, GivesUpAfterTwoDays) {
  simulator_.control("POST", "webhooks", {{"retry_delays_seconds", json::array{3600 * 16}}});
  subscribe();
  receiver_.answer_with({503, 503, 503, 503, 503});
  trigger("k1");
  simulator_.settle();
  for (int i = 0; i < 5; ++i) advance(3600 * 16);
  EXPECT_EQ(text_at(delivery(0), "state"), "dropped");
  EXPECT_EQ(receiver_.received().size(), 4U);  // at 0, 16, 32 and 48 hours
}

TEST_F(WebhookTest, DelaysShrinkWithTheClocksRate) {
  subscribe();
  receiver_.answer_with({503});
  trigger("k1");
  simulator_.settle();
  simulator_.control("POST", "clock", {{"rate", 100000}});  // five seconds pass in no time
  std::string state;
  for (int i = 0; i < 2000 && state != "delivered"; ++i) state = text_at(delivery(0), "state");
  EXPECT_EQ(state, "delivered");
}

TEST_F(WebhookTest, OversizeBodiesAreNotSent) {
  subscribe();
  const Answer answer = simulator_.send("POST", "/incidents/" + trigger("k1") + "/notes",
                                        {{"note", {{"content", std::string(300 * 1024, 'x')}}}}, "user");
  EXPECT_EQ(answer.status, 200);
  simulator_.settle();
  EXPECT_EQ(text_at(delivery(1), "state"), "too_large");
  EXPECT_EQ(receiver_.received().size(), 1U);
}

TEST_F(WebhookTest, TwoSignaturesWhileASecretIsRotated) {
  const std::string id = subscribe();
  const json::value rotated = simulator_.control("POST", "rotate_secret", {{"subscription", id}});
  EXPECT_NE(text_at(rotated, "secret"), secret_);
  trigger("k1");
  simulator_.settle();
  EXPECT_EQ(receiver_.received().at(0).headers.at("x-pagerduty-signature").size(), 2U * 67 + 1);
  simulator_.control("POST", "rotate_secret", {{"subscription", id}, {"finish", true}});
  trigger("k2");
  simulator_.settle();
  EXPECT_EQ(receiver_.received().at(1).headers.at("x-pagerduty-signature").size(), 67U);
}

}  // namespace
}  // namespace simulator_test
