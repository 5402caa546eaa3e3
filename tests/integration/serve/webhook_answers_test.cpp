// What a sender of deliveries is told, and what is stored then: the table of docs/alerts.md, asked from outside.
#include "integration/serve/serve_test.hpp"

#include <filesystem>

namespace autoheal::test {
namespace {

namespace json = boost::json;

class WebhookAnswers : public ServeTest {};

TEST_F(WebhookAnswers, SignedDeliveriesByTheTable) {
  const auto path = host_->add_integration("one", kSecretA);
  ASSERT_FALSE(path.empty());
  struct Row {
    const char* name;
    std::string body;
    std::string_view secret;
    int status;
    const char* outcome;
    std::int64_t alerts;
  };
  const std::string triggered = make_event("E1", "incident.triggered", "Q1");
  const Row rows[] = {
      {"unsigned", triggered, {}, 401, "rejected", 0},
      {"other secret", triggered, kSecretB, 401, "rejected", 0},
      {"new", triggered, kSecretA, 202, "stored", 1},
      {"again", triggered, kSecretA, 200, "duplicate", 1},
      {"unknown type", make_event("E2", "incident.sneezed", "Q2"), kSecretA, 202, "ignored", 1},
      {"unknown type again", make_event("E2", "incident.sneezed", "Q2"), kSecretA, 200, "duplicate", 1},
      {"ping",
       R"({"event":{"id":"E3","event_type":"pagey.ping","resource_type":"pagey","occurred_at":"2026-03-14T09:20:00.104Z",)"
       R"("agent":null,"client":null,"data":{"message":"Hello","type":"ping"}}})",
       kSecretA, 202, "ping", 1},
      {"not JSON", "hello", kSecretA, 202, "quarantined", 1},
      {"no event", "{}", kSecretA, 202, "quarantined", 1},
      {"resolved of a new incident", make_event("E4", "incident.resolved", "Q4"), kSecretA, 202, "stored", 2},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.name);
    const auto answer = send(path, row.body, row.secret);
    EXPECT_EQ(answer.status, row.status);
    EXPECT_LE(answer.body.size(), 64u);
    const auto delivery = newest_delivery("one");
    EXPECT_EQ(text(delivery.at("outcome")), row.outcome);
    EXPECT_EQ(delivery.at("http_status").to_number<int>(), row.status);
    EXPECT_EQ(delivery.at("bytes").to_number<std::size_t>(), row.body.size());
    EXPECT_EQ(total_alerts(), row.alerts);
  }
}

TEST_F(WebhookAnswers, WithoutASecretNothingIsChecked) {
  const auto path = host_->add_integration("one");
  EXPECT_EQ(deliver(path, make_event("E1", "incident.triggered", "Q1")), 202);
  EXPECT_EQ(text(newest_delivery("one").at("signature")), "not_required");
  EXPECT_EQ(deliver(path, make_event("E2", "incident.triggered", "Q2"), kSecretA), 202);
}

TEST_F(WebhookAnswers, ClearingTheSecretSwitchesVerificationOff) {
  const auto path = host_->add_integration("one", kSecretA);
  EXPECT_EQ(deliver(path, make_event("E1", "incident.triggered", "Q1")), 401);
  ASSERT_EQ(host_->admin("PUT", "/api/integrations/one", R"({"settings":{"signing_secret":null}})").status, 200);
  EXPECT_EQ(deliver(path, make_event("E1", "incident.triggered", "Q1")), 202);
  EXPECT_FALSE(source_of("one").at("signature").at("required").as_bool());
}

TEST_F(WebhookAnswers, TwoSecretsWhileOneIsReplaced) {
  const auto path = host_->add_integration("one", kSecretA);
  const json::object both{{"settings",
                           {{"signing_secret", kSecretB},
                            {"signing_secret_previous", kSecretA},
                            {"signing_secret_previous_until", "2126-01-01T00:00:00Z"}}}};
  ASSERT_EQ(host_->admin("PUT", "/api/integrations/one", json::serialize(both)).status, 200);
  EXPECT_EQ(deliver(path, make_event("E1", "incident.triggered", "Q1"), kSecretA), 202);
  EXPECT_EQ(text(newest_delivery("one").at("signature")), "previous");
  EXPECT_EQ(deliver(path, make_event("E2", "incident.triggered", "Q1"), kSecretB), 202);
  EXPECT_EQ(text(newest_delivery("one").at("signature")), "current");
  ASSERT_EQ(host_
                ->admin("PUT", "/api/integrations/one",
                        R"({"settings":{"signing_secret_previous_until":"2026-01-01T00:00:00Z"}})")
                .status,
            200);
  EXPECT_EQ(deliver(path, make_event("E3", "incident.triggered", "Q1"), kSecretA), 401);
  EXPECT_EQ(deliver(path, make_event("E3", "incident.triggered", "Q1"), kSecretB), 202);
}

TEST_F(WebhookAnswers, UrlsThatAreNotOursAreAllTheSame) {
  const auto path = host_->add_integration("one");
  const auto removed = host_->add_integration("two");
  ASSERT_EQ(host_->admin("DELETE", "/api/integrations/two").status, 204);
  const auto slash = path.rfind('/');
  const auto dot = path.find('.', slash);
  const std::string id = path.substr(slash + 1, dot - slash - 1);
  const std::string secret = path.substr(dot + 1);
  const std::string base = "/api/webhooks/pagerduty/";
  std::string upper = secret;
  for (auto& c : upper) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  std::string encoded = "%" + [](char c) {
    constexpr char kDigits[] = "0123456789ABCDEF";
    const auto byte = static_cast<unsigned char>(c);
    return std::string{kDigits[byte >> 4U], kDigits[byte & 15U]};
  }(secret[0]);
  const std::string rows[] = {
      removed,
      base + id + "." + upper,
      base + id + "." + secret + "x",
      base + id + "." + secret.substr(1),
      base + id + "." + encoded + secret.substr(1),
      base + id + "." + secret + "/",
      base + id + ".",
      base + id,
      base + "." + secret,
      base + "nobody." + secret,
      base,
      "/api/webhooks/other/" + id + "." + secret,
      "/api/webhooks/pagerduty/../pagerduty/" + id + "." + secret,
      "/api/webhooks//pagerduty/" + id + "." + secret,
      "/api/integrations",
      "/",
  };
  std::string first;
  for (const auto& row : rows) {
    SCOPED_TRACE(row);
    auto answer = send(row, make_event("E1", "incident.triggered", "Q1"));
    EXPECT_EQ(answer.status, 404);
    EXPECT_TRUE(answer.body.empty());
    const auto date = answer.head.find("Date:");
    answer.head.erase(date, answer.head.find("\r\n", date) - date);
    if (first.empty()) first = answer.head;
    EXPECT_EQ(answer.head, first);
  }
  EXPECT_EQ(total_alerts(), 0);
  EXPECT_TRUE(newest_delivery("one").is_null());
}

TEST_F(WebhookAnswers, OtherMethodsAre405) {
  const auto path = host_->add_integration("one");
  for (const auto* method : {"GET", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH"}) {
    SCOPED_TRACE(method);
    RawClient client(host_->webhook_port());
    client.send(std::string(method) + " " + path + " HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n");
    const auto answer = client.read_response(method == std::string("HEAD"));
    EXPECT_EQ(answer.status, 405);
    EXPECT_EQ(answer.header("allow"), "POST");
  }
}

TEST_F(WebhookAnswers, TooLargeIs413AndTheLimitIsAMegabyte) {
  const auto path = host_->add_integration("one");
  const std::size_t limit = 1024 * 1024;
  EXPECT_EQ(deliver(path, std::string(limit, 'x')), 202);
  EXPECT_EQ(text(newest_delivery("one").at("outcome")), "quarantined");
  const auto answer = send(path, std::string(limit + 1, 'x'));
  EXPECT_EQ(answer.status, 413);
  EXPECT_TRUE(answer.has("Connection: close"));
}

TEST_F(WebhookAnswers, OffIsAcceptedAndLoggedButNotKept) {
  const auto path = host_->add_integration("one", kSecretA);
  ASSERT_EQ(host_->admin("PUT", "/api/integrations/one/alert-source", R"({"enabled":false})").status, 200);
  EXPECT_EQ(deliver(path, make_event("E1", "incident.triggered", "Q1"), kSecretA), 202);
  EXPECT_EQ(deliver(path, make_event("E1", "incident.triggered", "Q1"), kSecretB), 202);
  EXPECT_EQ(text(newest_delivery("one").at("outcome")), "off");
  EXPECT_EQ(total_alerts(), 0);
  EXPECT_EQ(text(source_of("one").at("strike")), "none");
}

TEST_F(WebhookAnswers, AMissingKeyIsOurFault) {
  const auto path = host_->add_integration("one", kSecretA);
  ASSERT_EQ(deliver(path, make_event("E1", "incident.triggered", "Q1"), kSecretA), 202);
  ASSERT_EQ(host_->stop(), 0);
  std::filesystem::rename(directory_.path() / "data/master.key", directory_.path() / "kept.key");
  start();
  for (const auto& secret : {kSecretA, kSecretB, std::string_view{}}) {
    const auto answer = send(path, make_event("E2", "incident.resolved", "Q1"), secret);
    EXPECT_EQ(answer.status, 503);
    EXPECT_FALSE(answer.header("retry-after").empty());
  }
  EXPECT_EQ(send_raw(host_->webhook_port(), get("/healthz")).status, 503);
  std::filesystem::rename(directory_.path() / "kept.key", directory_.path() / "data/master.key");
  EXPECT_EQ(deliver(path, make_event("E2", "incident.resolved", "Q1"), kSecretA), 202);
  EXPECT_EQ(text(get_json("/api/alerts").at("alerts").at(0).at("status")), "resolved");
}

TEST_F(WebhookAnswers, ARotatedUrlWorksForItsGraceOnly) {
  const auto path = host_->add_integration("one");
  ASSERT_EQ(host_->admin("POST", "/api/integrations/one/alert-source/rotate", R"({"grace_s":3600})").status, 200);
  const auto second = host_->webhook_path("one");
  ASSERT_NE(second, path);
  EXPECT_EQ(deliver(path, make_event("E1", "incident.triggered", "Q1")), 202);
  EXPECT_EQ(deliver(second, make_event("E2", "incident.triggered", "Q2")), 202);
  ASSERT_EQ(host_->admin("POST", "/api/integrations/one/alert-source/rotate", "{}").status, 200);
  EXPECT_EQ(deliver(second, make_event("E3", "incident.triggered", "Q3")), 404);
  EXPECT_EQ(deliver(path, make_event("E3", "incident.triggered", "Q3")), 404);
  EXPECT_EQ(deliver(host_->webhook_path("one"), make_event("E3", "incident.triggered", "Q3")), 202);
}

TEST_F(WebhookAnswers, StrikesCountToThreeAndAValidEventClearsThem) {
  const auto path = host_->add_integration("one", kSecretA);
  const auto body = make_event("E1", "incident.triggered", "Q1");
  const char* expected[] = {"warning", "warning", "disabled", "disabled"};
  for (int i = 0; i < 4; ++i) {
    EXPECT_EQ(deliver(path, body, kSecretB), 401);
    EXPECT_EQ(text(source_of("one").at("strike")), expected[i]);
    EXPECT_EQ(source_of("one").at("rejected_in_a_row").to_number<int>(), i + 1);
  }
  EXPECT_EQ(deliver(path, body, kSecretA), 202);
  EXPECT_EQ(text(source_of("one").at("strike")), "none");
}

TEST_F(WebhookAnswers, TheDeliveryLogKeepsNoSecretAndTheWholeBody) {
  const auto path = host_->add_integration("one", kSecretA);
  const auto body = make_event("E1", "incident.triggered", "Q1");
  const auto answer =
      send_raw(host_->webhook_port(),
               post(path, body, sign(kSecretA, body) + "Authorization: Basic c2VzYW1l\r\nX-Webhook-Id: w-1\r\n"));
  ASSERT_EQ(answer.status, 202);
  const auto id = newest_delivery("one").at("id").to_number<int>();
  const auto full = host_->admin("GET", "/api/deliveries/" + std::to_string(id));
  EXPECT_EQ(text(full.body.at("body")), body);
  EXPECT_NE(full.raw.body.find("w-1"), std::string::npos);
  EXPECT_NE(full.raw.body.find("Authorization"), std::string::npos);
  EXPECT_EQ(full.raw.body.find("c2VzYW1l"), std::string::npos);
  EXPECT_EQ(full.raw.body.find("v1="), std::string::npos);
  EXPECT_EQ(full.body.at("alert_id").to_number<int>(), 1);
  EXPECT_EQ(full.body.at("steps").as_array().size(), 5u);
}

}  // namespace
}  // namespace autoheal::test
