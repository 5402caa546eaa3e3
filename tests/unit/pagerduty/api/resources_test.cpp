// Replies with every oddity that PagerDuty is known for, read row by row.
#include "api/account.hpp"
#include "api/changes.hpp"
#include "api/directory.hpp"
#include "api/incidents.hpp"
#include "api/key_owner.hpp"
#include "api/log_entries.hpp"
#include "api/on_calls.hpp"
#include "api/schedules.hpp"
#include "kit/time/rfc3339.hpp"

#include <gtest/gtest.h>

namespace autoheal::pagerduty::api {
using namespace kit;
namespace {

http::Response reply(std::string body) { return {200, std::move(body), "r", std::chrono::milliseconds{1}}; }

template <class T>
T read(const std::string& body, const char* key, T (*reader)(const JsonReader&)) {
  auto one = parse_one<T>(reply(body), key, reader);
  EXPECT_TRUE(one.has_value()) << (one.has_value() ? "" : one.error().message);
  return one.has_value() ? one.value() : T{};
}

TEST(Incidents, AFullPriorityAndASummaryOnlyOne) {
  auto full = read(
      R"({"incident":{"id":"Q1","status":"triggered","created_at":"2026-03-18T05:30:00Z","priority":{"id":"PR1","type":"priority","name":"P1","summary":"P1"}}})",
      "incident", read_incident);
  EXPECT_EQ(full.priority.summary, "P1");
  auto brief = read(
      R"({"incident":{"id":"Q1","status":"triggered","created_at":"2026-03-18T05:30:00Z","priority":{"id":"PR1","type":"priority_reference","summary":"P2"}}})",
      "incident", read_incident);
  EXPECT_EQ(brief.priority.summary, "P2");
}

TEST(Incidents, NullIsTheSameAsAbsent) {
  auto incident = read(
      R"({"incident":{"id":"Q1","incident_number":7,"status":"resolved","created_at":"2026-03-18T05:30:00Z","resolved_at":null,
    "acknowledgements":null,"assignments":[],"priority":null,"incident_key":null,"resolve_reason":null,"teams":null,"last_status_change_at":"2026-03-18T06:00:00Z"}})",
      "incident", read_incident);
  EXPECT_EQ(incident.number, 7);
  EXPECT_EQ(incident.ended_at(), parse_rfc3339("2026-03-18T06:00:00Z"));  // old data has no resolved_at
}

TEST(Incidents, ABadRowHidesNoGoodOne) {
  auto page = parse_page<model::Incident>(
      reply(
          R"({"incidents":[{"id":"Q1","status":"triggered","created_at":"2026-03-18T05:30:00Z"},{"status":"triggered","created_at":"2026-03-18T05:30:00Z"},
        {"id":"Q3","status":"triggered","created_at":"2026-03-18T05:30:00Z","urgency":5},7],"more":true,"total":40})"),
      "incidents", read_incident);
  ASSERT_TRUE(page.has_value());
  EXPECT_EQ(page.value().rows.size(), 2U);
  EXPECT_EQ(page.value().received, 4U);
  EXPECT_EQ(page.value().total, 40U);
  EXPECT_TRUE(page.value().more);
  EXPECT_EQ(page.value().warnings.size(), 3U);
}

TEST(Incidents, AReplyWithoutItsListIsAnError) {
  for (const char* body : {"{}", "[]", "", "<html>", R"({"incidents":7})", R"({"incidents":[)"}) {
    EXPECT_FALSE(parse_page<model::Incident>(reply(body), "incidents", read_incident).has_value()) << body;
  }
}

TEST(Incidents, WindowsAreUtcAndRoundedOutward) {
  auto request = build_list_incidents({}, *parse_rfc3339("2026-03-18T05:30:00.500Z"),
                                      *parse_rfc3339("2026-03-18T06:30:00.001+00:00"));
  auto param = [&](const std::string& name) {
    for (const auto& [key, value] : request.params) {
      if (key == name) return value;
    }
    return std::string("(none)");
  };
  EXPECT_EQ(param("since"), "2026-03-18T05:30:00Z");
  EXPECT_EQ(param("until"), "2026-03-18T06:30:01Z");
  EXPECT_EQ(param("sort_by"), "created_at:desc");
  EXPECT_EQ(param("date_range"), "(none)");
}

