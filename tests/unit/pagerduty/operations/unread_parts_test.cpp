// What could not be read, or not to its end, is never told as if it did not exist: no "nobody", no "never", no "none",
// no exact total, no empty list.
#include "support/row_name.hpp"
#include "test_call.hpp"

#include <functional>
#include <gtest/gtest.h>

namespace autoheal::pagerduty::operations {
using namespace kit;
using namespace reads;
namespace {

namespace json = boost::json;
using testing::at;
using testing::FakeClient;
using testing::TestAccount;
using testing::text_at;

json::object reference(const std::string& id, const std::string& summary) { return {{"id", id}, {"summary", summary}}; }

Error broken(int status, Errc code) {
  Error error = Error::of(code, "PagerDuty answered " + std::to_string(status) + ".");
  error.http_status = status;
  return error;
}

Error unavailable() { return broken(500, Errc::upstream_unavailable); }

// A list of which the first page arrives and the next does not.
void first_page_only(TestAccount& account, const std::string& path, const std::string& key, json::array rows) {
  account.client.answer(path, [key, rows = std::move(rows)](const http::Request& request) -> Result<std::string> {
    if (FakeClient::param(request, "offset") != "0") return failure(unavailable());
    json::object reply{{key, rows}, {"more", true}, {"total", rows.size() + 24}};
    return json::serialize(reply);
  });
}

void expect_in_part(const json::value& envelope) {
  EXPECT_TRUE(at(envelope, "/error").is_null()) << json::serialize(envelope);
  EXPECT_FALSE(at(envelope, "/meta/complete").as_bool());
  EXPECT_TRUE(at(envelope, "/meta/total").is_null()) << text_at(envelope, "/meta/total");
}

bool says(const json::value& envelope, const char* words) {
  return text_at(envelope, "/summary").find(words) != std::string::npos;
}

// --- get_escalation_policy

struct PolicyAccount : TestAccount {
  PolicyAccount() {
    json::object policy{{"id", "E1"}, {"name", "Primary"}};
    json::object ann{{"id", "U1"}, {"type", "user_reference"}, {"summary", "Ann"}};
    json::object ben{{"id", "U2"}, {"type", "user_reference"}, {"summary", "Ben"}};
    policy["escalation_rules"] =
        json::array{{{"id", "R1"}, {"escalation_delay_in_minutes", 5}, {"targets", json::array{ann}}},
                    {{"id", "R2"}, {"escalation_delay_in_minutes", 5}, {"targets", json::array{ben}}}};
    client.list("/escalation_policies", "escalation_policies", {policy});
    client.document("/escalation_policies/E1", {{"escalation_policy", policy}});
    client.list("/oncalls", "oncalls", {turn()});
  }

  static json::object turn() {
    return {{"escalation_policy", reference("E1", "Primary")},
            {"escalation_level", 1},
            {"user", reference("U1", "Ann")},
            {"schedule", nullptr},
            {"start", nullptr},
            {"end", nullptr}};
  }

