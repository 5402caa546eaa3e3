// Test alerts: made, marked, resolved; never mistaken for what the sender delivers, never told to the plugin.
#include "integration/serve/serve_test.hpp"

namespace autoheal::test {
namespace {

namespace json = boost::json;

constexpr const char* kRoute = "/api/integrations/one/alert-source/test";

class TestAlert : public ServeTest {
 protected:
  std::int64_t send_test() const {
    const auto answer = host_->admin("POST", kRoute, "{}");
    EXPECT_EQ(answer.status, 201) << answer.raw.body;
    return answer.status == 201 ? answer.body.at("id").to_number<std::int64_t>() : 0;
  }
  json::value detail(std::int64_t id) const { return get_json("/api/alerts/" + std::to_string(id)); }
  int resolve() const {
    const auto answer = host_->admin("DELETE", kRoute);
    EXPECT_EQ(answer.status, 200) << answer.raw.body;
    return answer.status == 200 ? answer.body.at("resolved").to_number<int>() : -1;
  }
};

TEST_F(TestAlert, IsMarkedAndTakesTheWayOfEveryEvent) {
  host_->add_integration("one", kSecretA);
  const auto answer = host_->admin("POST", kRoute, "{}");
  ASSERT_EQ(answer.status, 201) << answer.raw.body;
  const auto& alert = answer.body;
  EXPECT_EQ(text(alert.at("name")), "Test alert from one");
  EXPECT_EQ(text(alert.at("status")), "firing");
  EXPECT_EQ(text(alert.at("severity")), "info");
  EXPECT_EQ(text(alert.at("source")), "pagerduty");
  EXPECT_EQ(text(alert.at("integration")), "one");
  EXPECT_EQ(text(alert.at("labels").at("test")), "true");
  EXPECT_EQ(text(alert.at("last_event").at("type")), "test.triggered");
  EXPECT_TRUE(text(alert.at("fingerprint")).starts_with("test:"));
  EXPECT_EQ(get_json("/api/alerts").at("alerts").at(0), alert);
  const auto delivery = newest_delivery("one");
  ASSERT_TRUE(delivery.is_object());
  EXPECT_EQ(text(delivery.at("outcome")), "test");
  EXPECT_EQ(delivery.at("alert_id"), alert.at("id"));
}

TEST_F(TestAlert, ResolvingEndsThoseOfThisIntegrationAndNothingElse) {
  const auto path = host_->add_integration("one", kSecretA);
  ASSERT_EQ(deliver(path, make_event("E1", "incident.triggered", "Q1"), kSecretA), 202);
  host_->add_integration("two");
  const auto other = host_->admin("POST", "/api/integrations/two/alert-source/test", "{}");
  ASSERT_EQ(other.status, 201);
  const auto first = send_test();
  const auto second = send_test();
  EXPECT_NE(first, second);
  EXPECT_EQ(resolve(), 2);
  for (const auto id : {first, second}) {
    const auto value = detail(id);
    EXPECT_EQ(text(value.at("alert").at("status")), "resolved");
    EXPECT_EQ(text(value.at("alert").at("last_event").at("type")), "test.resolved");
    EXPECT_EQ(text(value.at("alert").at("labels").at("test")), "true");
    EXPECT_EQ(text(value.at("alert").at("severity")), "info");
    EXPECT_EQ(value.at("events").as_array().size(), 2u);
  }
  EXPECT_EQ(get_json("/api/alerts?status=firing").at("total").to_number<int>(), 2) << "the incident and the other one";
  EXPECT_EQ(resolve(), 0) << "there is none left";
  EXPECT_EQ(detail(first).at("events").as_array().size(), 2u);
}

TEST_F(TestAlert, CountsAsNoDelivery) {
  const auto path = host_->add_integration("one", kSecretA);
  ASSERT_EQ(deliver(path, make_event("E1", "incident.triggered", "Q1"), kSecretB), 401);
  const auto before = source_of("one");
  ASSERT_EQ(text(before.at("strike")), "warning");
  ASSERT_TRUE(before.at("waiting").as_bool());
  send_test();
  EXPECT_EQ(source_of("one"), before) << "the first event is still waited for, the strike stands";
  EXPECT_EQ(resolve(), 1);
  EXPECT_EQ(source_of("one"), before);
}

TEST_F(TestAlert, WorksWhileTheAlertSourceIsOffAndSurvivesARestart) {
  host_->add_integration("one");
  ASSERT_EQ(host_->admin("PUT", "/api/integrations/one/alert-source", R"({"enabled":false})").status, 200);
  const auto id = send_test();
  ASSERT_EQ(host_->stop(), 0);
  start();
  EXPECT_EQ(text(detail(id).at("alert").at("status")), "firing");
  EXPECT_EQ(resolve(), 1);
}

TEST_F(TestAlert, Refusals) {
  host_->add_integration("one");
  struct Row {
    const char* method;
    const char* target;
    const char* body;
    int status;
  };
  const Row rows[] = {
      {"POST", "/api/integrations/none/alert-source/test", "{}", 404},
      {"DELETE", "/api/integrations/none/alert-source/test", "", 404},
      {"POST", kRoute, "[]", 400},
      {"GET", kRoute, "", 405},
      {"PUT", kRoute, "{}", 405},
  };
  for (const auto& row : rows) {
    EXPECT_EQ(host_->admin(row.method, row.target, row.body).status, row.status) << row.method << ' ' << row.target;
  }
  EXPECT_EQ(total_alerts(), 0);
}

}  // namespace
}  // namespace autoheal::test
