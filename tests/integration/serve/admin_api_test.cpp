// The admin API as docs/http-api.md has it: what it answers, and every error that a caller can make.
#include "integration/serve/serve_test.hpp"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <thread>
#include <vector>

namespace autoheal::test {
namespace {

namespace json = boost::json;

class AdminApi : public ServeTest {};

TEST_F(AdminApi, ErrorsByTheTable) {
  host_->add_integration("one");
  struct Row {
    const char* name;
    const char* method;
    const char* target;
    const char* body;
    int status;
    const char* code;
  };
  const Row rows[] = {
      {"no such path", "GET", "/api/nothing", "", 404, "not_found"},
      {"wrong method", "POST", "/api/alerts", "{}", 405, "method_not_allowed"},
      {"not JSON", "POST", "/api/integrations", "{", 400, "invalid_argument"},
      {"no object", "POST", "/api/integrations", "[]", 400, "invalid_argument"},
      {"no name", "POST", "/api/integrations", R"({"plugin":"pagerduty"})", 400, "invalid_argument"},
      {"name is no text", "POST", "/api/integrations", R"({"name":5,"plugin":"pagerduty"})", 400, "invalid_argument"},
      {"settings are no object", "POST", "/api/integrations", R"({"name":"x","plugin":"pagerduty","settings":[]})", 400,
       "invalid_argument"},
      {"no such plugin", "POST", "/api/integrations", R"({"name":"x","plugin":"none","settings":{}})", 404,
       "not_found"},
      {"name taken", "POST", "/api/integrations",
       R"({"name":"ONE","plugin":"pagerduty","settings":{"api_key":"u+abcdefghijklmnopqr"}})", 409, "name_taken"},
      {"unknown setting", "POST", "/api/integrations",
       R"({"name":"x","plugin":"pagerduty","settings":{"api_key":"u+abcdefghijklmnopqr","colour":1}})", 422,
       "invalid_settings"},
      {"bad region", "PUT", "/api/integrations/one", R"({"settings":{"region":"mars"}})", 422, "invalid_settings"},
      {"foreign endpoint", "PUT", "/api/integrations/one",
       R"({"settings":{"api_key":"u+abcdefghijklmnopqr","endpoint":"https://evil.example"}})", 403, "forbidden"},
      {"no such integration", "GET", "/api/integrations/none", "", 404, "not_found"},
      {"set of none", "PUT", "/api/integrations/none", R"({"settings":{}})", 404, "not_found"},
      {"remove none", "DELETE", "/api/integrations/none", "", 404, "not_found"},
      {"test of none", "POST", "/api/integrations/none/test", "{}", 404, "not_found"},
      {"timeout too long", "POST", "/api/integrations/one/test", R"({"timeout_s":1000})", 400, "invalid_argument"},
      {"timeout is no number", "POST", "/api/integrations/one/test", R"({"timeout_s":"x"})", 400, "invalid_argument"},
      {"test of bad settings", "POST", "/api/test", R"({"plugin":"pagerduty","settings":{"region":"mars"}})", 422,
       "invalid_settings"},
      {"query without operation", "POST", "/api/integrations/one/query", "{}", 400, "invalid_argument"},
      {"no such operation", "POST", "/api/integrations/one/query", R"({"operation":"make_coffee"})", 404, "not_found"},
      {"bad arguments", "POST", "/api/integrations/one/query",
       R"({"operation":"who_is_on_call","arguments":{"colour":1}})", 400, "invalid_argument"},
      {"enabled missing", "PUT", "/api/integrations/one/alert-source", "{}", 400, "invalid_argument"},
      {"enabled no bool", "PUT", "/api/integrations/one/alert-source", R"({"enabled":"yes"})", 400, "invalid_argument"},
      {"grace negative", "POST", "/api/integrations/one/alert-source/rotate", R"({"grace_s":-1})", 400,
       "invalid_argument"},
      {"grace too long", "POST", "/api/integrations/one/alert-source/rotate", R"({"grace_s":99999999})", 400,
       "invalid_argument"},
      {"deliveries of none", "GET", "/api/integrations/none/deliveries", "", 404, "not_found"},
      {"unknown outcome", "GET", "/api/integrations/one/deliveries?outcome=odd", "", 400, "invalid_argument"},
      {"limit too large", "GET", "/api/integrations/one/deliveries?limit=1000", "", 400, "invalid_argument"},
      {"before no number", "GET", "/api/integrations/one/deliveries?before=x", "", 400, "invalid_argument"},
      {"no such delivery", "GET", "/api/deliveries/99", "", 404, "not_found"},
      {"delivery id no number", "GET", "/api/deliveries/x", "", 404, "not_found"},
      {"no such alert", "GET", "/api/alerts/99", "", 404, "not_found"},
      {"unknown status", "GET", "/api/alerts?status=odd", "", 400, "invalid_argument"},
      {"unknown severity", "GET", "/api/alerts?severity=odd", "", 400, "invalid_argument"},
      {"unknown sort", "GET", "/api/alerts?sort=odd", "", 400, "invalid_argument"},
      {"unknown order", "GET", "/api/alerts?order=odd", "", 400, "invalid_argument"},
      {"limit zero", "GET", "/api/alerts?limit=0", "", 400, "invalid_argument"},
      {"offset no number", "GET", "/api/alerts?offset=-1", "", 400, "invalid_argument"},
      {"since no time", "GET", "/api/alerts?since=yesterday", "", 400, "invalid_argument"},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.name);
    const auto answer = host_->admin(row.method, row.target, row.body);
    EXPECT_EQ(answer.status, row.status) << answer.raw.body;
    EXPECT_EQ(answer.code(), row.code) << answer.raw.body;
    if (answer.body.is_object()) {
      EXPECT_FALSE(text(answer.body.at("error").at("message")).empty());
    }
  }
}

TEST_F(AdminApi, AnIntegrationFromAddToRemove) {
  const auto added = host_->admin(
      "POST", "/api/integrations",
      R"({"name":"Production PagerDuty","plugin":"pagerduty","settings":{"api_key":"u+abcdefghijklmnopqr","region":"eu"}})");
  ASSERT_EQ(added.status, 201) << added.raw.body;
  EXPECT_EQ(text(added.body.at("settings").at("region")), "eu");
  EXPECT_FALSE(added.body.at("settings").as_object().contains("api_key"));
  EXPECT_TRUE(added.body.at("secrets").at("api_key").at("set").as_bool());
  EXPECT_EQ(text(added.body.at("status")), "not_tested");
  EXPECT_FALSE(added.body.at("alert_source").at("enabled").as_bool());
  const std::string target = "/api/integrations/Production%20PagerDuty";
  const auto renamed = host_->admin("PUT", target, R"({"name":"Staging","settings":{"region":null}})");
  ASSERT_EQ(renamed.status, 200) << renamed.raw.body;
  EXPECT_TRUE(renamed.body.at("secrets").at("api_key").at("set").as_bool());
  EXPECT_FALSE(renamed.body.at("settings").as_object().contains("region"));
  EXPECT_EQ(host_->admin("GET", target).status, 404);
  EXPECT_EQ(get_json("/api/integrations").at("integrations").as_array().size(), 1u);
  EXPECT_EQ(host_->admin("DELETE", "/api/integrations/Staging").status, 204);
  EXPECT_TRUE(get_json("/api/integrations").at("integrations").as_array().empty());
}

TEST_F(AdminApi, PluginsComeWithManifestAndDescribe) {
  const auto plugins = get_json("/api/plugins");
  const auto& plugin = plugins.at("plugins").at(0);
  EXPECT_EQ(text(plugin.at("id")), "pagerduty");
  EXPECT_EQ(text(plugin.at("file")), "autoheal_pagerduty.so");
  EXPECT_TRUE(plugin.at("describe").at("operations").is_array());
  EXPECT_TRUE(plugin.at("manifest").is_object());
  EXPECT_TRUE(plugin.at("warnings").as_array().empty());
}

TEST_F(AdminApi, AlertsFilterSortAndPage) {
  const auto path = host_->add_integration("one");
  for (int i = 0; i < 6; ++i) {
    const auto id = std::to_string(i);
    ASSERT_EQ(deliver(path, make_event("E" + id,
                                       i % 3 == 0   ? "incident.triggered"
                                       : i % 3 == 1 ? "incident.acknowledged"
                                                    : "incident.resolved",
                                       "Q" + id, i * 60)),
              202);
  }
  struct Row {
    const char* query;
    std::int64_t total;
    const char* first;  // external_id
  };
  const Row rows[] = {
      {"", 6, "Q5"},
      {"?order=asc", 6, "Q0"},
      {"?status=firing", 2, "Q3"},
      {"?status=firing&status=acknowledged", 4, "Q4"},
      {"?severity=high", 6, "Q5"},
      {"?severity=critical", 0, ""},
      {"?service=checkout&limit=1&offset=2", 6, "Q3"},
      {"?service=payments", 0, ""},
      {"?source=pagerduty", 6, "Q5"},
      {"?integration=One", 6, "Q5"},
      {"?integration=two", 0, ""},
      {"?text=FULL%20on%20q2", 1, "Q2"},
      {"?text=service%3Dcheckout", 6, "Q5"},
      {"?text=%25", 0, ""},
      {"?since=2026-03-14T00:03:00Z", 3, "Q5"},
      {"?since=2026-03-14T01:03:00%2B01:00&until=2026-03-14T00:04:00Z", 1, "Q3"},
      {"?sort=name&order=asc", 6, "Q0"},
      {"?sort=status&order=asc", 6, "Q4"},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.query);
    const auto list = get_json("/api/alerts" + std::string(row.query));
    EXPECT_EQ(list.at("total").to_number<std::int64_t>(), row.total);
    if (row.total == 0) continue;
    EXPECT_EQ(text(list.at("alerts").at(0).at("external_id")), row.first);
  }
  const auto counts = get_json("/api/alerts?status=firing").at("counts");
  EXPECT_EQ(counts, (json::value{{"firing", 2}, {"acknowledged", 2}, {"resolved", 2}}));
}

TEST_F(AdminApi, TheDeliveryLogPagesBackwards) {
  const auto path = host_->add_integration("one");
  for (int i = 0; i < 5; ++i) deliver(path, make_event("E" + std::to_string(i), "incident.triggered", "Q1", i));
  std::string seen;
  std::string before;
  for (int page = 0; page < 3; ++page) {
    const auto list = get_json("/api/integrations/one/deliveries?limit=2" + before);
    for (const auto& delivery : list.at("deliveries").as_array()) seen += text(delivery.at("event_id"));
    const auto* next = list.as_object().if_contains("next_before");
    ASSERT_EQ(next != nullptr, page < 2);
    if (next != nullptr) before = "&before=" + std::to_string(next->to_number<int>());
  }
  EXPECT_EQ(seen, "E4E3E2E1E0");
  EXPECT_EQ(get_json("/api/integrations/one/deliveries?outcome=rejected").at("deliveries").as_array().size(), 0u);
}

TEST_F(AdminApi, AnAlertHasItsHistory) {
  const auto path = host_->add_integration("one");
  deliver(path, make_event("E2", "incident.acknowledged", "Q1", 20));
  deliver(path, make_event("E1", "incident.triggered", "Q1", 10));
  const auto detail = get_json("/api/alerts/1");
  ASSERT_EQ(detail.at("events").as_array().size(), 2u);
  EXPECT_EQ(text(detail.at("events").at(0).at("event_id")), "E1");
  EXPECT_EQ(detail.at("deliveries").as_array().size(), 2u);
  EXPECT_EQ(text(detail.at("alert").at("last_event").at("id")), "E2");
}

TEST_F(AdminApi, MetricsCountWhatHappened) {
  const auto path = host_->add_integration("one", kSecretA);
  const auto body = make_event("E1", "incident.triggered", "Q1");
  deliver(path, body, kSecretA);
  deliver(path, body, kSecretA);
  deliver(path, body, kSecretB);
  deliver(path + "x", body, kSecretA);
  const auto metrics = host_->admin("GET", "/metrics").raw.body;
  for (const auto* line :
       {"autoheal_webhook_deliveries_total{outcome=\"stored\"} 1\n",
        "autoheal_webhook_deliveries_total{outcome=\"duplicate\"} 1\n",
        "autoheal_webhook_deliveries_total{outcome=\"rejected\"} 1\n", "autoheal_webhook_unknown_urls_total 1\n",
        "autoheal_webhook_answer_seconds_count 3\n", "autoheal_alerts{status=\"firing\"} 1\n",
        "autoheal_http_requests_total{listener=\"webhook\",status=\"404\"} 1\n",
        "# TYPE autoheal_webhook_answer_seconds histogram\n"}) {
    EXPECT_NE(metrics.find(line), std::string::npos) << line << metrics;
  }
}

TEST_F(AdminApi, HealthNeedsNoToken) {
  const auto health = send_raw(host_->admin_port(), get("/healthz"));
  EXPECT_EQ(health.status, 200);
  EXPECT_EQ(text(json::parse(health.body).at("status")), "ok");
  const auto outside = send_raw(host_->webhook_port(), get("/healthz"));
  EXPECT_EQ(outside.status, 200);
  EXPECT_EQ(outside.body, "ok\n");
}

TEST_F(AdminApi, LiveUpdatesCarryWhatChangedAndResume) {
  const auto path = host_->add_integration("one");
  const auto open = [&](const std::string& last) {
    RawClient client(host_->admin_port());
    client.send("GET /api/stream HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + host_->token() + "\r\n" +
                (last.empty() ? "" : "Last-Event-ID: " + last + "\r\n") + "\r\n");
    return client;
  };
  auto client = open({});
  EXPECT_NE(client.read_until(": hello").find("text/event-stream"), std::string::npos);
  deliver(path, make_event("E1", "incident.triggered", "Q1"));
  auto news = client.read_until("event: integration");
  EXPECT_NE(news.find("event: alert\ndata: {\"id\":1,"), std::string::npos) << news;
  EXPECT_NE(news.find("event: delivery\n"), std::string::npos) << news;
  const auto id_at = news.find("id: ");
  ASSERT_NE(id_at, std::string::npos);
  client.close();

  deliver(path, make_event("E2", "incident.resolved", "Q1", 5));
  auto resumed = open("1.1");
  const auto missed = resumed.read_until("event: delivery");
  EXPECT_NE(missed.find("\"status\":\"resolved\""), std::string::npos) << missed;
  EXPECT_EQ(missed.find("\"event_id\":\"E1\""), std::string::npos) << missed;
  auto lost = open("99.99");
  EXPECT_NE(lost.read_until("event: lagged").find("event: lagged"), std::string::npos);
  auto nonsense = open("x");
  EXPECT_NE(nonsense.read_until(": hello").find(": hello"), std::string::npos);
}

TEST_F(AdminApi, StreamsOfPagesThatWereClosedAreGone) {
  constexpr int kStreams = 200;
  constexpr int kAtOnce = 50;
  const auto path = host_->add_integration("one");
  const auto gauge = [&](const std::string& name) {
    const auto metrics = host_->admin("GET", "/metrics").raw.body;
    const auto at = metrics.find("\n" + name + " ");
    return at == std::string::npos ? -1 : std::atoi(metrics.c_str() + at + name.size() + 2);
  };
  const auto comes_down_to = [&](const std::string& name, int most) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds{10};
    while (gauge(name) > most && std::chrono::steady_clock::now() < end) std::this_thread::yield();
    return gauge(name);
  };
  {
    std::vector<RawClient> pages;
    for (int i = 0; i < kStreams; ++i) {
      pages.emplace_back(host_->admin_port())
          .send("GET /api/stream HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + host_->token() + "\r\n\r\n");
      // No more at once than the listener lets wait for a worker: on a busy machine the rest would be answered 503.
      if (i % kAtOnce != kAtOnce - 1) continue;
      for (auto page = pages.end() - kAtOnce; page != pages.end(); ++page) {
        const auto text = page->read_until(": hello");
        ASSERT_NE(text.find(": hello"), std::string::npos) << text;
      }
    }
    EXPECT_EQ(gauge("autoheal_live_streams"), kStreams);
  }
  EXPECT_LE(comes_down_to("autoheal_connections{listener=\"admin\"}", 1), 1);
  deliver(path, make_event("E1", "incident.triggered", "Q1"));  // the next that is told to everybody
  EXPECT_EQ(comes_down_to("autoheal_live_streams", 0), 0);
}

TEST_F(AdminApi, LiveUpdatesShowWhatAnotherProcessDid) {
  const auto path = host_->add_integration("one");
  RawClient client(host_->admin_port());
  client.send("GET /api/stream HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + host_->token() + "\r\n\r\n");
  client.read_until(": hello");
  const auto data_dir = directory_.path() / "data";
  HostProcess other({data_dir / ".." / "data", {}, {}});
  ASSERT_TRUE(other.running());
  EXPECT_EQ(send_raw(other.webhook_port(), post(path, make_event("E1", "incident.triggered", "Q1"))).status, 202);
  EXPECT_NE(client.read_until("event: alert").find("event: alert"), std::string::npos);
}

TEST_F(AdminApi, ASecondServeOnTheSamePortSaysSo) {
  HostProcess second(
      {directory_.path() / "other", {"--listen", "127.0.0.1:" + std::to_string(host_->admin_port())}, {}});
  EXPECT_FALSE(second.running());
}

TEST_F(AdminApi, TheReadyFileIsPrivate) {
  const auto permissions = std::filesystem::status(directory_.path() / "data/ready.json").permissions();
  EXPECT_EQ(permissions, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

}  // namespace
}  // namespace autoheal::test
