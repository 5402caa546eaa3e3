#include "intake/delivery.hpp"

#include "intake/delivery_steps.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

namespace autoheal::host {
namespace {

namespace json = boost::json;

Result<WebhookVerdict> verdict(unsigned status, std::string document) {
  return WebhookVerdict{status, std::move(document)};
}

constexpr const char* kTriggered =
    R"({"signature":"current","events":[{"event_id":"E1","kind":"triggered","event_type":"incident.triggered",
        "occurred_at":"2026-03-14T09:26:53.589Z","resource":{"id":"Q1"},"alert":{"fingerprint":"pagerduty:Q1"}}]})";

TEST(Assess, TakesWhatTheContractAllows) {
  struct Row {
    const char* name;
    unsigned status;
    const char* document;
    unsigned answer;
    Outcome outcome;
  };
  const Row rows[] = {
      {"stored", 202, kTriggered, 202, Outcome::stored},
      {"status 200 is answered 202", 200, kTriggered, 202, Outcome::stored},
      {"ping", 202, R"({"events":[{"event_id":"E","kind":"ping","occurred_at":"2026-03-14T09:26:53Z"}]})", 202,
       Outcome::ping},
      {"ignored", 202, R"({"events":[{"event_id":"E","kind":"ignored","occurred_at":"2026-03-14T09:26:53Z"}]})", 202,
       Outcome::ignored},
      {"no events", 202, R"({"events":[]})", 202, Outcome::ignored},
      {"quarantined", 202, R"({"events":[],"quarantined":{"reason":"not JSON"}})", 202, Outcome::quarantined},
      {"rejected", 401, R"({"signature":"invalid","events":[]})", 401, Outcome::rejected},
      {"status 400", 400, R"({"events":[]})", 503, Outcome::failed},
      {"status 500", 500, R"({"events":[]})", 503, Outcome::failed},
      {"document is no object", 202, "[]", 503, Outcome::failed},
      {"events missing", 202, "{}", 202, Outcome::quarantined},
      {"event without id", 202, R"({"events":[{"kind":"ping","occurred_at":"2026-03-14T09:26:53Z"}]})", 202,
       Outcome::quarantined},
      {"event of unknown kind", 202, R"({"events":[{"event_id":"E","kind":"x","occurred_at":"2026-03-14T09:26:53Z"}]})",
       202, Outcome::quarantined},
      {"event without time", 202, R"({"events":[{"event_id":"E","kind":"ping"}]})", 202, Outcome::quarantined},
      {"alert without fingerprint", 202,
       R"({"events":[{"event_id":"E","kind":"resolved","occurred_at":"2026-03-14T09:26:53Z","alert":{}}]})", 202,
       Outcome::quarantined},
      {"event is no object", 202, R"({"events":[1]})", 202, Outcome::quarantined},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.name);
    const auto assessment = assess(verdict(row.status, row.document), true);
    EXPECT_EQ(assessment.http_status, row.answer);
    EXPECT_EQ(name(assessment.outcome), name(row.outcome));
  }
}

TEST(Assess, APluginThatFailsIsOurFault) {
  const auto assessment = assess(failure(Errc::plugin_fault, "It broke."), true);
  EXPECT_EQ(assessment.http_status, 503u);
  EXPECT_EQ(assessment.explanation, "It broke.");
}

TEST(Assess, OffIsAlwaysAcceptedAndNeverCounts) {
  for (const auto& given : {verdict(202, kTriggered), verdict(401, R"({"signature":"invalid","events":[]})"),
                            verdict(500, "{}"), Result<WebhookVerdict>(failure(Errc::plugin_fault, "x"))}) {
    const auto assessment = assess(given, false);
    EXPECT_EQ(assessment.http_status, 202u);
    EXPECT_EQ(name(assessment.outcome), "off");
  }
}

TEST(Assess, MakesTimesCanonical) {
  const auto assessment = assess(
      verdict(202, R"({"events":[{"event_id":"E","kind":"ping","occurred_at":"2026-03-14T11:26:53+02:00"}]})"), true);
  ASSERT_EQ(assessment.events.size(), 1u);
  EXPECT_EQ(assessment.events[0].occurred_at, "2026-03-14T09:26:53.000Z");
  EXPECT_NE(assessment.events[0].document.find("2026-03-14T09:26:53.000Z"), std::string::npos);
}

TEST(RenderRedactedHeaders, ShowsOnlyWhatIsListed) {
  const auto text = render_redacted_headers({{"Content-Type", "application/json"},
                                             {"X-PagerDuty-Signature", "v1=abc"},
                                             {"authorization", "Bearer sesame"},
                                             {"X-Own", "sesame"},
                                             {"x-webhook-id", "w-1"}});
  EXPECT_NE(text.find("application/json"), std::string::npos);
  EXPECT_NE(text.find("w-1"), std::string::npos);
  EXPECT_NE(text.find("X-PagerDuty-Signature"), std::string::npos);
  EXPECT_EQ(text.find("sesame"), std::string::npos);
  EXPECT_EQ(text.find("v1=abc"), std::string::npos);
}

TEST(RenderSteps, TheStepWhereItEndsNamesItsFix) {
  for (const auto& [document, enabled, step] : {std::tuple{R"({"signature":"missing","events":[]})", true, "signature"},
                                                std::tuple{R"({"signature":"invalid","events":[]})", true, "signature"},
                                                std::tuple{R"({"signature":"invalid","events":[]})", false, "alert"}}) {
    const auto assessment = assess(verdict(401, document), enabled);
    const auto steps = json::parse(render_steps(assessment, assessment.outcome, std::chrono::microseconds{1500},
                                                std::chrono::microseconds{2000}))
                           .as_array();
    ASSERT_EQ(steps.size(), 5u);
    int fixes = 0;
    for (const auto& row : steps) {
      if (row.as_object().contains("fix")) ++fixes;
      EXPECT_EQ(row.as_object().contains("fix"), row.at("name").as_string() == step);
    }
    EXPECT_EQ(fixes, 1);
  }
  const auto stored = assess(verdict(202, kTriggered), true);
  const auto steps = json::parse(render_steps(stored, Outcome::stored, std::chrono::microseconds{1500},
                                              std::chrono::microseconds{2000}))
                         .as_array();
  ASSERT_EQ(steps.size(), 5u);
  EXPECT_EQ(steps[4].at("name").as_string(), "alert");
  EXPECT_DOUBLE_EQ(steps[4].at("at_ms").as_double(), 2.0);
}

}  // namespace
}  // namespace autoheal::host
