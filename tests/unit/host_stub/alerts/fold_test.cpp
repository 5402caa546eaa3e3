#include "alerts/fold.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <gtest/gtest.h>
#include <random>
#include <string>
#include <vector>

namespace autoheal::host {
namespace {

namespace json = boost::json;

// One event at minute `minute`, with what its alert tells.
json::object event(int minute, const char* kind, json::object alert = {{"name", "n"}, {"status", "firing"}}) {
  std::string id(1, static_cast<char>('a' + minute));
  std::string at = "2026-03-14T09:" + std::string(minute < 10 ? "0" : "") + std::to_string(minute) + ":00.000Z";
  json::object out{
      {"event_id", id}, {"kind", kind}, {"event_type", std::string("incident.") + kind}, {"occurred_at", at}};
  if (!alert.empty()) out["alert"] = std::move(alert);
  return out;
}

std::string at(int minute) {
  return "2026-03-14T09:" + std::string(minute < 10 ? "0" : "") + std::to_string(minute) + ":00.000Z";
}

std::string text(const json::object& object, const char* member) {
  const auto* value = object.if_contains(member);
  return value == nullptr ? "absent" : json::value_to<std::string>(*value);
}

struct Step {
  int minute;
  const char* kind;
};

struct FoldRow {
  const char* name;
  std::vector<Step> steps;
  std::string status;
  std::string acknowledged_at;
  std::string ends_at;
};

TEST(FoldAlert, StatusAndTimesFollowTheEvents) {
  const FoldRow rows[] = {
      {"triggered", {{1, "triggered"}}, "firing", "absent", "absent"},
      {"acknowledged", {{1, "triggered"}, {2, "acknowledged"}}, "acknowledged", at(2), "absent"},
      {"acknowledged twice", {{1, "acknowledged"}, {3, "acknowledged"}}, "acknowledged", at(3), "absent"},
      {"whole life", {{1, "triggered"}, {2, "acknowledged"}, {3, "resolved"}}, "resolved", at(2), at(3)},
      {"resolved only", {{3, "resolved"}}, "resolved", "absent", at(3)},
      {"resolved twice", {{3, "resolved"}, {5, "resolved"}}, "resolved", "absent", at(3)},
      {"unacknowledged", {{1, "acknowledged"}, {2, "unacknowledged"}}, "firing", "absent", "absent"},
      {"reopened", {{1, "acknowledged"}, {2, "resolved"}, {3, "reopened"}}, "firing", "absent", "absent"},
      {"reopened and ended again", {{1, "resolved"}, {2, "reopened"}, {4, "resolved"}}, "resolved", "absent", at(4)},
      {"acknowledged after resolved", {{1, "resolved"}, {2, "acknowledged"}}, "acknowledged", at(2), "absent"},
      {"triggered after resolved", {{1, "resolved"}, {2, "triggered"}}, "firing", "absent", "absent"},
      {"updated keeps what its alert says", {{1, "acknowledged"}, {2, "updated"}}, "firing", at(1), "absent"},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.name);
    std::vector<json::object> events;
    for (const auto& step : row.steps) events.push_back(event(step.minute, step.kind));
    const auto alert = fold_alert(events);
    EXPECT_EQ(text(alert, "status"), row.status);
    EXPECT_EQ(text(alert, "acknowledged_at"), row.acknowledged_at);
    EXPECT_EQ(text(alert, "ends_at"), row.ends_at);
    EXPECT_EQ(text(alert, "updated_at"), at(row.steps.back().minute));
    EXPECT_EQ(text(alert.at("last_event").as_object(), "occurred_at"), at(row.steps.back().minute));
  }
}

TEST(FoldAlert, UpdatedFollowsItsAlertOrKeepsTheStatus) {
  EXPECT_EQ(text(fold_alert(std::vector{event(1, "acknowledged"), event(2, "updated", {{"name", "x"}})}), "status"),
            "acknowledged");
  EXPECT_EQ(text(fold_alert(std::vector{event(1, "updated", {{"name", "x"}})}), "status"), "firing");
  const auto ended = fold_alert(std::vector{event(1, "triggered"), event(2, "updated", {{"status", "resolved"}})});
  EXPECT_EQ(text(ended, "ends_at"), at(2));
  EXPECT_EQ(text(fold_alert(std::vector{event(1, "updated", {{"status", "nonsense"}})}), "status"), "firing");
}

TEST(FoldAlert, DescriptionIsThatOfTheLastEventThatTellsIt) {
  const auto alert = fold_alert(
      std::vector{event(1, "triggered", {{"name", "old"}, {"description", "d"}, {"labels", {{"a", "1"}, {"b", "2"}}}}),
                  event(2, "updated", {{"name", "new"}, {"labels", {{"a", "3"}}}, {"actor", "Ann"}})});
  EXPECT_EQ(text(alert, "name"), "new");
  EXPECT_EQ(text(alert, "description"), "d");
  EXPECT_EQ(alert.at("labels"), (json::value{{"a", "3"}}));
  EXPECT_EQ(text(alert.at("last_event").as_object(), "actor"), "Ann");
  EXPECT_FALSE(alert.contains("actor"));
}

TEST(FoldAlert, StartIsTheEarliestTold) {
  const auto alert =
      fold_alert(std::vector{event(1, "updated", {{"starts_at", at(5)}}), event(2, "updated", {{"starts_at", at(3)}}),
                             event(4, "updated", {{"starts_at", at(9)}})});
  EXPECT_EQ(text(alert, "starts_at"), at(3));
}

TEST(FoldAlert, AResolveWithoutSeverityKeepsIt) {
  const json::object known{{"severity", "critical"}, {"severity_source", "priority"}};
  const json::object unknown{{"severity", "unknown"}, {"severity_source", "none"}};
  EXPECT_EQ(text(fold_alert(std::vector{event(1, "triggered", known), event(2, "resolved", unknown)}), "severity"),
            "critical");
  EXPECT_EQ(text(fold_alert(std::vector{event(1, "triggered", known), event(2, "resolved", {{"x", 1}})}), "severity"),
            "critical");
  EXPECT_EQ(text(fold_alert(std::vector{event(1, "triggered", known), event(2, "updated", unknown)}), "severity"),
            "unknown");
  EXPECT_EQ(text(fold_alert(std::vector{event(2, "resolved", unknown)}), "severity"), "unknown");
}

TEST(FoldAlert, PassesOverEventsWithoutAnAlert) {
  EXPECT_TRUE(fold_alert({}).empty());
  EXPECT_TRUE(fold_alert(std::vector{event(1, "ignored", {}), event(2, "ping", {})}).empty());
}

TEST(ApplyEnrichment, FillsGapsOnly) {
  json::object alert{{"severity", "high"}, {"severity_source", "urgency"}, {"labels", {{"env", "prod"}}}};
  apply_enrichment(alert, {{"labels", {{"env", "x"}, {"cluster", "c1"}, {"bad", 5}}},
                           {"annotations", {{"runbook_url", "https://r"}}},
                           {"severity", "critical"}});
  EXPECT_EQ(alert.at("labels"), (json::value{{"env", "prod"}, {"cluster", "c1"}}));
  EXPECT_EQ(alert.at("annotations"), (json::value{{"runbook_url", "https://r"}}));
  EXPECT_EQ(text(alert, "severity"), "critical");
  EXPECT_EQ(text(alert, "severity_source"), "alert_severity");
  json::object by_priority{{"severity", "low"}, {"severity_source", "priority"}};
  apply_enrichment(by_priority, {{"severity", "critical"}});
  EXPECT_EQ(text(by_priority, "severity"), "low");
}

// What a reader would hold who saw the events one by one, in the order in which they happened; written the other way
// round: for each member, look back from the end.
struct Oracle {
  std::string status = "absent";
  std::string acknowledged_at = "absent";
  std::string ends_at = "absent";
  explicit Oracle(const std::vector<Step>& steps) {
    if (steps.empty()) return;
    const std::string last = steps.back().kind;
    status = last == "acknowledged" ? "acknowledged" : last == "resolved" ? "resolved" : "firing";
    for (auto step = steps.rbegin(); step != steps.rend(); ++step) {
      const std::string kind = step->kind;
      if (kind == "triggered" || kind == "unacknowledged" || kind == "reopened") break;
      if (kind == "acknowledged") {
        acknowledged_at = at(step->minute);
        break;
      }
    }
    for (auto step = steps.rbegin(); step != steps.rend() && std::string(step->kind) == "resolved"; ++step) {
      ends_at = at(step->minute);
    }
  }
};

TEST(FoldAlert, EqualsAReaderWhoSawEverythingInOrder) {
  static constexpr const char* kKinds[] = {"triggered", "acknowledged", "resolved", "unacknowledged", "reopened"};
  std::mt19937 random(20260314);
  for (int round = 0; round < 2'000; ++round) {
    std::vector<Step> steps;
    std::vector<json::object> events;
    const auto count = 1 + random() % 12;
    for (unsigned i = 0; i < count; ++i) {
      steps.push_back({static_cast<int>(i), kKinds[random() % std::size(kKinds)]});
      events.push_back(event(steps.back().minute, steps.back().kind));
    }
    std::shuffle(events.begin(), events.end(), random);
    std::sort(events.begin(), events.end(), [](const json::object& a, const json::object& b) {
      return EventOrder{a.at("occurred_at").as_string(), a.at("event_id").as_string()} <
             EventOrder{b.at("occurred_at").as_string(), b.at("event_id").as_string()};
    });
    const auto alert = fold_alert(events);
    const Oracle oracle(steps);
    ASSERT_EQ(text(alert, "status"), oracle.status) << "round " << round;
    ASSERT_EQ(text(alert, "acknowledged_at"), oracle.acknowledged_at) << "round " << round;
    ASSERT_EQ(text(alert, "ends_at"), oracle.ends_at) << "round " << round;
  }
}

}  // namespace
}  // namespace autoheal::host