TEST(Incidents, AFilterThatWasIgnoredIsSeen) {
  model::Incident incident;
  incident.status = "triggered";
  incident.urgency = "low";
  incident.service.id = "S1";
  IncidentFilter filter;
  EXPECT_TRUE(matches(incident, filter));
  filter.urgencies = {"high"};
  EXPECT_FALSE(matches(incident, filter));
  filter = {};
  filter.service_ids = {"S2"};
  EXPECT_FALSE(matches(incident, filter));
  filter = {};
  filter.statuses = {"resolved"};
  EXPECT_FALSE(matches(incident, filter));
  filter = {};
  filter.team_ids = {"T1"};
  EXPECT_TRUE(matches(incident, filter));  // no teams told: nothing to check against
  incident.teams = {{"T2", "team", "", ""}};
  EXPECT_FALSE(matches(incident, filter));
}

TEST(LogEntries, UnknownTypesAndTheSchemasOwnNameAreRead) {
  auto odd = read(
      R"({"log_entry":{"id":"L1","type":"brand_new_log_entry","created_at":"2026-03-18T05:30:00Z","summary":"News","agent":null,"channel":{"type":"auto"}}})",
      "log_entry", read_log_entry);
  EXPECT_EQ(odd.type, "brand_new");
  EXPECT_EQ(odd.summary, "News");
  auto ack = read(
      R"({"log_entry":{"id":"L1","type":"acknowledgement_log_entry","created_at":"2026-03-18T05:30:00Z","channel":{"type":"mobile"}}})",
      "log_entry", read_log_entry);
  EXPECT_EQ(ack.type, "acknowledge");
}

TEST(LogEntries, ANotificationKeepsNoAddress) {
  auto entry = read(
      R"({"log_entry":{"id":"L1","type":"notify_log_entry","created_at":"2026-03-18T05:30:00Z","channel":{"type":"auto",
    "notification":{"type":"sms_notification","address":"+1 202-555-0142","status":"success","user":{"id":"U1","type":"user_reference","summary":"Ann"}}}}})",
      "log_entry", read_log_entry);
  EXPECT_EQ(entry.notification_type, "sms");
  EXPECT_EQ(entry.user.summary, "Ann");
}

TEST(OnCalls, BothEndsOpenMeansAlways) {
  auto page = parse_page<model::OnCall>(
      reply(
          R"({"oncalls":[{"escalation_policy":{"id":"E1"},"escalation_level":2,"user":{"id":"U1","summary":"Ann"},"schedule":null,"start":null,"end":null}]})"),
      "oncalls", read_on_call);
  ASSERT_TRUE(page.has_value());
  ASSERT_EQ(page.value().rows.size(), 1U);
  EXPECT_FALSE(page.value().rows[0].start);
  EXPECT_EQ(page.value().rows[0].schedule.id, "");
  EXPECT_EQ(page.value().rows[0].level, 2);
}

TEST(Schedules, AnOverrideCoversItsShift) {
  auto schedule =
      read(R"({"schedule":{"id":"S1","name":"n","time_zone":"UTC","overrides_subschedule":{"rendered_schedule_entries":[
    {"start":"2026-03-18T08:00:00Z","end":"2026-03-18T20:00:00Z","user":{"id":"U2","summary":"Ben"}}]},"final_schedule":{"rendered_coverage_percentage":37.5,
    "rendered_schedule_entries":[{"start":"2026-03-18T20:00:00Z","end":"2026-03-19T08:00:00Z","user":{"id":"U1","summary":"Ann"}},
    {"start":"2026-03-18T08:00:00Z","end":"2026-03-18T20:00:00Z","user":{"id":"U2","summary":"Ben"}}]}}})",
           "schedule", read_schedule);
  ASSERT_EQ(schedule.shifts.size(), 2U);
  EXPECT_TRUE(schedule.shifts[0].is_override);
  EXPECT_FALSE(schedule.shifts[1].is_override);
}

TEST(Schedules, ShiftBasedOnesLeaveEmptyMembersOut) {
  auto schedule =
      read(R"({"schedule":{"id":"S1","name":"n","type":"schedule_v3","final_schedule":{"computed_shift_assignments":[
    {"start_time":"2026-03-18T08:00:00Z","end_time":"2026-03-18T20:00:00Z","member":{"type":"user_member","user_id":"U1"},"source":{"type":"schedule_rotation"}},
    {"start_time":"2026-03-18T20:00:00Z","end_time":"2026-03-19T08:00:00Z","member":{"type":"empty_member"},"source":{"type":"schedule_rotation"}},
    {"start_time":"2026-03-19T08:00:00Z","end_time":"2026-03-19T20:00:00Z","member":{"type":"user_member","user_id":"U2"},"source":{"type":"custom_shift"}}]}}})",
           "schedule", read_v3_schedule);
  ASSERT_EQ(schedule.shifts.size(), 2U);
  EXPECT_TRUE(schedule.shifts[1].is_override);
}