  json::value ask() { return envelope("get_escalation_policy", {{"escalation_policy", "Primary"}}); }
};

TEST(EscalationPolicy, WhoseOnCallsAreReadNamesPeopleAndEmptyLevels) {
  PolicyAccount account;
  json::value envelope = account.ask();
  EXPECT_TRUE(says(envelope, "Ann (level 1)"));
  EXPECT_EQ(at(envelope, "/data/levels/0/on_call").as_array().size(), 1U);
  EXPECT_TRUE(at(envelope, "/data/levels/1/empty").as_bool());
}

TEST(EscalationPolicy, WithoutOnCallsSaysNothingAboutPeople) {
  for (int status : {403, 500}) {
    PolicyAccount account;
    account.client.fail("/oncalls", broken(status, status == 403 ? Errc::forbidden : Errc::upstream_unavailable));
    json::value envelope = account.ask();
    EXPECT_FALSE(says(envelope, "Nobody")) << text_at(envelope, "/summary");
    EXPECT_TRUE(says(envelope, "could not be read")) << text_at(envelope, "/summary");
    EXPECT_EQ(at(envelope, "/data/levels").as_array().size(), 2U);
    for (const auto& level : at(envelope, "/data/levels").as_array()) {
      EXPECT_FALSE(level.as_object().contains("on_call"));
      EXPECT_FALSE(level.as_object().contains("empty"));
    }
    EXPECT_FALSE(at(envelope, "/meta/complete").as_bool());
  }
}

TEST(EscalationPolicy, WhoseOnCallsAreReadInPartCallsNoLevelEmpty) {
  PolicyAccount account;
  first_page_only(account, "/oncalls", "oncalls", {PolicyAccount::turn()});
  json::value envelope = account.ask();
  EXPECT_TRUE(says(envelope, "Ann (level 1)"));
  EXPECT_TRUE(says(envelope, "could not be read to"));
  EXPECT_TRUE(at(envelope, "/data/levels/1/empty").is_null());
  EXPECT_TRUE(at(envelope, "/data/levels/1/on_call").is_null());
}

// PagerDuty lists no on-calls of a schedule that no policy uses; only the schedule itself would know.
TEST(WhoIsOnCall, OfAScheduleThatCouldNotBeReadDoesNotSayNobody) {
  TestAccount account;
  account.client.list("/schedules", "schedules", {{{"id", "SC1"}, {"name", "Rota"}, {"type", "schedule"}}});
  account.client.list("/v3/schedules", "schedules", {});
  account.client.list("/escalation_policies", "escalation_policies", {});
  account.client.list("/oncalls", "oncalls", {});
  account.client.fail("/v3/schedules/SC1", unavailable());
  account.client.fail("/schedules/SC1", unavailable());
  const json::value envelope = account.envelope("who_is_on_call", {{"schedule", "Rota"}});
  EXPECT_TRUE(at(envelope, "/error").is_null()) << json::serialize(envelope);
  EXPECT_FALSE(says(envelope, "Nobody")) << text_at(envelope, "/summary");
  EXPECT_FALSE(at(envelope, "/meta/complete").as_bool());
}

TEST(WhoIsOnCall, ReadInPartDoesNotSayNobody) {
  PolicyAccount account;
  json::object later = PolicyAccount::turn();
  later["start"] = "2026-03-20T00:00:00Z";
  first_page_only(account, "/oncalls", "oncalls", {later});
  json::value envelope = account.envelope("who_is_on_call", {{"escalation_policy", "Primary"}});
  EXPECT_FALSE(says(envelope, "Nobody")) << text_at(envelope, "/summary");
  EXPECT_TRUE(at(envelope, "/meta/total").is_null());
}

// --- get_incident_timeline

json::object incident(const char* status, bool acknowledged_by_ann) {
  json::object out{{"id", "Q1"},
                   {"incident_number", 7},
                   {"title", "checkout is slow"},
                   {"status", status},
                   {"urgency", "high"},
                   {"created_at", "2026-03-18T10:00:00Z"},
                   {"service", reference("S1", "checkout")}};
  if (std::string_view(status) == "resolved") out["resolved_at"] = "2026-03-18T10:20:00Z";
  if (acknowledged_by_ann) {
    out["acknowledgements"] = json::array{{{"at", "2026-03-18T10:04:00Z"}, {"acknowledger", reference("U1", "Ann")}}};
  }
  return out;
}

json::object entry(const char* id, const char* type, const char* time) {
  return {{"id", id}, {"type", type}, {"created_at", time}, {"summary", type}, {"agent", reference("U1", "Ann")}};
}

// Number 7, with an empty log, no notes and no alerts unless a test says otherwise.
struct IncidentAccount : TestAccount {
  explicit IncidentAccount(json::object seven = incident("resolved", false)) {
    client.document("/incidents/7", {{"incident", seven}});
    client.document("/incidents/Q1", {{"incident", std::move(seven)}});
    client.list("/incidents/Q1/log_entries", "log_entries", {});
    client.list("/incidents/Q1/notes", "notes",
                {{{"id", "N1"}, {"content", "looking"}, {"created_at", "2026-03-18T10:06:00Z"}}});
    client.list("/incidents/Q1/alerts", "alerts", {});
    client.list("/incidents/Q1/related_change_events", "change_events", {});
  }
};

enum class Log { whole, whole_with_acknowledgement, part, part_with_acknowledgement, unread };

struct AckRow {
  const char* name;
  Log log;
  const char* status;
  bool acknowledged_by_ann;  // as the incident itself says
  const char* said;
  bool never;  // whether it is said that nobody acknowledged
  bool timed;  // whether it is said after how long
};

class Acknowledgement : public ::testing::TestWithParam<AckRow> {};

TEST_P(Acknowledgement, IsToldAsFarAsItIsKnown) {
  const AckRow& row = GetParam();
  IncidentAccount account(incident(row.status, row.acknowledged_by_ann));
  const std::string path = "/incidents/Q1/log_entries";
  json::object trigger = entry("L1", "trigger_log_entry", "2026-03-18T10:00:00Z");
  json::object acknowledge = entry("L2", "acknowledge_log_entry", "2026-03-18T10:05:00Z");
  switch (row.log) {
    case Log::whole:
      account.client.list(path, "log_entries", {trigger});
      break;
    case Log::whole_with_acknowledgement:
      account.client.list(path, "log_entries", {acknowledge, trigger});
      break;
    case Log::part:
      first_page_only(account, path, "log_entries", {trigger});
      break;
    case Log::part_with_acknowledgement:
      first_page_only(account, path, "log_entries", {acknowledge});
      break;
    case Log::unread:
      account.client.fail(path, broken(403, Errc::forbidden));
      break;
  }
  json::value envelope = account.envelope("get_incident_timeline", {{"incident", 7}});
  EXPECT_TRUE(says(envelope, row.said)) << text_at(envelope, "/summary");
  EXPECT_EQ(says(envelope, "never acknowledged"), row.never) << text_at(envelope, "/summary");
  EXPECT_EQ(says(envelope, ", acknowledged after"), row.timed) << text_at(envelope, "/summary");
  EXPECT_EQ(!at(envelope, "/data/durations/to_acknowledge_s").is_null(), row.timed);
}

INSTANTIATE_TEST_SUITE_P(
    Rows, Acknowledgement,
    ::testing::Values(
        AckRow{"log_tells_it", Log::whole_with_acknowledgement, "resolved", false, "acknowledged after 5 min by Ann",
               false, true},
        AckRow{"log_is_whole_without_one", Log::whole, "resolved", false, "never acknowledged", true, false},
        AckRow{"triggered_and_log_is_whole", Log::whole, "triggered", false, "never acknowledged", true, false},
        AckRow{"log_unread", Log::unread, "resolved", false, "whether it was acknowledged is not known", false, false},
        AckRow{"log_unread_but_still_triggered", Log::unread, "triggered", false,
               "whether it was acknowledged is not known", false, false},
        AckRow{"log_unread_but_acknowledged", Log::unread, "acknowledged", true, "acknowledged by Ann", false, false},
        AckRow{"log_in_part_without_one", Log::part, "resolved", false, "whether it was acknowledged is not known",
               false, false},
        AckRow{"log_in_part_with_one", Log::part_with_acknowledgement, "resolved", false, "acknowledged", false, false},
        AckRow{"incident_tells_what_the_log_does_not", Log::whole, "acknowledged", true, "acknowledged by Ann", false,
               false},
        AckRow{"status_alone_tells_it", Log::whole, "acknowledged", false, "acknowledged", false, false}),
    autoheal::test::RowName{});

TEST(Timeline, OfAResolvedIncidentWithoutAnEndIsNotStillResolved) {
  json::object seven = incident("resolved", false);
  seven.erase("resolved_at");
  IncidentAccount account(seven);
  json::value envelope = account.envelope("get_incident_timeline", {{"incident", 7}});
  EXPECT_FALSE(says(envelope, "still resolved")) << text_at(envelope, "/summary");
}

TEST(Timeline, WithoutItsLogHasNoExactCount) {
  IncidentAccount account;
  account.client.fail("/incidents/Q1/log_entries", unavailable());
  json::value envelope = account.envelope("get_incident_timeline", {{"incident", 7}});
  expect_in_part(envelope);
  EXPECT_TRUE(says(envelope, "At least 1 event")) << text_at(envelope, "/summary");
}

struct LoglessRow {
  const char* name;
  int status;
  Errc code;
};

class Logless : public ::testing::TestWithParam<LoglessRow> {};

TEST_P(Logless, ATimelineOfNothingIsTheErrorOfItsLog) {
  IncidentAccount account;
  account.client.list("/incidents/Q1/notes", "notes", {});
  account.client.fail("/incidents/Q1/log_entries", broken(GetParam().status, GetParam().code));
  EXPECT_EQ(text_at(account.envelope("get_incident_timeline", {{"incident", 7}}), "/error/code"),
            name(GetParam().code));
}

INSTANTIATE_TEST_SUITE_P(Rows, Logless,
                         ::testing::Values(LoglessRow{"forbidden", 403, Errc::forbidden},
                                           LoglessRow{"limited", 429, Errc::rate_limited},
                                           LoglessRow{"unavailable", 503, Errc::upstream_unavailable}),
                         autoheal::test::RowName{});

// --- lists read in part

json::array alerts(std::size_t count) {
  json::array out;
  for (std::size_t i = 0; i < count; ++i) {
    out.push_back({{"id", "A" + std::to_string(i)}, {"status", "triggered"}, {"created_at", "2026-03-18T10:01:00Z"}});
  }
  return out;
}

TEST(Alerts, ReadInPartHaveNoExactCount) {
  IncidentAccount account;
  first_page_only(account, "/incidents/Q1/alerts", "alerts", alerts(100));
  json::value envelope = account.envelope("list_incident_alerts", {{"incident", 7}, {"limit", 10}});
  expect_in_part(envelope);
  EXPECT_TRUE(says(envelope, "At least 100 alerts")) << text_at(envelope, "/summary");
  EXPECT_TRUE(at(envelope, "/data/counts").is_null());
  EXPECT_TRUE(at(envelope, "/meta/cuts/0/left_out").is_null());
}

TEST(Alerts, ReadInPartDoNotDenyAnAlert) {
  IncidentAccount account;
  first_page_only(account, "/incidents/Q1/alerts", "alerts", alerts(100));
  json::value envelope = account.envelope("list_incident_alerts", {{"incident", 7}, {"alert", "A110"}});
  EXPECT_EQ(text_at(envelope, "/error/code"), "upstream_unavailable") << json::serialize(envelope);
}

TEST(Alerts, OfWhichOneHadNoIdHaveNoExactCount) {
  IncidentAccount account;
  json::array rows = alerts(3);
  rows[1].as_object().erase("id");
  account.client.list("/incidents/Q1/alerts", "alerts", std::move(rows));
  expect_in_part(account.envelope("list_incident_alerts", {{"incident", 7}}));
}

TEST(Dossier, PagingThroughAPartThatFailedIsItsError) {
  for (const char* part : {"alerts", "notes", "timeline", "changes"}) {
    IncidentAccount account;
    std::string path = std::string("/incidents/Q1/") + (part == std::string_view("timeline")  ? "log_entries"
                                                        : part == std::string_view("changes") ? "related_change_events"
                                                                                              : part);
    account.client.list("/incidents/Q1/notes", "notes", {});
    account.client.fail(path, unavailable());
    json::value envelope = account.envelope("get_incident", {{"incident", 7}, {"include", json::array{part}}});
    EXPECT_EQ(text_at(envelope, "/error/code"), "upstream_unavailable") << part << json::serialize(envelope);
  }
}

TEST(Dossier, PagingThroughAPartReadInPartHasNoTotal) {
  IncidentAccount account;
  first_page_only(account, "/incidents/Q1/alerts", "alerts", alerts(100));
  expect_in_part(account.envelope("get_incident", {{"incident", 7}, {"include", json::array{"alerts"}}}));
}

TEST(Dossier, ASideListReadInPartHasNoExactRest) {
  IncidentAccount account;
  first_page_only(account, "/incidents/Q1/alerts", "alerts", alerts(100));
  json::value envelope = account.envelope("get_incident", {{"incident", 7}, {"limit", 2}, {"max_bytes", 60'000}});
  for (const auto& cut : at(envelope, "/meta/cuts").as_array()) {
    EXPECT_FALSE(cut.at("what") == "alerts" && cut.as_object().contains("left_out")) << json::serialize(cut);
  }
}

json::object change(const std::string& id) {
  return {{"id", id}, {"summary", "Deploy"}, {"timestamp", "2026-03-18T09:50:00Z"}};
}

TEST(Changes, ReadInPartHaveNoExactCount) {
  TestAccount account;
  account.client.list("/services", "services", {});
  json::array rows;
  for (int i = 0; i < 100; ++i) rows.push_back(change("C" + std::to_string(i)));
  first_page_only(account, "/change_events", "change_events", std::move(rows));
  json::value envelope = account.envelope("list_changes", {});
  expect_in_part(envelope);
  EXPECT_TRUE(says(envelope, "At least 100 changes")) << text_at(envelope, "/summary");
}

TEST(Changes, OfAnIncidentAreNotDeniedWhenTheRelatedOnesFailed) {
  IncidentAccount account;
  account.client.list("/services", "services", {});
  account.client.list("/services/S1/change_events", "change_events", {});
  account.client.fail("/incidents/Q1/related_change_events", unavailable());
  json::value envelope = account.envelope("list_changes", {{"incident", 7}});
  expect_in_part(envelope);
  EXPECT_FALSE(says(envelope, "No changes before #7")) << text_at(envelope, "/summary");
}

TEST(Names, WithoutOneKindHaveNoExactCount) {
  TestAccount account;
  account.client.list("/teams", "teams", {reference("T1", "Payments")});
  account.client.fail("/services", unavailable());
  json::value envelope =
      account.envelope("search_directory", {{"text", "pay"}, {"kinds", json::array{"team", "service"}}});
  expect_in_part(envelope);
  EXPECT_TRUE(says(envelope, "At least")) << text_at(envelope, "/summary");
  json::value none =
      account.envelope("search_directory", {{"text", "zebra"}, {"kinds", json::array{"team", "service"}}});
  expect_in_part(none);
  EXPECT_FALSE(says(none, "0 names that fit")) << text_at(none, "/summary");
}

TEST(Names, WithoutTheShiftBasedSchedulesHaveNoExactCount) {
  TestAccount account;
  account.client.list("/schedules", "schedules", {{{"id", "SC1"}, {"name", "Rota"}}});
  account.client.fail("/v3/schedules", unavailable());
  json::value envelope = account.envelope("search_directory", {{"kinds", json::array{"schedule"}}});
  expect_in_part(envelope);
  EXPECT_TRUE(says(envelope, "At least 1 name")) << text_at(envelope, "/summary");
}

TEST(Names, OfAListReadInPartAreNotDenied) {
  TestAccount account;
  account.client.list("/schedules", "schedules", {{{"id", "SC1"}, {"name", "Rota"}}});
  account.client.fail("/v3/schedules", unavailable());
  json::value envelope = account.envelope("get_schedule", {{"schedule", "Night watch"}});
  EXPECT_NE(text_at(envelope, "/error/message").find("Not all of them could be read"), std::string::npos)
      << text_at(envelope, "/error/message");
}

json::array incidents(std::size_t count) {
  json::array out;
  for (std::size_t i = 0; i < count; ++i) {
    json::object row = incident("triggered", false);
    row["id"] = "QX" + std::to_string(i);
    row["incident_number"] = 1'000 + i;
    out.push_back(std::move(row));
  }
  return out;
}

TEST(Statistics, ReadInPartHaveNoExactCount) {
  TestAccount account;
  first_page_only(account, "/incidents", "incidents", incidents(100));
  account.client.list("/log_entries", "log_entries", {});
  json::value envelope = account.envelope("summarize_incidents", {{"window", "last 2 days"}});
  expect_in_part(envelope);
  EXPECT_TRUE(says(envelope, "At least 100 incidents")) << text_at(envelope, "/summary");
}

TEST(Similar, ReadInPartHaveNoExactCount) {
  IncidentAccount account;
  first_page_only(account, "/incidents", "incidents", incidents(100));
  account.client.list("/incidents/Q1/past_incidents", "past_incidents", {});
  account.client.list("/incidents/Q1/related_incidents", "related_incidents", {});
  expect_in_part(account.envelope("find_similar_incidents", {{"incident", 7}, {"window", "last 2 days"}}));
}

TEST(Account, WithoutItsAbilitiesDoesNotCountThem) {
  TestAccount account;
  account.client.document("/users/me", {{"user", {{"id", "U1"}, {"name", "Ann"}, {"role", "owner"}}}});
  account.client.list("/teams", "teams", {});
  account.client.fail("/abilities", unavailable());
  json::value envelope = account.envelope("get_account", {});
  EXPECT_TRUE(at(envelope, "/error").is_null()) << json::serialize(envelope);
  EXPECT_FALSE(says(envelope, "0 plan abilities")) << text_at(envelope, "/summary");
  EXPECT_TRUE(at(envelope, "/data/abilities").is_null());
  EXPECT_TRUE(at(envelope, "/meta/total").is_null());
}

// --- get_service_status

json::object service(const std::string& id, const std::string& name, const char* status) {
  return {{"id", id}, {"name", name}, {"status", status}, {"escalation_policy", reference("E1", "Primary")}};
}

struct ServiceAccount : PolicyAccount {
  ServiceAccount() {
    client.list("/services", "services", {service("S1", "checkout", "active"), service("S2", "search", "active")});
    client.document("/services/S1", {{"service", service("S1", "checkout", "active")}});
    client.list("/services/S1/change_events", "change_events", {});
    client.list("/maintenance_windows", "maintenance_windows", {});
    client.document("/service_dependencies/technical_services/S1", {{"relationships", json::array{}}});
    client.list("/incidents", "incidents", {});
  }
};

struct SubjectRow {
  const char* name;
  const char* argument;
  const char* value;
};

class UnlistedPolicy : public ::testing::TestWithParam<SubjectRow> {};

TEST_P(UnlistedPolicy, StillHasItsPeople) {
  ServiceAccount account;
  json::object checkout = service("S1", "checkout", "active");
  checkout["teams"] = json::array{reference("T1", "Payments")};
  account.client.list("/services", "services", {checkout});
  account.client.list("/teams", "teams", {{{"id", "T1"}, {"name", "Payments"}}});
  account.client.list("/escalation_policies", "escalation_policies", {});
  json::value envelope = account.envelope("who_is_on_call", {{GetParam().argument, GetParam().value}});
  EXPECT_TRUE(says(envelope, "Ann")) << json::serialize(envelope);
  EXPECT_TRUE(at(envelope, "/meta/why_empty").is_null());
  EXPECT_FALSE(at(envelope, "/meta/complete").as_bool());
}

INSTANTIATE_TEST_SUITE_P(Rows, UnlistedPolicy,
                         ::testing::Values(SubjectRow{"of_a_service", "service", "checkout"},
                                           SubjectRow{"of_a_team_by_its_service", "team", "Payments"}),
                         autoheal::test::RowName{});

TEST(ServiceStatus, OfOneServiceIsWholeWhenNothingFails) {
  ServiceAccount account;
  json::value envelope = account.envelope("get_service_status", {{"service", "checkout"}});
  EXPECT_TRUE(at(envelope, "/meta/complete").as_bool()) << json::serialize(envelope);
  for (const char* member : {"open_incidents", "on_call", "maintenance", "depends_on", "used_by", "changes"}) {
    EXPECT_TRUE(at(envelope, std::string("/data/") + member).is_array()) << member;
  }
  EXPECT_TRUE(says(envelope, "nothing is open"));
}

struct PartRow {
  const char* name;
  const char* path;
  std::vector<std::string> absent;
  const char* said;
};

class ServicePart : public ::testing::TestWithParam<PartRow> {};

TEST_P(ServicePart, ThatFailedIsNotDenied) {
  ServiceAccount account;
  account.client.fail(GetParam().path, unavailable());
  json::value envelope = account.envelope("get_service_status", {{"service", "checkout"}});
  ASSERT_TRUE(at(envelope, "/error").is_null()) << json::serialize(envelope);
  for (const std::string& member : GetParam().absent) {
    EXPECT_TRUE(at(envelope, "/data/" + member).is_null()) << text_at(envelope, "/data/" + member);
  }
  EXPECT_FALSE(at(envelope, "/meta/complete").as_bool());
  EXPECT_TRUE(says(envelope, GetParam().said)) << text_at(envelope, "/summary");
  EXPECT_TRUE(says(envelope, "could not be read")) << text_at(envelope, "/summary");
  for (const char* denial : {"Nobody", "0 open", "No open"}) EXPECT_FALSE(says(envelope, denial)) << denial;
}

INSTANTIATE_TEST_SUITE_P(
    Rows, ServicePart,
    ::testing::Values(PartRow{"incidents", "/incidents", {"open_incidents"}, "pen incidents"},
                      PartRow{"on_calls", "/oncalls", {"on_call", "empty_levels"}, "on call"},
                      PartRow{"maintenance", "/maintenance_windows", {"maintenance"}, "aintenance windows"},
                      PartRow{"dependencies",
                              "/service_dependencies/technical_services/S1",
                              {"depends_on", "used_by"},
                              "ependencies"},
                      PartRow{"changes", "/services/S1/change_events", {"changes"}, "hanges"}),
    autoheal::test::RowName{});

TEST(ServiceStatus, WithoutItsIncidentsDoesNotSayThatNothingIsOpen) {
  ServiceAccount account;
  account.client.fail("/incidents", unavailable());
  json::value envelope = account.envelope("get_service_status", {{"service", "checkout"}});
  EXPECT_FALSE(says(envelope, "nothing is open")) << text_at(envelope, "/summary");
  EXPECT_TRUE(at(envelope, "/meta/returned").is_null());
  EXPECT_TRUE(at(envelope, "/meta/total").is_null());
}

TEST(ServiceStatus, WithItsIncidentsReadInPartSaysAtLeast) {
  ServiceAccount account;
  first_page_only(account, "/incidents", "incidents", incidents(100));
  json::value envelope = account.envelope("get_service_status", {{"service", "checkout"}, {"limit", 3}});
  EXPECT_FALSE(at(envelope, "/meta/complete").as_bool());
  EXPECT_FALSE(says(envelope, ", 100 open")) << text_at(envelope, "/summary");
}

json::array services(std::size_t count, const char* status) {
  json::array out;
  for (std::size_t i = 0; i < count; ++i) {
    out.push_back(service("S" + std::to_string(i), "service " + std::to_string(i), status));
  }
  return out;
}

// --- rows of incidents that could not be read

struct SkippedRow {
  const char* name;
  const char* operation;
  json::object arguments;
  std::function<void(json::object& incident)> spoil;
};

class SkippedIncident : public ::testing::TestWithParam<SkippedRow> {};

TEST_P(SkippedIncident, IsNotDenied) {
  ServiceAccount account;
  json::object incident{{"id", "Q1"},
                        {"incident_number", 7},
                        {"title", "t"},
                        {"status", "triggered"},
                        {"urgency", "high"},
                        {"created_at", "2026-03-18T09:50:00Z"},
                        {"service", reference("S1", "checkout")}};
  GetParam().spoil(incident);
  account.client.list("/incidents", "incidents", {incident});
  const json::value envelope = account.envelope(GetParam().operation, GetParam().arguments);
  EXPECT_TRUE(at(envelope, "/error").is_null()) << json::serialize(envelope);
  EXPECT_FALSE(at(envelope, "/meta/complete").as_bool());
  for (const char* denial : {"No open incidents", "No incidents", "nothing is open", "0 open", "is fine"}) {
    EXPECT_FALSE(says(envelope, denial)) << text_at(envelope, "/summary");
  }
  EXPECT_NE(at(envelope, "/meta/total"), json::value(0)) << text_at(envelope, "/summary");
}

const auto without_id = [](json::object& incident) { incident.erase("id"); };
const auto with_empty_id = [](json::object& incident) { incident["id"] = ""; };
const auto without_time = [](json::object& incident) { incident["created_at"] = "yesterday"; };

INSTANTIATE_TEST_SUITE_P(
    Rows, SkippedIncident,
    ::testing::Values(
        SkippedRow{"list_without_id", "list_incidents", {}, without_id},
        SkippedRow{"list_with_empty_id", "list_incidents", {}, with_empty_id},
        SkippedRow{"window_without_id", "list_incidents", {{"status", "any"}, {"window", "last 7 days"}}, without_id},
        SkippedRow{
            "window_without_time", "list_incidents", {{"status", "any"}, {"window", "last 7 days"}}, without_time},
        SkippedRow{"status_without_id", "get_service_status", {{"service", "checkout"}}, without_id},
        SkippedRow{"all_services_without_id", "get_service_status", {}, without_id},
        SkippedRow{"statistics_without_id", "summarize_incidents", {{"window", "last 7 days"}}, without_id},
        SkippedRow{"statistics_without_time", "summarize_incidents", {{"window", "last 7 days"}}, without_time}),
    ::autoheal::test::RowName{});

TEST(AllServices, ReadInPartAreNotToldAsWhole) {
  ServiceAccount account;
  first_page_only(account, "/services", "services", services(100, "active"));
  json::value envelope = account.envelope("get_service_status", {{"limit", 2}});
  expect_in_part(envelope);
  EXPECT_FALSE(says(envelope, "None is critical")) << text_at(envelope, "/summary");
  EXPECT_TRUE(says(envelope, "At least 100 services")) << text_at(envelope, "/summary");
  EXPECT_TRUE(at(envelope, "/data/counts").is_null());
}

TEST(AllServices, WithoutIncidentsHaveNoCountOfThem) {
  ServiceAccount account;
  account.client.fail("/incidents", unavailable());
  json::value envelope = account.envelope("get_service_status", {});
  EXPECT_FALSE(says(envelope, "0 open incidents")) << text_at(envelope, "/summary");
  for (const auto& row : at(envelope, "/data/services").as_array()) {
    EXPECT_FALSE(row.as_object().contains("open_incidents"));
  }
  EXPECT_TRUE(says(envelope, "None is critical"));  // the services' own status tells it
  EXPECT_FALSE(at(envelope, "/meta/complete").as_bool());
}

TEST(AllServices, WithIncidentsReadInPartHaveNoCountOfThem) {
  ServiceAccount account;
  first_page_only(account, "/incidents", "incidents", incidents(100));
  json::value envelope = account.envelope("get_service_status", {});
  for (const auto& row : at(envelope, "/data/services").as_array()) {
    EXPECT_FALSE(row.as_object().contains("open_incidents"));
  }
  EXPECT_FALSE(says(envelope, ", 100 open incidents"));
}

// --- diagnose_webhook

struct WebhookAccount : ServiceAccount {
  WebhookAccount() { settings.webhook_url = Secret("https://host.example/in/abc.secret"); }

  static json::object subscription(const char* id, const char* url) {
    return {{"id", id},
            {"active", true},
            {"delivery_method", {{"type", "http_delivery_method"}, {"url", url}}},
            {"events", json::array{"incident.triggered", "incident.acknowledged", "incident.resolved"}},
            {"filter", {{"type", "service_reference"}, {"id", "S1"}}}};
  }
};

TEST(WebhookDiagnosis, OfSubscriptionsReadInPartDoesNotMissOurs) {
  WebhookAccount account;
  first_page_only(account, "/webhook_subscriptions", "webhook_subscriptions",
                  {WebhookAccount::subscription("W1", "https://other.example/")});
  json::value envelope = account.envelope("diagnose_webhook", {});
  EXPECT_EQ(text_at(envelope, "/data/verdict"), "unknown") << json::serialize(envelope);
  EXPECT_FALSE(says(envelope, "No webhook subscription")) << text_at(envelope, "/summary");
}

TEST(WebhookDiagnosis, WithoutTheOpenIncidentsIsNotHealthy) {
  WebhookAccount account;
  account.client.list("/webhook_subscriptions", "webhook_subscriptions",
                      {WebhookAccount::subscription("W1", "https://host.example/in/abc.secret")});
  account.client.fail("/incidents", unavailable());
  json::value envelope = account.envelope("diagnose_webhook", {});
  EXPECT_EQ(text_at(envelope, "/data/verdict"), "unknown") << json::serialize(envelope);
}

}  // namespace
}  // namespace autoheal::pagerduty::operations
