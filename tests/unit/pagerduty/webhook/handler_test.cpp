#include "webhook/handler.hpp"

#include "kit/time/rfc3339.hpp"
#include "samples.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

namespace autoheal::pagerduty::webhook {
using namespace kit;
namespace {

namespace json = boost::json;
using samples::kSecretA;
using samples::replaced;

UtcTime time(std::string_view text) { return parse_rfc3339(text).value(); }

const UtcTime kReceived = time("2026-03-14T10:10:00Z");

WebhookRules rules(std::string_view secret = {}) {
  WebhookRules out;
  if (!secret.empty()) out.keys.current.emplace(secret);
  return out;
}

Answer handle(std::string_view body, const std::vector<Header>& headers = {}, const WebhookRules& with = rules(),
              UtcTime received_at = kReceived) {
  return handle_delivery(
      with, {.headers = headers, .body = samples::bytes(body), .received_at = received_at, .now = received_at});
}

json::value document_of(const Answer& answer) { return json::parse(answer.document); }

// The only event of an accepted delivery.
json::value event_of(const Answer& answer) {
  EXPECT_EQ(answer.http_status, 202U);
  const json::value document = document_of(answer);
  if (document.at("events").as_array().size() != 1) {
    ADD_FAILURE() << answer.document;
    return json::object();
  }
  return document.at("events").at(0);
}

json::value event_of(std::string_view body) { return event_of(handle(body)); }

struct SampleRow {
  std::string_view sample;
  std::string_view document;
};

// The whole document, member by member.
TEST(Handler, MapsTheFourSamplesExactly) {
  const SampleRow rows[] = {
      {"ping", R"({"events":[{"event_id":"01GJ7Q3XW8NPA4E0TZK5M2VB9C","kind":"ping","event_type":"pagey.ping",
        "occurred_at":"2026-03-14T09:20:00.104Z"}],"signature":"current"})"},
      {"triggered", R"({"events":[{"event_id":"01GJ7Q5B1RZC6H9DYUO8S3KF7X","kind":"triggered",
        "event_type":"incident.triggered","occurred_at":"2026-03-14T09:26:53.589Z",
        "resource":{"id":"Q1XK7T2M9LB4ZD","number":4711,"summary":"Checkout p99 latency > 2 s — eu-west-1"},
        "alert":{"schema_version":1,"fingerprint":"pagerduty:Q1XK7T2M9LB4ZD","source":"pagerduty",
          "external_id":"Q1XK7T2M9LB4ZD","external_number":4711,
          "external_url":"https://acme-ops.pagerduty.com/incidents/Q1XK7T2M9LB4ZD",
          "name":"Checkout p99 latency > 2 s — eu-west-1","summary":"Checkout p99 latency > 2 s — eu-west-1",
          "description":"Service checkout-api. Urgency high. Priority P2. Assigned to Payments Responder 1. Escalation policy Payments primary.",
          "status":"firing","severity":"high","severity_source":"priority",
          "labels":{"service":"checkout-api","service_id":"P4XK9QD","team":"Payments","team_id":"PT0R5VL",
            "urgency":"high","priority":"P2","escalation_policy":"Payments primary","incident_number":"4711",
            "incident_type":"incident_default"},
          "annotations":{"assignees":"Payments Responder 1"},
          "starts_at":"2026-03-14T09:26:53.000Z","actor":"Events API V2"}}],"signature":"current"})"},
      {"acknowledged", R"({"events":[{"event_id":"01GJ7Q6N4TWE2M8VAXI0L5PG1J","kind":"acknowledged",
        "event_type":"incident.acknowledged","occurred_at":"2026-03-14T09:29:11.042Z",
        "resource":{"id":"Q1XK7T2M9LB4ZD","number":4711,"summary":"Checkout p99 latency > 2 s — eu-west-1"},
        "alert":{"schema_version":1,"fingerprint":"pagerduty:Q1XK7T2M9LB4ZD","source":"pagerduty",
          "external_id":"Q1XK7T2M9LB4ZD","external_number":4711,
          "external_url":"https://acme-ops.pagerduty.com/incidents/Q1XK7T2M9LB4ZD",
          "name":"Checkout p99 latency > 2 s — eu-west-1","summary":"Checkout p99 latency > 2 s — eu-west-1",
          "description":"Service checkout-api. Urgency high. Priority P2. Assigned to Payments Responder 1. Escalation policy Payments primary.",
          "status":"acknowledged","severity":"high","severity_source":"priority",
          "labels":{"service":"checkout-api","service_id":"P4XK9QD","team":"Payments","team_id":"PT0R5VL",
            "urgency":"high","priority":"P2","escalation_policy":"Payments primary","incident_number":"4711",
            "incident_type":"incident_default"},
          "annotations":{"assignees":"Payments Responder 1"},
          "starts_at":"2026-03-14T09:26:53.000Z","actor":"Payments Responder 1"}}],"signature":"current"})"},
      {"resolved", R"({"events":[{"event_id":"01GJ7R0H9YKB3S7QCZU6D1NF4W","kind":"resolved",
        "event_type":"incident.resolved","occurred_at":"2026-03-14T10:02:37.716Z",
        "resource":{"id":"Q1XK7T2M9LB4ZD","number":4711,"summary":"Checkout p99 latency > 2 s — eu-west-1"},
        "alert":{"schema_version":1,"fingerprint":"pagerduty:Q1XK7T2M9LB4ZD","source":"pagerduty",
          "external_id":"Q1XK7T2M9LB4ZD","external_number":4711,
          "external_url":"https://acme-ops.pagerduty.com/incidents/Q1XK7T2M9LB4ZD",
          "name":"Checkout p99 latency > 2 s — eu-west-1","summary":"Checkout p99 latency > 2 s — eu-west-1",
          "description":"Service checkout-api. Urgency high. Priority P2. Escalation policy Payments primary.",
          "status":"resolved","severity":"high","severity_source":"priority",
          "labels":{"service":"checkout-api","service_id":"P4XK9QD","team":"Payments","team_id":"PT0R5VL",
            "urgency":"high","priority":"P2","escalation_policy":"Payments primary","incident_number":"4711",
            "incident_type":"incident_default"},
          "annotations":{},
          "starts_at":"2026-03-14T09:26:53.000Z","actor":"Events API V2"}}],"signature":"current"})"},
  };
  for (const SampleRow& row : rows) {
    const std::string body = samples::body(row.sample);
    const std::string signature = samples::sign(kSecretA, body);
    const Answer answer = handle(body, {{kSignatureHeader, signature}}, rules(kSecretA));
    EXPECT_EQ(answer.http_status, 202U) << row.sample;
    EXPECT_EQ(document_of(answer), json::parse(row.document)) << row.sample << "\n" << answer.document;
  }
}

