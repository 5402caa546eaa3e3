// Below an incident: log entries, alerts, notes, what AIOps adds, changes.
#include "running_simulator.hpp"

#include <gtest/gtest.h>
#include <set>

namespace simulator_test {
namespace {

const char* const kNow = "2026-11-24T14:00:00Z";

class IncidentParts : public testing::Test {
 protected:
  IncidentParts() { path_ = "/incidents/" + text_at(simulator_.get("/incidents/12345").parsed(), "incident.id"); }
  json::value get(const std::string& below) const { return simulator_.get(path_ + below).parsed(); }

  RunningSimulator simulator_{{"--now", kNow}};
  std::string path_;
};

TEST_F(IncidentParts, LogEntriesAreInTheAccountsZoneNewestFirst) {
  const json::value page = get("/log_entries?limit=100");
  const auto& rows = rows_at(page, "log_entries");
  EXPECT_EQ(text_at(rows.front(), "type"), "annotate_log_entry");
  EXPECT_EQ(text_at(rows.back(), "type"), "trigger_log_entry");
  EXPECT_EQ(text_at(rows.back(), "created_at"), "2026-11-24T04:00:00-05:00");
  EXPECT_EQ(text_at(simulator_.get(path_).parsed(), "incident.created_at"), "2026-11-24T09:00:00Z");
  EXPECT_EQ(
      text_at(get("/log_entries?limit=100&time_zone=Asia/Kolkata").at("log_entries").as_array().back(), "created_at"),
      "2026-11-24T14:30:00+05:30");
}

TEST_F(IncidentParts, ChannelsAreBareUnlessAskedFor) {
  const auto trigger = [&](const std::string& query) {
    return rows_at(get("/log_entries?limit=100" + query), "log_entries").back().at("channel").as_object();
  };
  EXPECT_EQ(trigger("").size(), 1U);
  const json::object channel = trigger("&include[]=channels");
  EXPECT_EQ(channel.at("details").at("runbook").as_string(), "https://runbooks.example.com/checkout-latency");
  EXPECT_TRUE(channel.contains("cef_details"));
}

TEST_F(IncidentParts, OverviewLeavesOutNotificationsAndAssignments) {
  std::set<std::string> types;
  for (const json::value& row : rows_at(get("/log_entries?limit=100&is_overview=true"), "log_entries")) {
    types.insert(text_at(row, "type"));
  }
  EXPECT_EQ(types.count("notify_log_entry"), 0U);
  EXPECT_EQ(types.count("escalate_log_entry"), 1U);
}

TEST_F(IncidentParts, LogEntryWindowAndPaging) {
  EXPECT_EQ(rows_at(get("/log_entries?since=2026-11-24T09:10:00Z&until=2026-11-24T09:13:00Z"), "log_entries").size(),
            3U);
  EXPECT_EQ(simulator_.get(path_ + "/log_entries?since=2026-11-24T10:00:00Z&until=2026-11-24T09:00:00Z").status, 400);
  std::set<std::string> ids;
  for (int offset = 0; offset < 20; offset += 5) {
    for (const json::value& row :
         rows_at(get("/log_entries?limit=5&offset=" + std::to_string(offset)), "log_entries")) {
      EXPECT_TRUE(ids.insert(text_at(row, "id")).second);
    }
  }
  EXPECT_EQ(ids.size(), 17U);
}

TEST_F(IncidentParts, SingleLogEntryByItsSelfLink) {
  const std::string id = text_at(simulator_.get(path_).parsed(), "incident.first_trigger_log_entry.id");
  const json::value entry = simulator_.get("/log_entries/" + id + "?incident_id=x&include[]=incidents").parsed();
  EXPECT_EQ(int_at(entry, "log_entry.incident.incident_number"), 12345);
  EXPECT_EQ(simulator_.get("/log_entries/R0000000000000").status, 404);
  EXPECT_EQ(simulator_.get("/log_entries/nonsense").status, 404);
}

TEST_F(IncidentParts, AlertsComeWithThreeKindsOfDetail) {
  const auto alerts = rows_at(get("/alerts"), "alerts");
  ASSERT_EQ(alerts.size(), 3U);
  EXPECT_TRUE(alerts[0].at("body").at("details").is_object());
  EXPECT_TRUE(alerts[0].at("body").as_object().contains("cef_details"));
  EXPECT_FALSE(alerts[1].at("body").as_object().contains("cef_details"));
  EXPECT_TRUE(alerts[2].at("body").at("details").is_string());
  EXPECT_TRUE(alerts[2].at("severity").is_null());
  EXPECT_EQ(text_at(alerts[0], "created_at"), "2026-11-24T04:00:00-05:00");
  EXPECT_EQ(text_at(alerts[2], "integration.type"), "generic_email_inbound_integration_reference");
  const std::string id = text_at(alerts[1], "id");
  EXPECT_EQ(text_at(get("/alerts/" + id), "alert.id"), id);
  EXPECT_EQ(simulator_.get(path_ + "/alerts/QNONE").status, 404);
}

TEST_F(IncidentParts, AlertFilters) {
  EXPECT_TRUE(rows_at(get("/alerts?statuses[]=triggered"), "alerts").empty());
  EXPECT_EQ(rows_at(get("/alerts?statuses[]=resolved&limit=2"), "alerts").size(), 2U);
  const std::string key = text_at(get("/alerts"), "alerts.0.alert_key");
  EXPECT_EQ(rows_at(get("/alerts?alert_key=" + key), "alerts").size(), 1U);
  EXPECT_EQ(text_at(get("/alerts?sort_by=created_at:desc"), "alerts.0.summary"), "[checkout] SLA breach");
}

TEST_F(IncidentParts, NotesAreNotPaged) {
  const json::value notes = get("/notes");
  EXPECT_EQ(notes.as_object().size(), 1U);
  EXPECT_EQ(text_at(notes, "notes.2.content").substr(0, 17), "Resolution Note: ");
}

TEST_F(IncidentParts, PastIncidentsAreBrief) {
  const json::value past = get("/past_incidents?total=true");
  ASSERT_GT(rows_at(past, "past_incidents").size(), 0U);
  EXPECT_EQ(int_at(past, "limit"), 5);
  const json::value first = at(past, "past_incidents.0.incident");
  EXPECT_EQ(first.as_object().size(), 4U);
  EXPECT_NE(text_at(first, "title").find("p99 latency above"), std::string::npos);
  EXPECT_EQ(simulator_.get(path_ + "/past_incidents?limit=1000").status, 400);
  EXPECT_EQ(simulator_.get(path_ + "/past_incidents?limit=0").status, 400);
}

TEST_F(IncidentParts, RelatedAndOutlier) {
  const json::value related = get("/related_incidents");
  EXPECT_EQ(text_at(related, "related_incidents.0.relationships.0.type"), "machine_learning_inferred");
  const json::value outlier = get("/outlier_incident");
  EXPECT_EQ(text_at(outlier, "outlier_incident.incident_template.mined_text"),
            "checkout <*> latency above <*> s on <*>");
}

class AiopsRefusal : public testing::TestWithParam<int> {};

TEST_P(AiopsRefusal, IsAsChosen) {
  const RunningSimulator simulator;
  simulator.control("POST", "plan", {{"aiops", false}, {"aiops_refusal", GetParam()}});
  const std::string path = "/incidents/" + text_at(simulator.get("/incidents/12345").parsed(), "incident.id");
  for (const char* below : {"/past_incidents", "/related_incidents", "/outlier_incident"}) {
    EXPECT_EQ(simulator.get(path + below).status, GetParam()) << below;
  }
  EXPECT_EQ(simulator.get(path + "/related_change_events").status, 200);
}

INSTANTIATE_TEST_SUITE_P(Plans, AiopsRefusal, testing::Values(402, 403, 404));

TEST_F(IncidentParts, ChangesBeforeTheIncident) {
  const json::value changes = get("/related_change_events");
  EXPECT_TRUE(at(changes, "limit").is_null());
  bool found = false;
  for (const json::value& row : rows_at(changes, "change_events")) {
    found = found || text_at(row, "summary").find("2.48.0") != std::string::npos;
    EXPECT_FALSE(text_at(row, "correlation_reason.reason").empty());
  }
  EXPECT_TRUE(found);
  EXPECT_EQ(simulator_.get("/change_events?since=2026-11-24T00:00:00Z").status, 200);
  EXPECT_EQ(simulator_.get("/change_events?since=2026-11-24T00:00:00%2B01:00").status, 400);
  EXPECT_EQ(simulator_.get("/change_events?since=2026-11-24").status, 400);
}

TEST_F(IncidentParts, DerivedDetailIsAlwaysTheSame) {
  const std::string id = text_at(simulator_.get("/incidents/11900").parsed(), "incident.id");
  const json::value first = simulator_.get("/incidents/" + id + "/log_entries?limit=100&include[]=channels").parsed();
  EXPECT_EQ(first, simulator_.get("/incidents/" + id + "/log_entries?limit=100&include[]=channels").parsed());
  const RunningSimulator twin({"--now", kNow});
  twin.control("POST", "clock", {{"frozen", true}});
  EXPECT_EQ(first, twin.get("/incidents/" + id + "/log_entries?limit=100&include[]=channels").parsed());
}

TEST(AccountLogEntries, ListAMonthByDefault) {
  const RunningSimulator simulator({"--now", kNow});
  const json::value page = simulator.get("/log_entries?limit=100&total=true&include[]=incidents").parsed();
  EXPECT_GT(int_at(page, "total"), 100);
  std::string last = "9999";
  for (const json::value& row : rows_at(page, "log_entries")) {
    EXPECT_LE(text_at(row, "created_at"), last);
    last = text_at(row, "created_at");
  }
}

}  // namespace
}  // namespace simulator_test
