#include "api/alert_details.hpp"

#include "api/alerts.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

namespace autoheal::pagerduty::api {
using namespace kit;
namespace {

model::AlertDetails body_of(const std::string& text) {
  boost::json::value value = boost::json::parse(text);
  JsonMistakes mistakes;
  return read_alert_body(JsonReader(&value, "", mistakes));
}

model::AlertDetails channel_of(const std::string& text) {
  boost::json::value value = boost::json::parse(text);
  JsonMistakes mistakes;
  return read_channel_details(JsonReader(&value, "", mistakes));
}

std::string field(const model::AlertDetails& details, const std::string& name) {
  for (const auto& [key, value] : details.fields) {
    if (key == name) return value;
  }
  return "(none)";
}

TEST(AlertBody, AnObjectIsFlat) {
  auto details = body_of(R"({"details":{"a":{"b":1,"c":[1,"x",null]},"d":[{"e":true}],"n":null,"f":4.7}})");
  EXPECT_EQ(details.format, "custom");
  EXPECT_EQ(field(details, "a.b"), "1");
  EXPECT_EQ(field(details, "a.c"), "1, x, null");
  EXPECT_EQ(field(details, "d[0].e"), "true");
  EXPECT_EQ(field(details, "f"), "4.7");
  EXPECT_EQ(field(details, "n"), "(none)");
}

TEST(AlertBody, AStringIsText) {
  auto details = body_of(R"({"details":"disk full\non db-1"})");
  EXPECT_EQ(details.format, "text");
  EXPECT_EQ(details.text, "disk full\non db-1");
}

TEST(AlertBody, AStringMayHoldAnObject) {
  auto details = body_of(R"({"details":"{\"env\":\"prod\"}"})");
  EXPECT_EQ(details.format, "custom");
  EXPECT_EQ(field(details, "env"), "prod");
}

TEST(AlertBody, NothingIsEmpty) {
  EXPECT_TRUE(body_of(R"({"details":null})").empty());
  EXPECT_TRUE(body_of("{}").empty());
  EXPECT_TRUE(body_of(R"({"details":{}})").empty());
}

TEST(AlertBody, CefNamesItsParts) {
  auto details =
      body_of(R"({"cef_details":{"description":"d","severity":"critical","source_origin":"host","source_component":"c",
    "service_group":"g","event_class":"k","client":"Grafana","client_url":"https://g.example.com/x","dedup_key":"key","details":{"x":"y"}}})");
  EXPECT_EQ(details.format, "cef");
  EXPECT_EQ(details.source, "host");
  EXPECT_EQ(details.component, "c");
  EXPECT_EQ(details.group, "g");
  EXPECT_EQ(details.event_class, "k");
  EXPECT_EQ(field(details, "x"), "y");
}

TEST(AlertBody, RepeatedDetailsAreToldOnce) {
  auto details = body_of(R"({"details":{"x":"y"},"cef_details":{"description":"d","details":{"x":"y"}}})");
  EXPECT_EQ(details.fields.size(), 1U);
  EXPECT_EQ(details.format, "events_v2");
}

TEST(AlertBody, OnlyWebLinksAreKept) {
  auto details = body_of(R"json({"contexts":[{"type":"link","href":"javascript:alert(1)","text":"x"},
    {"type":"link","href":"https://a.example.com"},{"type":"image","src":"https://a.example.com/i.png","alt":"graph"},
    {"type":"link","href":"https://a.example.com"},{"type":"link","href":"https://"},{"type":"link","href":"http:a"},
    {"type":"link","href":"https://[::1]x"},7,null]})json");
  ASSERT_EQ(details.links.size(), 2U);
  EXPECT_FALSE(details.links[0].is_image);
  EXPECT_TRUE(details.links[1].is_image);
  EXPECT_EQ(details.links[1].text, "graph");
}

TEST(AlertBody, CredentialsOfPagerDutyStayOut) {
  auto details = body_of(R"({"details":{"routing_key":"R0ABCDEF","service_key":"x","env":"prod"}})");
  EXPECT_EQ(details.fields.size(), 1U);
}

TEST(AlertBody, CredentialsAreMaskedByTheirNames) {
  const auto details = body_of(
      R"({"details":{"password":"hunter2","db":{"db_password":"s3cretPW99","port":5432},"api_token":"abc",
          "accessToken":"abcDEF","clientSecret":["zzz","yyy"],"dedup_key":"k","note":"pwd: x y"}})");
  EXPECT_EQ(field(details, "password"), "[masked]");
  EXPECT_EQ(field(details, "db.db_password"), "[masked]");
  EXPECT_EQ(field(details, "db.port"), "5432");
  EXPECT_EQ(field(details, "api_token"), "[masked]");
  EXPECT_EQ(field(details, "accessToken"), "[masked]");
  EXPECT_EQ(field(details, "clientSecret"), "[masked]");
  EXPECT_EQ(field(details, "dedup_key"), "k");
  EXPECT_EQ(field(details, "note"), "pwd: [masked] y");
}

TEST(AlertBody, CredentialsInATextThatHoldsAnObjectAreMasked) {
  EXPECT_EQ(field(body_of(R"({"details":"{\"dbPassword\":\"hunter2\"}"})"), "dbPassword"), "[masked]");
}

TEST(AlertBody, ALotOfFieldsIsCutAndCounted) {
  boost::json::object many;
  for (int i = 0; i < 700; ++i) many["k" + std::to_string(i)] = i;
  auto details = body_of(boost::json::serialize(boost::json::object{{"details", many}}));
  EXPECT_EQ(details.fields.size(), 500U);
  EXPECT_EQ(details.omitted_fields, 200U);
}

TEST(AlertBody, DeepNestingEnds) {
  std::string deep = "1";
  for (int i = 0; i < 20; ++i) deep = "{\"a\":" + deep + "}";
  EXPECT_EQ(body_of("{\"details\":" + deep + "}").fields.size(), 1U);
}

TEST(Channel, AnEMailHasSubjectAndBodyAndNoAddress) {
  auto details = channel_of(
      R"({"type":"email","subject":"[checkout] SLA","body":"slow\nask ops@example.com","from":"a@b.de","to":"c@d.de"})");
  EXPECT_EQ(details.format, "email");
  EXPECT_EQ(details.summary, "[checkout] SLA");
  EXPECT_EQ(details.text, "slow\nask [e-mail]");
}

TEST(Channel, AnApiEventHasDetails) {
  auto details =
      channel_of(R"({"type":"api","description":"d","incident_key":"k","service_key":"secret","details":{"a":1}})");
  EXPECT_EQ(details.summary, "d");
  EXPECT_EQ(details.dedup_key, "k");
  EXPECT_EQ(field(details, "a"), "1");
}

TEST(ReadAlert, FallsBackToTheTriggerEntry) {
  boost::json::value value = boost::json::parse(
      R"({"id":"A1","status":"triggered","created_at":"2026-03-18T01:30:00-04:00","body":{"details":null},
    "first_trigger_log_entry":{"id":"L1","channel":{"type":"email","subject":"s","body":"b"}}})");
  JsonMistakes mistakes;
  auto alert = read_alert(JsonReader(&value, "", mistakes));
  EXPECT_EQ(alert.details.format, "email");
  EXPECT_EQ(alert.details.text, "b");
  EXPECT_FALSE(mistakes.any());
}

}  // namespace
}  // namespace autoheal::pagerduty::api
