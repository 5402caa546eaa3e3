// Deliveries that come twice, late, out of order, in parallel, from two subscriptions, across restarts: what the alerts
// say afterwards. One row per case of the kind.
#include "integration/serve/serve_test.hpp"

#include <algorithm>
#include <thread>

namespace autoheal::test {
namespace {

namespace json = boost::json;

class DeliverySemantics : public ServeTest {
 protected:
  json::value alert(std::size_t index = 0) const {
    return get_json("/api/alerts?sort=name&order=asc").at("alerts").at(index);
  }
  static std::string at(int seconds) {
    char text[40];
    std::snprintf(text, sizeof text, "2026-03-14T%02d:%02d:%02d.000Z", seconds / 3600, seconds / 60 % 60, seconds % 60);
    return text;
  }
};

TEST_F(DeliverySemantics, FiftyCopiesInParallelHaveOneEffect) {
  const auto path = host_->add_integration("one", kSecretA);
  const auto body = make_event("E1", "incident.triggered", "Q1");
  std::vector<int> statuses(50);
  {
    std::vector<std::jthread> senders;
    for (auto& status : statuses) senders.emplace_back([&] { status = deliver(path, body, kSecretA); });
  }
  EXPECT_EQ(std::count(statuses.begin(), statuses.end(), 202), 1);
  EXPECT_EQ(std::count(statuses.begin(), statuses.end(), 200), 49);
  EXPECT_EQ(total_alerts(), 1);
  EXPECT_EQ(get_json("/api/alerts/1").at("events").as_array().size(), 1u);
  EXPECT_EQ(source_of("one").at("deliveries_total").to_number<int>(), 50);
}

TEST_F(DeliverySemantics, ADuplicateAfterARestartIsADuplicate) {
  const auto path = host_->add_integration("one", kSecretA);
  const auto body = make_event("E1", "incident.triggered", "Q1");
  ASSERT_EQ(deliver(path, body, kSecretA), 202);
  EXPECT_EQ(host_->stop(), 0);
  start();
  EXPECT_EQ(host_->webhook_path("one"), path);
  EXPECT_EQ(deliver(path, body, kSecretA), 200);
  EXPECT_EQ(total_alerts(), 1);
}

struct Sent {
  const char* id;
  const char* type;
  int at;
};

TEST_F(DeliverySemantics, TheOrderOfArrivalDoesNotMatter) {
  const auto path = host_->add_integration("one", kSecretA);
  struct Row {
    const char* name;
    std::vector<Sent> sent;
    std::string status;
    std::string acknowledged_at;  // empty: none
    std::string ends_at;
  };
  const Row rows[] = {
      {"resolved before triggered",
       {{"b", "incident.resolved", 30}, {"a", "incident.triggered", 10}},
       "resolved",
       "",
       at(30)},
      {"acknowledged after resolved, late",
       {{"a", "incident.triggered", 10}, {"c", "incident.resolved", 30}, {"b", "incident.acknowledged", 20}},
       "resolved",
       at(20),
       at(30)},
      {"reopened after resolved",
       {{"a", "incident.triggered", 10}, {"c", "incident.reopened", 30}, {"b", "incident.resolved", 20}},
       "firing",
       "",
       ""},
      {"unacknowledged", {{"a", "incident.acknowledged", 10}, {"b", "incident.unacknowledged", 20}}, "firing", "", ""},
      {"same millisecond, by id",
       {{"b", "incident.resolved", 10}, {"a", "incident.acknowledged", 10}},
       "resolved",
       at(10),
       at(10)},
      {"same millisecond, the other way",
       {{"a", "incident.resolved", 10}, {"b", "incident.acknowledged", 10}},
       "acknowledged",
       at(10),
       ""},
      {"47 hours later",
       {{"b", "incident.resolved", 60}, {"a", "incident.triggered", -47 * 3600}},
       "resolved",
       "",
       at(60)},
      {"6 days old",
       {{"b", "incident.acknowledged", 60}, {"a", "incident.triggered", -6 * 86400}},
       "acknowledged",
       at(60),
       ""},
      {"31 days old",
       {{"b", "incident.acknowledged", 60}, {"a", "incident.triggered", -31 * 86400}},
       "acknowledged",
       at(60),
       ""},
      {"updates only", {{"a", "incident.priority_updated", 10}, {"b", "incident.reassigned", 20}}, "firing", "", ""},
  };
  int incident = 0;
  for (const auto& row : rows) {
    SCOPED_TRACE(row.name);
    const auto name = "Q" + std::to_string(100 + incident);
    for (const auto& sent : row.sent) {
      const auto body = make_event(name + sent.id, sent.type, name, sent.at);
      EXPECT_EQ(deliver(path, body, kSecretA), 202);
      EXPECT_EQ(deliver(path, body, kSecretA), 200);
    }
    const auto value = alert(static_cast<std::size_t>(incident++)).as_object();
    EXPECT_EQ(text(value.at("status")), row.status);
    EXPECT_EQ(value.contains("acknowledged_at") ? text(value.at("acknowledged_at")) : "", row.acknowledged_at);
    EXPECT_EQ(value.contains("ends_at") ? text(value.at("ends_at")) : "", row.ends_at);
  }
}

TEST_F(DeliverySemantics, EventsFromTheFutureDoNotOutrankWhatFollows) {
  const auto path = host_->add_integration("one", kSecretA);
  const int ten_years = 10 * 365 * 86400;
  ASSERT_EQ(deliver(path, make_event("E1", "incident.resolved", "Q1", ten_years), kSecretA), 202);
  const auto updated = text(alert().at("updated_at"));
  EXPECT_LT(updated, "2031");
}

TEST_F(DeliverySemantics, TwoSubscriptionsForOneIncidentAreOneAlert) {
  const auto path = host_->add_integration("one", kSecretA);
  const auto with_id = [&](const std::string& event, const std::string& webhook_id) {
    const auto body = make_event(event, "incident.triggered", "Q1");
    return send_raw(host_->webhook_port(),
                    post(path, body, sign(kSecretA, body) + "X-Webhook-Id: " + webhook_id + "\r\n"))
        .status;
  };
  EXPECT_EQ(with_id("E1", "w-1"), 202);
  EXPECT_EQ(with_id("E2", "w-2"), 202);
  EXPECT_EQ(with_id("E1", "w-3"), 200) << "another webhook id is no other event";
  EXPECT_EQ(with_id("E3", "w-1"), 202) << "the same webhook id may bring another event";
  EXPECT_EQ(total_alerts(), 1);
}

TEST_F(DeliverySemantics, TheSameIdWithOtherContentKeepsTheFirst) {
  const auto path = host_->add_integration("one", kSecretA);
  EXPECT_EQ(deliver(path, make_event("E1", "incident.triggered", "Q1"), kSecretA), 202);
  EXPECT_EQ(deliver(path, make_event("E1", "incident.resolved", "Q1"), kSecretA), 200);
  EXPECT_EQ(text(alert().at("status")), "firing");
  EXPECT_NE(text(newest_delivery("one").at("explanation")).find("came before"), std::string::npos);
}

TEST_F(DeliverySemantics, OneEventForTwoIntegrationsIsTwoAlerts) {
  const auto one = host_->add_integration("one", kSecretA);
  const auto two = host_->add_integration("two", kSecretB);
  const auto body = make_event("E1", "incident.triggered", "Q1");
  EXPECT_EQ(deliver(one, body, kSecretA), 202);
  EXPECT_EQ(deliver(two, body, kSecretB), 202);
  EXPECT_EQ(total_alerts(), 2);
  EXPECT_EQ(get_json("/api/alerts?integration=two").at("total").to_number<int>(), 1);
}

TEST_F(DeliverySemantics, RemovingAnIntegrationRemovesItsAlerts) {
  const auto path = host_->add_integration("one", kSecretA);
  ASSERT_EQ(deliver(path, make_event("E1", "incident.triggered", "Q1"), kSecretA), 202);
  ASSERT_EQ(host_->admin("DELETE", "/api/integrations/one").status, 204);
  EXPECT_EQ(total_alerts(), 0);
  EXPECT_EQ(deliver(path, make_event("E2", "incident.triggered", "Q1"), kSecretA), 404);
}

TEST_F(DeliverySemantics, ADeliveryOfAnotherIntegrationIsExplainedInTheLogOnly) {
  const auto one = host_->add_integration("one", kSecretA);
  host_->add_integration("two", kSecretB);
  const auto body = make_event("E1", "incident.triggered", "Q1");
  const auto answer = send(one, body, kSecretB);
  EXPECT_EQ(answer.status, 401);
  EXPECT_TRUE(answer.body.empty());
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  std::string explanation;
  while (explanation.empty() && std::chrono::steady_clock::now() < end) {
    const auto delivery = newest_delivery("one");
    if (const auto* told = delivery.as_object().if_contains("explanation")) explanation = text(*told);
  }
  EXPECT_NE(explanation.find("\"two\""), std::string::npos) << explanation;
  EXPECT_EQ(total_alerts(), 0);
}

TEST_F(DeliverySemantics, StoppingFinishesWhatWasTaken) {
  const auto path = host_->add_integration("one", kSecretA);
  std::atomic<int> accepted{0};
  std::vector<std::jthread> senders;
  std::atomic<bool> over{false};
  for (int i = 0; i < 4; ++i) {
    senders.emplace_back([&, i] {
      for (int n = 0; !over; ++n) {
        const auto id = std::to_string(i) + "-" + std::to_string(n);
        if (deliver(path, make_event("E" + id, "incident.triggered", "Q" + id), kSecretA) == 202) ++accepted;
      }
    });
  }
  while (accepted < 20) std::this_thread::yield();
  EXPECT_EQ(host_->stop(), 0);
  over = true;
  senders.clear();
  start();
  EXPECT_EQ(total_alerts(), accepted.load());
}

}  // namespace
}  // namespace autoheal::test
