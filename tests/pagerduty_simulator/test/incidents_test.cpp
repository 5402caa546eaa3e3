// GET /incidents: windows, the wall, filters, order; look-up by id and number; includes.
#include "running_simulator.hpp"

#include <gtest/gtest.h>
#include <set>

namespace simulator_test {
namespace {

const char* const kNow = "2026-11-24T14:00:00Z";

std::set<std::string> titles(const json::value& page, const char* name = "title") {
  std::set<std::string> out;
  for (const json::value& row : rows_at(page, "incidents")) out.insert(text_at(row, name));
  return out;
}

TEST(Incidents, PageShape) {
  const RunningSimulator simulator;
  const json::value page = simulator.get("/incidents?limit=2&offset=1").parsed();
  EXPECT_EQ(rows_at(page, "incidents").size(), 2U);
  EXPECT_EQ(int_at(page, "limit"), 2);
  EXPECT_EQ(int_at(page, "offset"), 1);
  EXPECT_TRUE(at(page, "more").as_bool());
  EXPECT_TRUE(at(page, "total").is_null());
  EXPECT_GT(int_at(simulator.get("/incidents?limit=2&total=true").parsed(), "total"), 10);
  EXPECT_EQ(int_at(simulator.get("/incidents").parsed(), "limit"), 25);
  EXPECT_EQ(int_at(simulator.get("/incidents?limit=500").parsed(), "limit"), 100);
}

TEST(Incidents, WallAtTenThousand) {
  const RunningSimulator simulator({"--incidents", "12000"});
  EXPECT_EQ(simulator.get("/incidents?date_range=all&limit=100&offset=9900").status, 200);
  for (const char* path : {"/incidents?date_range=all&limit=100&offset=9901", "/incidents?date_range=all&offset=10000",
                           "/incidents?offset=99999999999999"}) {
    const Answer answer = simulator.get(path);
    EXPECT_EQ(answer.status, 400) << path;
    EXPECT_EQ(int_at(answer.parsed(), "error.code"), 2002);
    EXPECT_EQ(text_at(answer.parsed(), "error.errors.0").substr(0, 57),
              "Offset+limit exceeds maximum allowed value of 10000. Plea");
  }
}

struct WindowRow {
  const char* name;
  const char* query;
  int status;
};

class IncidentWindow : public testing::TestWithParam<WindowRow> {};

TEST_P(IncidentWindow, IsChecked) {
  const RunningSimulator simulator({"--now", kNow});
  const Answer answer = simulator.get(std::string("/incidents?limit=1&") + GetParam().query);
  EXPECT_EQ(answer.status, GetParam().status) << answer.body;
  if (GetParam().status == 400) {
    EXPECT_EQ(int_at(answer.parsed(), "error.code"), 2001);
  }
}

INSTANTIATE_TEST_SUITE_P(
    Windows, IncidentWindow,
    testing::Values(WindowRow{"six_months", "since=2026-05-24T14:00:00Z&until=2026-11-24T14:00:00Z", 200},
                    WindowRow{"six_months_and_a_second", "since=2026-05-24T13:59:59Z&until=2026-11-24T14:00:00Z", 400},
                    WindowRow{"a_year", "since=2025-11-24T14:00:00Z", 400},
                    WindowRow{"backwards", "since=2026-11-24T14:00:00Z&until=2026-11-23T14:00:00Z", 400},
                    WindowRow{"nonsense", "since=yesterday", 400},
                    WindowRow{"no_such_day", "since=2026-02-30T00:00:00Z", 400},
                    WindowRow{"bad_zone", "time_zone=Mars/Base", 400},
                    WindowRow{"bad_status", "statuses%5B%5D=open", 400}, WindowRow{"bad_sort", "sort_by=title", 400},
                    WindowRow{"three_sorts", "sort_by=urgency,created_at,resolved_at", 400},
                    WindowRow{"bad_limit", "limit=ten", 400},
                    WindowRow{"date_only", "since=2026-11-01&until=2026-11-24", 200},
                    WindowRow{"offset", "since=2026-11-01T00:00:00%2B02:00", 200},
                    WindowRow{"all_ignores_the_rest", "date_range=all&since=2020-01-01T00:00:00Z", 200},
                    WindowRow{"unknown_parameters", "priorities[]=P1&statuses=triggered&foo=bar", 200}),
    [](const auto& row) { return row.param.name; });

TEST(Incidents, SixMonthErrorDoesNotNameTheField) {
  const RunningSimulator simulator;
  const json::value body = simulator.get("/incidents?since=2020-01-01T00:00:00Z").parsed();
  EXPECT_EQ(text_at(body, "error.message"), "Invalid Input Provided");
  EXPECT_EQ(text_at(body, "error.errors.0"), " is invalid.");
}

TEST(Incidents, DefaultWindowIsAMonth) {
  const RunningSimulator simulator({"--now", kNow});
  const json::value month = simulator.get("/incidents?limit=100&statuses[]=acknowledged").parsed();
  EXPECT_EQ(titles(month, "incident_number").count("12267"), 0U);  // forty days old and still open
  const json::value all = simulator.get("/incidents?limit=100&statuses[]=acknowledged&date_range=all").parsed();
  EXPECT_EQ(titles(all, "incident_number").count("12267"), 1U);
}

TEST(Incidents, SinceAndUntilWithoutOffsetAreReadInTheAccountsZone) {
  const RunningSimulator simulator({"--now", kNow});
  simulator.control("POST", "incidents",
                    {{"service", "checkout"},
                     {"title", "half past midnight in New York"},
                     {"created_at", "2026-11-20T05:30:00Z"},
                     {"resolved_at", "2026-11-20T06:00:00Z"}});
  const auto found = [&](const std::string& window) {
    return titles(simulator.get("/incidents?limit=100&" + window).parsed()).count("half past midnight in New York");
  };
  EXPECT_EQ(found("since=2026-11-20T00:00:00&until=2026-11-20T01:00:00"), 1U);
  EXPECT_EQ(found("since=2026-11-20T00:00:00Z&until=2026-11-20T01:00:00Z"), 0U);
  EXPECT_EQ(found("since=2026-11-20T06:00:00&until=2026-11-20T07:00:00&time_zone=Europe/Berlin"), 1U);
}

TEST(Incidents, SinceIsInclusiveAndUntilIsNot) {
  const RunningSimulator simulator({"--now", kNow});
  simulator.control("POST", "incidents",
                    {{"service", "checkout"}, {"title", "edge"}, {"created_at", "2026-11-20T05:30:00Z"}});
  EXPECT_EQ(
      titles(simulator.get("/incidents?since=2026-11-20T05:30:00Z&until=2026-11-20T05:30:01Z").parsed()).count("edge"),
      1U);
  EXPECT_EQ(
      titles(simulator.get("/incidents?since=2026-11-20T05:00:00Z&until=2026-11-20T05:30:00Z").parsed()).count("edge"),
      0U);
}

TEST(Incidents, FiltersAreOredWithinAndAndedBetween) {
  const RunningSimulator simulator({"--now", kNow});
  const json::value services = simulator.get("/services?query=payments-api").parsed();
  const std::string service = text_at(services, "services.0.id");
  const json::value page =
      simulator.get("/incidents?limit=100&statuses%5B%5D=triggered&statuses[]=acknowledged&service_ids[]=" + service)
          .parsed();
  for (const json::value& row : rows_at(page, "incidents")) {
    EXPECT_EQ(text_at(row, "service.id"), service);
    EXPECT_NE(text_at(row, "status"), "resolved");
  }
  EXPECT_EQ(rows_at(page, "incidents").size(), 1U);
  EXPECT_TRUE(rows_at(simulator.get("/incidents?service_ids[]=PNOWHERE").parsed(), "incidents").empty());
  EXPECT_TRUE(rows_at(simulator.get("/incidents?statuses[]=triggered&urgencies[]=low&limit=100").parsed(), "incidents")
                  .size() == 1U);
}

TEST(Incidents, UserFilterMeansCurrentAssignee) {
  const RunningSimulator simulator({"--now", kNow});
  const std::string user = text_at(simulator.get("/users?query=okafor").parsed(), "users.0.id");
  const json::value page = simulator.get("/incidents?limit=100&user_ids[]=" + user).parsed();
  EXPECT_EQ(titles(page, "incident_number"), (std::set<std::string>{"12349", "12350", "12352"}));
}

TEST(Incidents, IncidentKeyMatchesTheAlertsKey) {
  const RunningSimulator simulator;
  simulator.enqueue("checkout", "trigger", "my-key", "found by key");
  const json::value page = simulator.get("/incidents?incident_key=my-key").parsed();
  ASSERT_EQ(rows_at(page, "incidents").size(), 1U);
  EXPECT_TRUE(at(page, "incidents.0.incident_key").is_null());
}

TEST(Incidents, PriorityFilterWorksOnlyUnderItsRealName) {
  const RunningSimulator simulator;
  const std::string p1 = text_at(simulator.get("/priorities").parsed(), "priorities.0.id");
  for (const json::value& row :
       rows_at(simulator.get("/incidents?limit=100&priority_ids[]=" + p1).parsed(), "incidents")) {
    EXPECT_EQ(text_at(row, "priority.name"), "P1");
  }
  const json::value ignored = simulator.get("/incidents?limit=1&total=true&priorities[]=" + p1).parsed();
  EXPECT_EQ(int_at(ignored, "total"), int_at(simulator.get("/incidents?limit=1&total=true").parsed(), "total"));
}

TEST(Incidents, SortsByTwoKeys) {
  const RunningSimulator simulator;
  const json::value page = simulator.get("/incidents?limit=100&sort_by=urgency:desc,incident_number:desc").parsed();
  std::pair<int, std::int64_t> last{2, 0};
  for (const json::value& row : rows_at(page, "incidents")) {
    const std::pair<int, std::int64_t> now{text_at(row, "urgency") == "high" ? 1 : 0, int_at(row, "incident_number")};
    EXPECT_TRUE(now < last);
    last = now;
  }
}

TEST(Incidents, FoundByIdAndByNumber) {
  const RunningSimulator simulator;
  const json::value by_number = simulator.get("/incidents/12345").parsed();
  const json::value by_id = simulator.get("/incidents/" + text_at(by_number, "incident.id")).parsed();
  EXPECT_EQ(by_number, by_id);
  EXPECT_EQ(int_at(simulator.get("/incidents/4711").parsed(), "incident.incident_number"), 4711);
  for (const char* unknown : {"/incidents/99999999", "/incidents/QNOTHERE000000", "/incidents/%23"}) {
    const Answer answer = simulator.get(unknown);
    EXPECT_EQ(answer.status, 404) << unknown;
    EXPECT_EQ(int_at(answer.parsed(), "error.code"), 2100);
    EXPECT_EQ(text_at(answer.parsed(), "error.message"), "Not Found");
  }
  // Below an incident only its id counts.
  EXPECT_EQ(simulator.get("/incidents/12345/alerts").status, 404);
}

TEST(Incidents, ResolvedOnesHaveNoAssignments) {
  const RunningSimulator simulator;
  const json::value resolved = simulator.get("/incidents/12345").parsed();
  EXPECT_TRUE(rows_at(resolved, "incident.assignments").empty());
  EXPECT_TRUE(at(resolved, "incident.incident_key").is_null());
  const json::value manual = simulator.get("/incidents/12352").parsed();
  EXPECT_EQ(text_at(manual, "incident.incident_key").size(), 32U);
  EXPECT_EQ(int_at(manual, "incident.alert_counts.all"), 0);
  const json::value merged = simulator.get("/incidents/12346").parsed();
  EXPECT_EQ(text_at(merged, "incident.resolve_reason.incident.id"), text_at(resolved, "incident.id"));
}

TEST(Incidents, IncludesTurnReferencesIntoObjects) {
  const RunningSimulator simulator;
  const std::string all =
      "?include[]=services&include[]=assignees&include[]=acknowledgers&include[]=teams&include[]=escalation_policies"
      "&include[]=first_trigger_log_entries&include[]=agents&include[]=conference_bridge&include[]=custom_fields&"
      "include[]=body";
  const json::value plain = simulator.get("/incidents/12349").parsed();
  const json::value full = simulator.get("/incidents/12349" + all).parsed();
  for (const auto& [path, type] :
       std::vector<std::pair<std::string, std::string>>{{"service", "service"},
                                                        {"assignments.0.assignee", "user"},
                                                        {"acknowledgements.0.acknowledger", "user"},
                                                        {"teams.0", "team"},
                                                        {"escalation_policy", "escalation_policy"},
                                                        {"first_trigger_log_entry", "trigger_log_entry"},
                                                        {"last_status_change_by", "user"}}) {
    EXPECT_EQ(text_at(plain, "incident." + path + ".type"), type + "_reference") << path;
    EXPECT_EQ(text_at(full, "incident." + path + ".type"), type) << path;
  }
  EXPECT_EQ(text_at(full, "incident.service.status"), "warning");
  EXPECT_FALSE(at(plain, "incident").as_object().contains("custom_fields"));
  const json::value main = simulator.get("/incidents/12345" + all).parsed();
  EXPECT_EQ(text_at(main, "incident.conference_bridge.conference_url"), "https://meet.example.com/inc-12345");
  EXPECT_EQ(rows_at(main, "incident.custom_fields").size(), 4U);
  EXPECT_EQ(text_at(main, "incident.first_trigger_log_entry.channel.cef_details.client"), "Grafana");
}

TEST(Incidents, PlansWithoutPrioritiesOrUrgencies) {
  const RunningSimulator simulator;
  simulator.control("POST", "plan", {{"priorities", false}, {"urgencies", false}, {"teams", false}});
  EXPECT_EQ(simulator.get("/priorities").status, 402);
  EXPECT_EQ(simulator.get("/teams").status, 402);
  EXPECT_EQ(simulator.get("/incidents?team_ids[]=P1").status, 402);
  EXPECT_EQ(simulator.get("/incidents?urgencies[]=high").status, 402);
  EXPECT_EQ(simulator.get("/incidents?sort_by=urgency").status, 402);
  EXPECT_TRUE(at(simulator.get("/incidents/12345").parsed(), "incident.priority").is_null());
  EXPECT_EQ(simulator.get("/abilities/teams").status, 402);
  EXPECT_EQ(simulator.get("/abilities/sso").status, 204);
  EXPECT_EQ(simulator.get("/abilities/flying").status, 404);
}

}  // namespace
}  // namespace simulator_test
