// One part of PagerDuty fails at a time: the answer names the part, and says the rest.
#include "support/row_name.hpp"
#include "test_call.hpp"

#include <gtest/gtest.h>

namespace autoheal::pagerduty::operations {
using namespace kit;
using namespace reads;
namespace {

namespace json = boost::json;
using testing::at;
using testing::TestAccount;
using testing::text_at;

json::object reference(const char* id, const char* summary) { return {{"id", id}, {"summary", summary}}; }

json::object incident(const char* status) {
  return {{"id", "Q1"},
          {"incident_number", 7},
          {"title", "checkout is slow"},
          {"status", status},
          {"urgency", "high"},
          {"created_at", "2026-03-18T10:00:00Z"},
          {"service", reference("S1", "checkout")},
          {"escalation_policy", reference("E1", "Primary")},
          {"alert_counts", {{"all", 1}, {"triggered", 1}, {"resolved", 0}}}};
}

json::object entry(const char* id, const char* type, const char* time) {
  return {{"id", id},
          {"type", type},
          {"created_at", time},
          {"summary", type},
          {"agent", reference("U1", "Ann")},
          {"channel", {{"type", "website"}}}};
}

// An incident with everything around it.
struct Incident7 : TestAccount {
  Incident7() {
    client.document("/incidents/7", {{"incident", incident("acknowledged")}});
    client.document("/incidents/Q1", {{"incident", incident("acknowledged")}});
    client.list("/incidents/Q1/log_entries", "log_entries",
                {entry("L2", "acknowledge_log_entry", "2026-03-18T10:05:00Z"),
                 entry("L1", "trigger_log_entry", "2026-03-18T10:00:00Z")});
    client.list("/incidents/Q1/notes", "notes",
                {{{"id", "N1"},
                  {"content", "looking"},
                  {"created_at", "2026-03-18T10:06:00Z"},
                  {"user", reference("U1", "Ann")}}});
    client.list("/incidents/Q1/alerts", "alerts",
                {{{"id", "A1"}, {"status", "triggered"}, {"summary", "p99"}, {"created_at", "2026-03-18T10:01:00Z"}}});
    client.list("/incidents/Q1/related_change_events", "change_events",
                {{{"id", "C1"}, {"summary", "Deploy 2.48"}, {"timestamp", "2026-03-18T09:50:00Z"}}});
    client.document(
        "/escalation_policies/E1",
        {{"escalation_policy",
          {{"id", "E1"},
           {"name", "Primary"},
           {"escalation_rules",
            json::array{
                {{"id", "R1"},
                 {"escalation_delay_in_minutes", 5},
                 {"targets", json::array{{{"id", "U1"}, {"type", "user_reference"}, {"summary", "Ann"}}}}}}}}}});
    client.list("/oncalls", "oncalls",
                {{{"escalation_policy", reference("E1", "Primary")},
                  {"escalation_level", 1},
                  {"user", reference("U1", "Ann")},
                  {"schedule", nullptr},
                  {"start", nullptr},
                  {"end", nullptr}}});
  }
};

Error broken(int status, Errc code) {
  Error error = Error::of(code, "PagerDuty answered " + std::to_string(status) + ".");
  error.http_status = status;
  return error;
}

struct Row {
  const char* name;
  const char* path;
  const char* missing;  // the member that is not in data
  const char* word;     // in a warning
};

class Part : public ::testing::TestWithParam<Row> {};

TEST_P(Part, ThatFailsIsNamedAndTheRestIsThere) {
  Incident7 account;
  account.client.fail(GetParam().path, broken(500, Errc::upstream_unavailable));
  json::value envelope = account.envelope("get_incident", {{"incident", "#7"}});
  ASSERT_TRUE(at(envelope, "/error").is_null()) << json::serialize(envelope);
  EXPECT_FALSE(at(envelope, "/meta/complete").as_bool());
  EXPECT_TRUE(at(envelope, std::string("/data/") + GetParam().missing).is_null());
  EXPECT_NE(text_at(envelope, "/meta/warnings/0").find(GetParam().word), std::string::npos)
      << text_at(envelope, "/meta/warnings");
  EXPECT_EQ(at(envelope, "/data/incident/number").to_number<int>(), 7);
  for (const char* member : {"alerts", "notes", "changes", "on_call"}) {
    if (std::string_view(member) == GetParam().missing) continue;
    EXPECT_FALSE(at(envelope, std::string("/data/") + member).is_null()) << member;
  }
}

INSTANTIATE_TEST_SUITE_P(Rows, Part,
                         ::testing::Values(Row{"alerts", "/incidents/Q1/alerts", "alerts", "alerts"},
                                           Row{"notes", "/incidents/Q1/notes", "notes", "notes"},
                                           Row{"changes", "/incidents/Q1/related_change_events", "changes", "changes"},
                                           Row{"on_calls", "/oncalls", "on_call", "on call"}),
                         autoheal::test::RowName{});

TEST(Dossier, IsWholeWhenNothingFails) {
  Incident7 account;
  json::value envelope = account.envelope("get_incident", {{"incident", "#7"}});
  EXPECT_TRUE(at(envelope, "/meta/complete").as_bool()) << json::serialize(envelope);
  EXPECT_EQ(at(envelope, "/data/durations/to_acknowledge_s").to_number<int>(), 300);
  EXPECT_EQ(account.client.rounds, 2U);  // the incident, then everything else at once
}

TEST(Dossier, ByIdEverythingRunsAtOnce) {
  Incident7 account;
  account.envelope("get_incident", {{"incident", "Q1"}, {"include", json::array{"notes", "alerts"}}});
  EXPECT_EQ(account.client.rounds, 1U);
}

TEST(Dossier, APlanWithoutRelatedChangesIsSaidInPlainWords) {
  for (int status : {402, 403, 404}) {
    Incident7 account;
    Errc code = status == 402 ? Errc::plan_required : status == 403 ? Errc::forbidden : Errc::not_found;
    account.client.fail("/incidents/Q1/related_change_events", broken(status, code));
    json::value envelope = account.envelope("get_incident", {{"incident", "#7"}});
    EXPECT_NE(text_at(envelope, "/meta/warnings/0").find("not available on this plan"), std::string::npos);
    EXPECT_TRUE(at(envelope, "/meta/complete").as_bool());
  }
}

TEST(Dossier, WithoutTheIncidentThereIsNothing) {
  Incident7 account;
  account.client.fail("/incidents/7", broken(404, Errc::not_found));
  json::value envelope = account.envelope("get_incident", {{"incident", "#7"}});
  EXPECT_EQ(text_at(envelope, "/error/code"), "not_found");
  EXPECT_NE(text_at(envelope, "/error/message").find("#7"), std::string::npos);
  EXPECT_EQ(account.client.asked.size(), 1U);
}

TEST(Dossier, ARefusedKeyIsAnErrorNotAHalfAnswer) {
  Incident7 account;
  account.client.fail("/incidents/7", broken(401, Errc::unauthorized));
  EXPECT_EQ(text_at(account.envelope("get_incident", {{"incident", "#7"}}), "/error/code"), "unauthorized");
}

TEST(Timeline, WithoutItsLogStillTellsNotesAndAlerts) {
  Incident7 account;
  account.client.fail("/incidents/Q1/log_entries", broken(503, Errc::upstream_unavailable));
  json::value envelope = account.envelope("get_incident_timeline", {{"incident", 7}});
  EXPECT_FALSE(at(envelope, "/meta/complete").as_bool());
  EXPECT_EQ(at(envelope, "/data/events").as_array().size(), 3U);  // change, alert, note
}

TEST(Timeline, WithoutAnyPartIsAnError) {
  Incident7 account;
  for (const char* path : {"/incidents/Q1/log_entries", "/incidents/Q1/notes", "/incidents/Q1/alerts"}) {
    account.client.fail(path, broken(503, Errc::upstream_unavailable));
  }
  EXPECT_EQ(text_at(account.envelope("get_incident_timeline", {{"incident", 7}}), "/error/code"),
            "upstream_unavailable");
}

TEST(Timeline, AMergeIntoItselfEnds) {
  Incident7 account;
  json::object loop = incident("resolved");
  loop["resolve_reason"] = {{"type", "merge_resolve_reason"}, {"incident", reference("Q1", "[#7] checkout is slow")}};
  loop["resolved_at"] = "2026-03-18T10:20:00Z";
  account.client.document("/incidents/7", {{"incident", loop}});
  json::value envelope = account.envelope("get_incident_timeline", {{"incident", 7}});
  EXPECT_TRUE(at(envelope, "/error").is_null());
  EXPECT_TRUE(at(envelope, "/data/merged_into").is_null());
}

TEST(Alerts, AreNothingWithoutTheirList) {
  Incident7 account;
  account.client.fail("/incidents/Q1/alerts", broken(500, Errc::upstream_unavailable));
  EXPECT_EQ(text_at(account.envelope("list_incident_alerts", {{"incident", 7}}), "/error/code"),
            "upstream_unavailable");
}

TEST(Ids, FromAReplyNeverChangeWhereARequestGoes) {
  Incident7 account;
  json::object hostile = incident("acknowledged");
  hostile["id"] = "../users/me?x=";
  account.client.document("/incidents/7", {{"incident", hostile}});
  json::value envelope = account.envelope("get_incident", {{"incident", 7}});
  for (const std::string& asked : account.client.asked) EXPECT_EQ(asked.find("users"), std::string::npos) << asked;
}

// Ann is on call by a schedule, which the test answers for.
struct RotaAccount : TestAccount {
  RotaAccount() {
    client.list("/escalation_policies", "escalation_policies",
                {{{"id", "E1"},
                  {"name", "Primary"},
                  {"escalation_rules",
                   json::array{{{"targets", json::array{{{"id", "SC1"}, {"type", "schedule_reference"}}}}}}}}});
    client.list("/oncalls", "oncalls",
                {{{"escalation_policy", reference("E1", "Primary")},
                  {"escalation_level", 1},
                  {"user", reference("U1", "Ann")},
                  {"schedule", reference("SC1", "Rota")},
                  {"start", "2026-03-18T08:00:00Z"},
                  {"end", "2026-03-18T20:00:00Z"}}});
  }
};

TEST(OnCall, WithoutSchedulesSaysWhatItDoesNotKnow) {
  RotaAccount account;
  account.client.fail("/schedules/SC1", broken(500, Errc::upstream_unavailable));
  json::value envelope = account.envelope("who_is_on_call", {{"escalation_policy", "primary"}});
  EXPECT_EQ(text_at(envelope, "/data/on_call/0/source"), "unknown") << json::serialize(envelope);
  EXPECT_FALSE(at(envelope, "/meta/complete").as_bool());
}

TEST(OnCall, AsksTheOtherGenerationOfAScheduleWhenToldTo) {
  RotaAccount account;
  Error error = broken(400, Errc::rejected);
  error.message = "This is a shift-based schedule. Use the v3 Schedules API to access it.";
  account.client.fail("/schedules/SC1", error);
  account.client.document("/v3/schedules/SC1",
                          {{"schedule", {{"id", "SC1"}, {"name", "Rota"}, {"type", "schedule_v3"}}}});
  json::value envelope = account.envelope("who_is_on_call", {{"escalation_policy", "primary"}});
  EXPECT_EQ(text_at(envelope, "/data/on_call/0/source"), "rotation");
  EXPECT_TRUE(at(envelope, "/meta/complete").as_bool());
}

TEST(Similar, WithoutThePlanSaysSoAndRanksHere) {
  Incident7 account;
  json::object twin = incident("resolved");
  twin["id"] = "Q0";
  twin["incident_number"] = 6;
  twin["created_at"] = "2026-02-18T10:00:00Z";
  account.client.list("/incidents", "incidents", {incident("acknowledged"), twin});
  account.client.list("/incidents/Q0/notes", "notes", {});
  account.client.list("/incidents/Q0/alerts", "alerts", {});
  account.client.fail("/incidents/Q1/past_incidents", broken(402, Errc::plan_required));
  account.client.fail("/incidents/Q1/related_incidents", broken(404, Errc::not_found));
  json::value envelope = account.envelope("find_similar_incidents", {{"incident", 7}, {"window", "last 60 days"}});
  EXPECT_EQ(text_at(envelope, "/data/similar/0/incident/number"), "6") << json::serialize(envelope);
  EXPECT_NE(text_at(envelope, "/meta/warnings/0").find("not available on this plan"), std::string::npos);
}

}  // namespace
}  // namespace autoheal::pagerduty::operations