TEST(Credentials, OfCustomFieldsAreMaskedByTheirNames) {
  const auto incident = read(
      R"({"incident":{"id":"Q1","status":"triggered","created_at":"2026-03-18T05:30:00Z","custom_fields":[
    {"name":"db_password","display_name":"Database","value":"hunter2"},{"name":"x","display_name":"API key","value":["a"]},
    {"name":"env","display_name":"Environment","value":"prod"},{"name":"y","display_name":"Object","value":{"clientSecret":"z"}}],
    "body":{"details":{"accessToken":"abc","a":1}}}})",
      "incident", read_incident);
  ASSERT_EQ(incident.custom_fields.size(), 4U);
  EXPECT_EQ(incident.custom_fields[0].value, "[masked]");
  EXPECT_EQ(incident.custom_fields[1].value, "[masked]");
  EXPECT_EQ(incident.custom_fields[2].value, "prod");
  EXPECT_EQ(incident.custom_fields[3].value, R"({"clientSecret":"[masked]"})");
  EXPECT_EQ(incident.body, R"({"accessToken":"[masked]","a":1})");
}

TEST(Credentials, OfChangesetsNotesAndChangeEventsAreMasked) {
  const auto entry = read(
      R"({"log_entry":{"id":"L1","type":"field_value_change_log_entry","created_at":"2026-03-18T05:30:00Z","changeset":
    {"customer_fields":[{"name":"apiToken","old_value":"abc","value":{"value":"def"}},{"name":"env","old_value":null,"value":"p"}]}}})",
      "log_entry", read_log_entry);
  ASSERT_EQ(entry.changes.size(), 2U);
  EXPECT_EQ(entry.changes[0].old_value, "[masked]");
  EXPECT_EQ(entry.changes[0].value, "[masked]");
  EXPECT_EQ(entry.changes[1].value, "p");
  const auto note =
      read(R"({"note":{"id":"N1","created_at":"2026-03-18T05:30:00Z","content":"set dbPassword=hunter2 for now"}})",
           "note", read_note);
  EXPECT_EQ(note.content, "set dbPassword=[masked] for now");
  const auto change = read(
      R"({"change_event":{"id":"C1","timestamp":"2026-03-18T05:30:00Z","custom_details":{"deploy":{"privateKey":"k","by":"ci"}}}})",
      "change_event", read_change_event);
  ASSERT_EQ(change.details.size(), 2U);
  EXPECT_EQ(change.details[0].second, "[masked]");
  EXPECT_EQ(change.details[1].second, "ci");
}

TEST(Schedules, TheOtherGenerationIsRecognised) {
  Error error = Error::of(Errc::rejected, "This is a shift-based schedule. Use the v3 Schedules API to access it.");
  error.http_status = 400;
  EXPECT_TRUE(is_other_generation(error));
  error.http_status = 404;
  EXPECT_FALSE(is_other_generation(error));
}

TEST(Policies, AStrategyComesInThreeShapes) {
  for (const char* strategy : {R"("round_robin")", R"({"type":"round_robin"})", R"([{"type":"round_robin"}])"}) {
    auto policy = read(
        R"({"escalation_policy":{"id":"E1","name":"n","escalation_rules":[{"id":"R1","escalation_delay_in_minutes":5,"targets":[],
      "escalation_rule_assignment_strategy":)" +
            std::string(strategy) + "}]}}",
        "escalation_policy", read_escalation_policy);
    ASSERT_EQ(policy.rules.size(), 1U);
    EXPECT_EQ(policy.rules[0].assignment_strategy, "round_robin");
  }
}

TEST(Users, NoAddressIsRead) {
  auto user = read(R"({"user":{"id":"U1","name":"ann@example.com","email":"ann@example.com"}})", "user", read_user);
  EXPECT_EQ(user.name, "[e-mail]");
}

TEST(Dependencies, TheirKindIsKept) {
  auto list = parse_dependencies(reply(
      R"({"relationships":[{"id":"D1","type":"service_dependency","supporting_service":{"id":"S1","type":"technical_service_reference"},
    "dependent_service":{"id":"B1","type":"business_service_reference"}}]})"));
  ASSERT_TRUE(list.has_value());
  EXPECT_EQ(list.value()[0].supporting.type, "technical");
  EXPECT_EQ(list.value()[0].dependent.type, "business");
}

TEST(Account, AnAccountKeyIsRecognisedByItsRefusal) {
  Error error = Error::of(Errc::rejected, "The request used an account-level access token.");
  error.http_status = 400;
  EXPECT_EQ(read_key_owner(failure(error)).kind, KeyKind::general);
  error.http_status = 403;
  EXPECT_EQ(read_key_owner(failure(error)).kind, KeyKind::unknown);
}

}  // namespace
}  // namespace autoheal::pagerduty::api