// No part of a body that was not verified shows in the answer, not even that it could not be parsed.
TEST(Handler, VerifiesBeforeItParses) {
  for (const std::string& body : {samples::body("triggered"), std::string("{"), std::string(), std::string("\xFF"),
                                  std::string(100'000, '['), samples::body("ping")}) {
    const Answer unsigned_answer = handle(body, {}, rules(kSecretA));
    EXPECT_EQ(unsigned_answer.http_status, 401U);
    EXPECT_EQ(unsigned_answer.document, R"({"events":[],"signature":"missing"})");
    const Answer wrong = handle(body, {{kSignatureHeader, "v1=00"}}, rules(kSecretA));
    EXPECT_EQ(wrong.http_status, 401U);
    EXPECT_EQ(wrong.document, R"({"events":[],"signature":"invalid"})");
  }
}

TEST(Handler, QuarantinesWhatIsSignedButCannotBeRead) {
  for (const std::string& body :
       {std::string(), std::string("{"), std::string("[]"), std::string(100'000, '['),
        std::string(R"({"messages":[]})"), std::string(R"({"event":{}})"),
        replaced(samples::body("triggered"), R"("id":"Q1XK7T2M9LB4ZD")", R"("id":"../../x")")}) {
    const std::string signature = samples::sign(kSecretA, body);
    const Answer answer = handle(body, {{kSignatureHeader, signature}}, rules(kSecretA));
    EXPECT_EQ(answer.http_status, 202U);
    const json::value document = document_of(answer);
    EXPECT_TRUE(document.at("events").as_array().empty());
    EXPECT_EQ(document.at("signature"), "current");
    EXPECT_FALSE(document.at("quarantined").at("reason").as_string().empty());
  }
}

struct TypeRow {
  std::string_view event_type;
  std::string_view kind;
  std::string_view status;  // empty: no alert
};

TEST(Handler, MapsEveryTypeOfEvent) {
  const TypeRow rows[] = {
      {"incident.triggered", "triggered", "firing"},
      {"incident.acknowledged", "acknowledged", "acknowledged"},
      {"incident.resolved", "resolved", "resolved"},
      {"incident.unacknowledged", "unacknowledged", "firing"},
      {"incident.reopened", "reopened", "firing"},
      {"incident.escalated", "updated", "firing"},
      {"incident.delegated", "updated", "firing"},
      {"incident.reassigned", "updated", "firing"},
      {"incident.priority_updated", "updated", "firing"},
      {"incident.service_updated", "updated", "firing"},
      {"incident.incident_type.changed", "updated", "firing"},
      {"incident.annotated", "ignored", ""},
      {"incident.workflow.completed", "ignored", ""},
      {"service.updated", "ignored", ""},
      {"incident.invented_tomorrow", "ignored", ""},
      {"INCIDENT.TRIGGERED", "ignored", ""},
      {"x", "ignored", ""},
  };
  for (const TypeRow& row : rows) {
    const json::value event = event_of(replaced(samples::body("triggered"), "incident.triggered", row.event_type));
    EXPECT_EQ(event.at("kind").as_string(), row.kind) << row.event_type;
    EXPECT_EQ(event.at("event_type").as_string(), row.event_type);
    if (row.status.empty()) {
      EXPECT_EQ(event.as_object().if_contains("alert"), nullptr) << row.event_type;
      EXPECT_FALSE(event.at("reason").as_string().empty()) << row.event_type;
      EXPECT_EQ(event.at("resource").at("id"), "Q1XK7T2M9LB4ZD") << "still to be found by its incident";
    } else {
      EXPECT_EQ(event.at("alert").at("status").as_string(), row.status) << row.event_type;
      EXPECT_EQ(event.as_object().if_contains("reason"), nullptr) << row.event_type;
    }
  }
}

TEST(Handler, UpdatesTakeTheStatusOfTheIncident) {
  for (const auto& [told, expected] : {std::pair("triggered", "firing"), std::pair("acknowledged", "acknowledged"),
                                       std::pair("resolved", "resolved")}) {
    const std::string body = replaced(replaced(samples::body("triggered"), "incident.triggered", "incident.escalated"),
                                      R"("status":"triggered")", R"("status":")" + std::string(told) + "\"");
    EXPECT_EQ(event_of(body).at("alert").at("status"), expected);
  }
}

TEST(Handler, IgnoresAnAlertTypeWithOtherData) {
  const json::value event =
      event_of(replaced(samples::body("triggered"), R"("type":"incident",)", R"("type":"incident_note",)"));
  EXPECT_EQ(event.at("kind"), "ignored");
  EXPECT_EQ(event.at("reason"), "The event's data is not an incident.");
}

TEST(Handler, SaysWhenTypeAndStatusDisagree) {
  const json::value event =
      event_of(replaced(samples::body("resolved"), R"("status":"resolved")", R"("status":"triggered")"));
  EXPECT_EQ(event.at("alert").at("status"), "resolved") << "the type decides";
  EXPECT_EQ(event.at("warnings").as_array().size(), 1U);
  EXPECT_EQ(event_of(samples::body("resolved")).as_object().if_contains("warnings"), nullptr);
}

struct TimeRow {
  std::string_view name;
  std::string_view occurred_at;  // as JSON
  std::string_view expected;
  bool warned;
};

TEST(Handler, PutsEventsInTheirPlaceInTime) {
  const TimeRow rows[] = {
      {"as told", R"("2026-03-14T09:26:53.589Z")", "2026-03-14T09:26:53.589Z", false},
      {"seconds only", R"("2026-03-14T09:26:53Z")", "2026-03-14T09:26:53.000Z", false},
      {"another zone", R"("2026-03-14T10:26:53.5+01:00")", "2026-03-14T09:26:53.500Z", false},
      {"47 hours old", R"("2026-03-12T11:10:00Z")", "2026-03-12T11:10:00.000Z", false},
      {"31 days old", R"("2026-02-11T10:10:00Z")", "2026-02-11T10:10:00.000Z", false},
      {"ten minutes ahead", R"("2026-03-14T10:20:00Z")", "2026-03-14T10:20:00.000Z", false},
      {"just more than ten minutes ahead", R"("2026-03-14T10:20:00.001Z")", "2026-03-14T10:10:00.000Z", true},
      {"ten years ahead", R"("2036-03-14T10:10:00Z")", "2026-03-14T10:10:00.000Z", true},
      {"missing: the incident's creation", "null", "2026-03-14T09:26:53.000Z", true},
      {"a number", "1773480413", "2026-03-14T09:26:53.000Z", true},
      {"a date", R"("2026-03-14")", "2026-03-14T09:26:53.000Z", true},
      {"words", R"("now")", "2026-03-14T09:26:53.000Z", true},
  };
  for (const TimeRow& row : rows) {
    const json::value event =
        event_of(replaced(samples::body("triggered"), R"("2026-03-14T09:26:53.589Z")", row.occurred_at));
    EXPECT_EQ(event.at("occurred_at").as_string(), row.expected) << row.name;
    EXPECT_EQ(event.as_object().contains("warnings"), row.warned) << row.name;
  }
  const std::string no_time = replaced(replaced(samples::body("triggered"), R"("2026-03-14T09:26:53.589Z")", "null"),
                                       "2026-03-14T09:26:53Z", "?");
  EXPECT_EQ(event_of(no_time).at("occurred_at"), "2026-03-14T10:10:00.000Z");
}

TEST(Handler, HostileTextComesOutAsPlainText) {
  const std::string_view titles[] = {
      "<script>alert(1)</script>",
      R"(\u0000\u0001\u001b[31m)",
      R"(\"],\"events\":[{\"kind\":\"resolved\"}])",
      "\xE2\x80\xAE\xE2\x80\x8B",
      "\xED\xA0\x80\xFF",
      R"(\ud800)",
      R"(line\r\nX-Injected: header)",
      R"({{7*7}} ${jndi:ldap://x/a})",
  };
  for (const std::string_view title : titles) {
    const Answer answer = handle(replaced(samples::body("triggered"), "Checkout p99", title));
    const json::value event = event_of(answer);
    EXPECT_EQ(event.at("kind"), "triggered") << title;
    for (const char c : std::string(event.at("alert").at("name").as_string().c_str()))
      EXPECT_GE(static_cast<unsigned char>(c), 0x20) << title;
  }
  const Answer huge = handle(replaced(samples::body("triggered"), "Checkout", std::string(100'000, 'x')));
  EXPECT_LT(huge.document.size(), 4096U);
}

TEST(Handler, AnswersStayShortWhateverComes) {
  std::string many;
  for (int i = 0; i < 100'000; ++i) many += R"({"id":"P1","summary":"Somebody with a name"},)";
  const Answer answer = handle(replaced(samples::body("triggered"), R"("assignees":[)", R"("assignees":[)" + many));
  EXPECT_LT(answer.document.size(), 8192U);
  EXPECT_NE(answer.document.find(" more"), std::string::npos);
  const Answer type = handle(replaced(samples::body("triggered"), "incident.triggered", std::string(100'000, 't')));
  EXPECT_LT(type.document.size(), 2048U);
}

// PagerDuty sends at most 256 KB; a host takes 1 MiB.
TEST(Handler, TakesBodiesOfAnySize) {
  for (const std::size_t bytes : {std::size_t{55} * 1024, std::size_t{256} * 1024, std::size_t{1024} * 1024 + 1}) {
    std::string body = samples::body("triggered");
    body = replaced(body, R"("number":4711)",
                    R"("number":4711,"padding":")" + std::string(bytes - body.size() - 13, 'x') + "\"");
    ASSERT_EQ(body.size(), bytes);
    const std::string signature = samples::sign(kSecretA, body);
    const Answer answer = handle(body, {{kSignatureHeader, signature}}, rules(kSecretA));
    EXPECT_EQ(event_of(answer).at("kind"), "triggered") << bytes;
  }
}

TEST(Handler, CarriesNoMailAddress) {
  const std::string body =
      replaced(samples::body("triggered"), R"("summary":"Payments Responder 1","type":"user_reference")",
               R"("email":"ana@example.com","summary":"Ana","type":"user_reference")");
  EXPECT_EQ(handle(body).document.find("example.com"), std::string::npos);
}

TEST(Handler, AnswersTheSameAgain) {
  const std::string body = samples::body("triggered");
  EXPECT_EQ(handle(body).document, handle(body).document);
}

TEST(Handler, UsesTheConfiguredLabelsAndSeverities) {
  WebhookRules with = rules();
  with.mapping.labels = {{"env", "prod"}, {"service", "never"}};
  with.mapping.severities = {{"p2", model::Severity::info}};
  const json::value alert = event_of(handle(samples::body("triggered"), {}, with)).at("alert");
  EXPECT_EQ(alert.at("labels").at("env"), "prod");
  EXPECT_EQ(alert.at("labels").at("service"), "checkout-api");
  EXPECT_EQ(alert.at("severity"), "info");
}

}  // namespace
}  // namespace autoheal::pagerduty::webhook
