#include "webhook/alert_mapping.hpp"

#include <gtest/gtest.h>
#include <set>
#include <string>

namespace autoheal::pagerduty::webhook {
using namespace kit;
namespace {

struct KindRow {
  std::string_view event_type;
  EventKind kind;
};

// PagerDuty's published list (30 types) and the ping, written down a second time on purpose.
constexpr KindRow kPublished[] = {
    {"incident.triggered", EventKind::triggered},
    {"incident.acknowledged", EventKind::acknowledged},
    {"incident.unacknowledged", EventKind::unacknowledged},
    {"incident.resolved", EventKind::resolved},
    {"incident.reopened", EventKind::reopened},
    {"incident.escalated", EventKind::updated},
    {"incident.delegated", EventKind::updated},
    {"incident.reassigned", EventKind::updated},
    {"incident.priority_updated", EventKind::updated},
    {"incident.service_updated", EventKind::updated},
    {"incident.incident_type.changed", EventKind::updated},
    {"incident.annotated", EventKind::ignored},
    {"incident.status_update_published", EventKind::ignored},
    {"incident.responder.added", EventKind::ignored},
    {"incident.responder.replied", EventKind::ignored},
    {"incident.conference_bridge.updated", EventKind::ignored},
    {"incident.custom_field_values.updated", EventKind::ignored},
    {"incident.role.assigned", EventKind::ignored},
    {"incident.task.created", EventKind::ignored},
    {"incident.task.updated", EventKind::ignored},
    {"incident.task.completed", EventKind::ignored},
    {"incident.action_invocation.created", EventKind::ignored},
    {"incident.action_invocation.updated", EventKind::ignored},
    {"incident.action_invocation.terminated", EventKind::ignored},
    {"incident.workflow.started", EventKind::ignored},
    {"incident.workflow.completed", EventKind::ignored},
    {"service.created", EventKind::ignored},
    {"service.updated", EventKind::ignored},
    {"service.deleted", EventKind::ignored},
    {"service.custom_field_values.updated", EventKind::ignored},
    {"pagey.ping", EventKind::ping},
};

TEST(EventKind, OfEveryPublishedType) {
  for (const KindRow& row : kPublished) {
    EXPECT_EQ(map_event_type(row.event_type), row.kind) << row.event_type;
    EXPECT_NE(find_rule(row.event_type), nullptr) << row.event_type;
  }
}

TEST(EventKind, TableHoldsEachTypeOnceAndNothingElse) {
  std::set<std::string_view> types;
  for (const EventRule& rule : event_rules()) EXPECT_TRUE(types.insert(rule.event_type).second) << rule.event_type;
  EXPECT_EQ(types.size(), std::size(kPublished));
}

TEST(EventKind, OfAnythingElseIsIgnored) {
  for (const std::string_view type :
       {"", " ", "incident", "incident.", "incident.triggered ", " incident.triggered", "Incident.Triggered",
        "INCIDENT.TRIGGERED", "incident.trigger", "incident.triggered.again", "incident.exploded", "incident/triggered",
        "alert.triggered", "pagey.pong", "ping", "service", "status_page.created"}) {
    EXPECT_EQ(map_event_type(type), EventKind::ignored) << type;
    EXPECT_EQ(find_rule(type), nullptr) << type;
  }
  EXPECT_EQ(map_event_type(std::string(100'000, 'x')), EventKind::ignored);
  EXPECT_EQ(map_event_type(std::string_view("incident.triggered\0", 19)), EventKind::ignored);
}

struct StatusRow {
  EventKind kind;
  std::string_view told;
  AlertStatus expected;
};

// A status table without "acknowledged" is a real defect of a comparable host; an event that puts an incident back to
// triggered must fire again.
TEST(AlertStatus, FollowsTheKindAndForUpdatesTheIncident) {
  const StatusRow rows[] = {
      {EventKind::triggered, "triggered", AlertStatus::firing},
      {EventKind::acknowledged, "acknowledged", AlertStatus::acknowledged},
      {EventKind::resolved, "resolved", AlertStatus::resolved},
      {EventKind::unacknowledged, "triggered", AlertStatus::firing},
      {EventKind::reopened, "triggered", AlertStatus::firing},
      {EventKind::triggered, "resolved", AlertStatus::firing},
      {EventKind::acknowledged, "triggered", AlertStatus::acknowledged},
      {EventKind::resolved, "triggered", AlertStatus::resolved},
      {EventKind::resolved, "", AlertStatus::resolved},
      {EventKind::unacknowledged, "acknowledged", AlertStatus::firing},
      {EventKind::reopened, "resolved", AlertStatus::firing},
      {EventKind::updated, "triggered", AlertStatus::firing},
      {EventKind::updated, "acknowledged", AlertStatus::acknowledged},
      {EventKind::updated, "resolved", AlertStatus::resolved},
      {EventKind::updated, "", AlertStatus::firing},
      {EventKind::updated, "snoozed", AlertStatus::firing},
      {EventKind::updated, "Resolved", AlertStatus::firing},
  };
  for (const StatusRow& row : rows) {
    EXPECT_EQ(map_status(row.kind, row.told), row.expected) << name(row.kind) << " " << row.told;
  }
}

TEST(AlertNames, AreThoseOfTheDocument) {
  EXPECT_EQ(name(EventKind::triggered), "triggered");
  EXPECT_EQ(name(EventKind::acknowledged), "acknowledged");
  EXPECT_EQ(name(EventKind::resolved), "resolved");
  EXPECT_EQ(name(EventKind::unacknowledged), "unacknowledged");
  EXPECT_EQ(name(EventKind::reopened), "reopened");
  EXPECT_EQ(name(EventKind::updated), "updated");
  EXPECT_EQ(name(EventKind::ping), "ping");
  EXPECT_EQ(name(EventKind::ignored), "ignored");
  EXPECT_EQ(name(AlertStatus::firing), "firing");
  EXPECT_EQ(name(AlertStatus::acknowledged), "acknowledged");
  EXPECT_EQ(name(AlertStatus::resolved), "resolved");
  EXPECT_EQ(name(SeveritySource::priority), "priority");
  EXPECT_EQ(name(SeveritySource::alert_severity), "alert_severity");
  EXPECT_EQ(name(SeveritySource::urgency), "urgency");
  EXPECT_EQ(name(SeveritySource::none), "none");
}

}  // namespace
}  // namespace autoheal::pagerduty::webhook
