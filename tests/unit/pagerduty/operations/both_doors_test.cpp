// The same incident is the same alert, whether a webhook or the reconciliation told it.
#include "support/row_name.hpp"
#include "test_call.hpp"
#include "webhook/event.hpp"
#include "webhook/handler.hpp"

#include <gtest/gtest.h>
#include <vector>

namespace autoheal::pagerduty::operations {
using namespace kit;
using namespace reads;
namespace {

namespace json = boost::json;
using testing::at;
using testing::TestAccount;

// What somebody outside wrote, in all fields that people can write to.
struct DoorRow {
  const char* name;
  std::string text;
};

class BothDoors : public ::testing::TestWithParam<DoorRow> {};

json::object named(const char* id, const std::string& text) { return {{"id", id}, {"summary", text}}; }

json::object common_fields(const std::string& text) {
  return {{"id", "QDOOR"},
          {"title", text},
          {"status", "triggered"},
          {"urgency", "high"},
          {"incident_key", text},
          {"created_at", "2026-03-18T09:59:00Z"},
          {"html_url", "https://acme.pagerduty.com/incidents/QDOOR"},
          {"service", named("S1", text)},
          {"escalation_policy", named("E1", text)},
          {"priority", named("P1", text)},
          {"teams", json::array{named("T1", text), named("T2", text)}},
          {"incident_type", {{"name", text}}},
          {"conference_bridge", {{"conference_url", "https://meet.example.com/j/1?pwd=" + text}}}};
}

json::value through_reconcile(const std::string& text) {
  json::object incident = common_fields(text);
  incident["incident_number"] = 7;
  incident["last_status_change_at"] = "2026-03-18T09:59:00Z";
  incident["last_status_change_by"] = named("U1", text);
  incident["assignments"] = json::array{{{"at", "2026-03-18T09:59:00Z"}, {"assignee", named("U1", text)}}};
  TestAccount account;
  account.client.list("/incidents", "incidents", {incident});
  return at(account.envelope("reconcile_alerts", {}), "/data/events/0/alert");
}

json::value through_webhook(const std::string& text) {
  json::object data = common_fields(text);
  data["type"] = "incident";
  data["number"] = 7;
  data["assignees"] = json::array{named("U1", text)};
  const json::object body{{"event",
                           {{"id", "EV1"},
                            {"event_type", "incident.triggered"},
                            {"resource_type", "incident"},
                            {"occurred_at", "2026-03-18T09:59:00.100Z"},
                            {"agent", named("U1", text)},
                            {"data", std::move(data)}}}};
  const std::string bytes = json::serialize(body);
  webhook::Delivery delivery;
  delivery.body = {reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()};
  delivery.received_at = delivery.now = *parse_rfc3339("2026-03-18T10:00:00Z");
  return at(json::parse(webhook::handle_delivery({}, delivery).document), "/events/0/alert");
}

TEST_P(BothDoors, MakeTheSameAlert) {
  const json::value told = through_webhook(GetParam().text);
  ASSERT_TRUE(told.is_object());
  EXPECT_EQ(json::serialize(told), json::serialize(through_reconcile(GetParam().text)));
}

INSTANTIATE_TEST_SUITE_P(
    Texts, BothDoors,
    ::testing::Values(DoorRow{"plain", "Checkout is slow"},
                      DoorRow{"reach_a_person", "Forged for ada@acme.com +49 30 1234567"},
                      DoorRow{"credentials", "password: hunter2, accessToken=abcDEF1234567890 api key: 12ab"},
                      DoorRow{"token", "u+AbCdEfGhIjKlMnOpQr"},
                      DoorRow{"invisible", "a\u200Bd\u202Ea@acme.com\n\x1B[1mx"},
                      DoorRow{"cut_in_a_mask", std::string(245, 'x') + " password: hunter2 and so on"},
                      DoorRow{"cut_in_an_address", std::string(240, 'x') + " ada.lovelace@acme.example.com is on call"},
                      DoorRow{"cut_in_a_number", std::string(244, 'x') + " +4930123456789012345 is no phone"},
                      DoorRow{"cut_in_a_value", std::string(230, 'x') + " token: expired_again now and again"},
                      DoorRow{"cut_in_the_title", std::string(1'018, 'x') + " secret=abcdef +49 30 1234567"},
                      DoorRow{"long", std::string(3'000, 'y')}, DoorRow{"masked_before", "password: [masked] twice"}),
    test::RowName{});

TEST(WebhookDoor, SaysNoAddressAndNoNumber) {
  const std::string alert = json::serialize(through_webhook("Forged for ada@acme.com +49 30 1234567"));
  EXPECT_EQ(alert.find("ada@"), std::string::npos) << alert;
  EXPECT_EQ(alert.find("1234567"), std::string::npos) << alert;
  EXPECT_NE(alert.find("Forged for [e-mail] [phone]"), std::string::npos) << alert;
}

}  // namespace
}  // namespace autoheal::pagerduty::operations
