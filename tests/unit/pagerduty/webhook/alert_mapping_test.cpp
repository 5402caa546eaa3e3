#include "webhook/alert_mapping.hpp"

#include "kit/text/utf8.hpp"
#include "kit/time/rfc3339.hpp"

#include <algorithm>
#include <gtest/gtest.h>

namespace autoheal::pagerduty::webhook {
using namespace kit;
namespace {

IncidentFacts full_incident() {
  IncidentFacts out;
  out.id = "Q1XK7T2M9LB4ZD";
  out.number = 4711;
  out.html_url = "https://acme-ops.pagerduty.com/incidents/Q1XK7T2M9LB4ZD";
  out.status = "triggered";
  out.title = "Checkout p99 latency > 2 s";
  out.incident_key = "latency/checkout";
  out.created_at = "2026-03-14T09:26:53Z";
  out.urgency = "high";
  out.incident_type = "incident_default";
  out.conference_url = "https://meet.example.com/j/1";
  out.service = {"P4XK9QD", "service", "checkout-api", ""};
  out.escalation_policy = {"PB71MZ2", "escalation_policy", "Payments primary", ""};
  out.priority = {"PQ2S6CE", "priority", "P2", ""};
  out.teams = {{"PT0R5VL", "team", "Payments", ""}, {"PT0R5VM", "team", "Checkout", ""}};
  out.assignees = {{"P8HJ3WN", "user", "Ana", ""}, {"P8HJ3WO", "user", "Ben", ""}};
  return out;
}

std::string value_of(const std::vector<std::pair<std::string, std::string>>& entries, std::string_view key) {
  std::string out = "(none)";
  for (const auto& [name, value] : entries) {
    if (name == key) out = out == "(none)" ? value : "(twice)";
  }
  return out;
}

Alert map(const IncidentFacts& incident, const MappingRules& rules = {}) {
  return map_alert(incident, EventKind::triggered, "Ana", rules);
}

TEST(Alert, SaysWhatTheIncidentSays) {
  const Alert alert = map(full_incident());
  EXPECT_EQ(alert.fingerprint, "pagerduty:Q1XK7T2M9LB4ZD");
  EXPECT_EQ(alert.external_id, "Q1XK7T2M9LB4ZD");
  EXPECT_EQ(alert.external_number, 4711);
  EXPECT_EQ(alert.external_url, "https://acme-ops.pagerduty.com/incidents/Q1XK7T2M9LB4ZD");
  EXPECT_EQ(alert.name, "Checkout p99 latency > 2 s");
  EXPECT_EQ(alert.summary, alert.name);
  EXPECT_EQ(alert.description,
            "Service checkout-api. Urgency high. Priority P2. Assigned to Ana, Ben. "
            "Escalation policy Payments primary.");
  EXPECT_EQ(alert.status, AlertStatus::firing);
  EXPECT_EQ(alert.rating.severity, model::Severity::high);
  EXPECT_EQ(alert.actor, "Ana");
  ASSERT_TRUE(alert.starts_at.has_value());
  EXPECT_EQ(render_rfc3339(*alert.starts_at), "2026-03-14T09:26:53.000Z");
  EXPECT_EQ(value_of(alert.labels, "service"), "checkout-api");
  EXPECT_EQ(value_of(alert.labels, "service_id"), "P4XK9QD");
  EXPECT_EQ(value_of(alert.labels, "team"), "Payments");
  EXPECT_EQ(value_of(alert.labels, "team_id"), "PT0R5VL");
  EXPECT_EQ(value_of(alert.labels, "urgency"), "high");
  EXPECT_EQ(value_of(alert.labels, "priority"), "P2");
  EXPECT_EQ(value_of(alert.labels, "escalation_policy"), "Payments primary");
  EXPECT_EQ(value_of(alert.labels, "incident_number"), "4711");
  EXPECT_EQ(value_of(alert.labels, "incident_type"), "incident_default");
  EXPECT_EQ(value_of(alert.annotations, "incident_key"), "latency/checkout");
  EXPECT_EQ(value_of(alert.annotations, "assignees"), "Ana, Ben");
  EXPECT_EQ(value_of(alert.annotations, "teams"), "Payments, Checkout");
  EXPECT_EQ(value_of(alert.annotations, "conference_url"), "https://meet.example.com/j/1");
  EXPECT_EQ(value_of(alert.annotations, "merged_into"), "(none)");
}

TEST(Alert, SaysNothingWhereNothingIsKnown) {
  IncidentFacts bare;
  bare.id = "Q1";
  const Alert alert = map_alert(bare, EventKind::resolved, "", {});
  EXPECT_EQ(alert.name, "PagerDuty incident Q1");
  EXPECT_EQ(alert.status, AlertStatus::resolved);
  EXPECT_EQ(alert.rating.severity, model::Severity::unknown);
  EXPECT_TRUE(alert.labels.empty());
  EXPECT_TRUE(alert.annotations.empty());
  EXPECT_EQ(alert.description, "");
  EXPECT_EQ(alert.external_url, "");
  EXPECT_EQ(alert.actor, "");
  EXPECT_FALSE(alert.starts_at.has_value());
  EXPECT_FALSE(alert.external_number.has_value());
  bare.number = 7;
  EXPECT_EQ(map(bare).name, "PagerDuty incident #7");
}

TEST(Alert, IsTheSameForEveryEventOfAnIncidentAndApartForAnother) {
  IncidentFacts other = full_incident();
  other.id = "Q2XK7T2M9LB4ZD";  // the same incident_key: it is used again
  EXPECT_EQ(map(full_incident()).fingerprint, map_alert(full_incident(), EventKind::resolved, "", {}).fingerprint);
  EXPECT_NE(map(full_incident()).fingerprint, map(other).fingerprint);
}

TEST(Alert, NameIsOneLineOfAtMost255BytesOfUtf8) {
  struct Row {
    std::string_view what;
    std::string title;
  };
  std::string dashes;
  for (int i = 0; i < 40'000; ++i) dashes += "\xE2\x80\x94";
  const Row rows[] = {{"100 KB", std::string(100'000, 'x')},
                      {"multi-byte characters", dashes},
                      {"line breaks",
                       "one\r\ntwo\nthree\xE2\x80\xA8"
                       "four"},
                      {"invalid UTF-8", "caf\xE9 \xF0\x9F\x92 \xFF\xFE"},
                      {"overlong", "\xC0\xAF\xE0\x80\xAF"},
                      {"U+0000", std::string("a\0b", 3)},
                      {"terminal sequences", "\x1B[31mred\x1B[0m \x07"},
                      {"bidi override",
                       "abc\xE2\x80\xAE"
                       "cod.exe"},
                      {"markup", "<img src=x onerror=alert(1)>"},
                      {"blank", " \t \r\n "},
                      {"256 bytes", std::string(254, 'x') + "\xC3\xA4"},
                      {"255 bytes", std::string(255, 'x')}};
  for (const Row& row : rows) {
    IncidentFacts incident = full_incident();
    incident.title = row.title;
    const Alert alert = map(incident);
    EXPECT_FALSE(alert.name.empty()) << row.what;
    EXPECT_LE(alert.name.size(), 255U) << row.what;
    EXPECT_LE(alert.summary.size(), 1024U) << row.what;
    for (const std::string& text : {alert.name, alert.summary}) {
      EXPECT_TRUE(is_utf8(text)) << row.what;
      EXPECT_TRUE(std::none_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; }))
          << row.what;
      EXPECT_EQ(text.find("\xE2\x80\xAE"), std::string::npos) << row.what;
    }
  }
  IncidentFacts exact = full_incident();
  exact.title = std::string(255, 'x');
  EXPECT_EQ(map(exact).name, exact.title);
}

TEST(Alert, LinksOnlyToPagerDutyOverHttps) {
  for (const std::string_view url :
       {"http://acme.pagerduty.com/incidents/Q1", "javascript:alert(1)", "https://evil.example/incidents/Q1",
        "https://pagerduty.com.evil.example/", "https://acme.pagerduty.com@evil.example/", "//acme.pagerduty.com/",
        "https://evil.example/?x=.pagerduty.com", "HTTPS://acme.pagerduty.com/",
        "https://acme.pagerduty.com/\"><script>", "https://acme.pagerduty.com/a b",
        "https://acme.pagerduty.com\\@evil.example/", "data:text/html,x", " ", ""}) {
    IncidentFacts incident = full_incident();
    incident.html_url = std::string(url);
    EXPECT_EQ(map(incident).external_url, "") << url;
  }
  for (const std::string_view url :
       {"http://meet.example.com/", "javascript:alert(1)", "https://", "https:///x", "https://a@b.example/",
        "https://meet.example.com/'", "tel:+4930", "meet.example.com"}) {
    IncidentFacts incident = full_incident();
    incident.conference_url = std::string(url);
    EXPECT_EQ(value_of(map(incident).annotations, "conference_url"), "(none)") << url;
  }
}

TEST(Alert, StaticLabelsFillGapsOnly) {
  MappingRules rules;
  rules.labels = {{"env", "prod"}, {"service", "static"}, {"team", "static"}, {"cluster", "eu-1"}};
  const Alert told = map(full_incident(), rules);
  EXPECT_EQ(value_of(told.labels, "env"), "prod");
  EXPECT_EQ(value_of(told.labels, "cluster"), "eu-1");
  EXPECT_EQ(value_of(told.labels, "service"), "checkout-api");
  EXPECT_EQ(value_of(told.labels, "team"), "Payments");
  IncidentFacts without = full_incident();
  without.service = {};
  without.teams.clear();
  const Alert gaps = map(without, rules);
  EXPECT_EQ(value_of(gaps.labels, "service"), "static");
  EXPECT_EQ(value_of(gaps.labels, "team"), "static");
  EXPECT_EQ(value_of(gaps.labels, "service_id"), "(none)");
}

TEST(Alert, ListsPeopleByNameAndBounded) {
  IncidentFacts incident = full_incident();
  incident.assignees.assign(50, {"P8HJ3WN", "user", "Somebody with quite a long name, of the payments team", ""});
  incident.assignees_left_out = 99'950;
  const std::string many = value_of(map(incident).annotations, "assignees");
  EXPECT_LE(many.size(), 2048U);
  incident.assignees = {{"P8HJ3WN", "user", "", ""}, {"P8HJ3WO", "user", "Ben", ""}, {"P8", "user", " \n", ""}};
  incident.assignees_left_out = 3;
  EXPECT_EQ(value_of(map(incident).annotations, "assignees"), "Ben and 3 more");
  incident.assignees.clear();
  incident.assignees_left_out = 0;
  EXPECT_EQ(value_of(map(incident).annotations, "assignees"), "(none)");
}

TEST(Alert, OfAMergedIncidentIsResolvedAndSaysIntoWhich) {
  IncidentFacts incident = full_incident();
  incident.merged_into = "Q9TARGET";
  incident.status = "resolved";
  const Alert alert = map_alert(incident, EventKind::resolved, "Ana", {});
  EXPECT_EQ(alert.status, AlertStatus::resolved);
  EXPECT_EQ(value_of(alert.annotations, "merged_into"), "Q9TARGET");
  EXPECT_NE(alert.description.find("Merged into incident Q9TARGET."), std::string::npos);
}

TEST(Alert, StartsWhenTheIncidentWasCreatedOrSaysNothing) {
  for (const std::string_view not_a_time : {"", "yesterday", "2026-03-14", "2026-03-14T09:26:53",
                                            "2026-13-01T00:00:00Z", "1773480413", "2026-03-14T09:26:53Z; DROP TABLE"}) {
    IncidentFacts incident = full_incident();
    incident.created_at = std::string(not_a_time);
    EXPECT_FALSE(map(incident).starts_at.has_value()) << not_a_time;
  }
  IncidentFacts elsewhere = full_incident();
  elsewhere.created_at = "2026-03-14T10:26:53.1+01:00";
  EXPECT_EQ(render_rfc3339(map(elsewhere).starts_at.value()), "2026-03-14T09:26:53.100Z");
}

}  // namespace
}  // namespace autoheal::pagerduty::webhook
