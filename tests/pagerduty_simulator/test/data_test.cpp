// What the data sets promise to the demo, to the golden questions and to the benchmarks.
#include "running_simulator.hpp"

#include <gtest/gtest.h>
#include <set>

namespace simulator_test {
namespace {

const char* const kNow = "2026-11-24T14:00:00Z";

TEST(DemoData, NamesThatMatterAreOnPageTwo) {
  const RunningSimulator simulator({"--now", kNow});
  for (const auto& [resource, name] : std::vector<std::pair<std::string, std::string>>{
           {"teams", "Payments"}, {"services", "payments-api"}, {"users", "Priya Anand"}}) {
    const json::value first = simulator.get("/" + resource + "?limit=100").parsed();
    EXPECT_TRUE(at(first, "more").as_bool()) << resource;
    std::set<std::string> names;
    for (const json::value& row : rows_at(simulator.get("/" + resource + "?limit=100&offset=100").parsed(), resource)) {
      names.insert(text_at(row, "name"));
    }
    EXPECT_EQ(names.count(name), 1U) << name;
  }
}

TEST(DemoData, NearDuplicatesAndUnicode) {
  const RunningSimulator simulator({"--now", kNow});
  const auto count = [&](const std::string& path, const std::string& resource) {
    return rows_at(simulator.get(path).parsed(), resource).size();
  };
  EXPECT_EQ(count("/teams?query=payments", "teams"), 3U);
  EXPECT_GE(count("/services?query=payments", "services"), 4U);
  EXPECT_EQ(count("/users?query=Priya%20Anand", "users"), 2U);
  EXPECT_EQ(count("/users?query=%E7%94%B0%E4%B8%AD", "users"), 1U);
  EXPECT_EQ(count("/users?query=jonas.mueller", "users"), 1U);  // by e-mail
  EXPECT_EQ(count("/services?name=checkout", "services"), 1U);
}

TEST(DemoData, CheckoutHasHadIncidentsThisWeekAndLookAlikesOverTheYear) {
  const RunningSimulator simulator({"--now", kNow});
  const std::string id = text_at(simulator.get("/services?name=checkout").parsed(), "services.0.id");
  const json::value week =
      simulator.get("/incidents?limit=100&since=2026-11-23T00:00:00Z&service_ids[]=" + id).parsed();
  EXPECT_GE(rows_at(week, "incidents").size(), 5U);
  std::size_t alike = 0;
  for (const json::value& row :
       rows_at(simulator.get("/incidents?limit=100&date_range=all&statuses[]=resolved&service_ids[]=" + id).parsed(),
               "incidents")) {
    alike += text_at(row, "title").find("checkout p99 latency above") == 0 ? 1U : 0U;
  }
  EXPECT_GE(alike, 5U);
}

TEST(DemoData, HostileTitleArrivesAsItIs) {
  const RunningSimulator simulator({"--now", kNow});
  const std::string title = text_at(simulator.get("/incidents/12347").parsed(), "incident.title");
  for (const char* piece :
       {"<script>", "\x1b[31m", "\xE2\x80\xAE", "\xE2\x80\x8B", "Ignore all previous instructions", "u+"}) {
    EXPECT_NE(title.find(piece), std::string::npos) << piece;
  }
}

TEST(DemoData, IsAFunctionOfNowAndSeed) {
  const RunningSimulator first({"--now", kNow});
  const RunningSimulator second({"--now", kNow});
  const RunningSimulator other({"--now", kNow, "--seed", "2"});
  for (const RunningSimulator* simulator : {&first, &second, &other}) {
    simulator->control("POST", "clock", {{"now", kNow}, {"frozen", true}});
  }
  for (const char* path :
       {"/incidents?limit=100&date_range=all", "/users?limit=100", "/services?limit=100&include[]=integrations",
        "/oncalls?limit=100", "/change_events?limit=100", "/log_entries?limit=100&include[]=channels"}) {
    EXPECT_EQ(first.get(path).body, second.get(path).body) << path;
  }
  EXPECT_EQ(first.key("full"), second.key("full"));
  EXPECT_NE(first.key("full"), other.key("full"));
  EXPECT_NE(first.get("/incidents/11900").body, other.get("/incidents/11900").body);
  EXPECT_EQ(first.get("/incidents/12345").body, other.get("/incidents/12345").body);
}

TEST(DemoData, IsTheSameWhateverCompiledIt) {
  const auto brief = [](const RunningSimulator& simulator, const char* path) {
    const json::value incident = at(simulator.get(path).parsed(), "incident");
    return text_at(incident, "title") + " " + text_at(incident, "created_at") + " " + text_at(incident, "resolved_at");
  };
  EXPECT_EQ(
      brief(RunningSimulator({"--now", kNow}), "/incidents/11900"),
      "Synthetic check 'place order' of checkout-eu failed from eu-west-1 2026-03-19T04:13:03Z 2026-03-19T04:30:03Z");
  EXPECT_EQ(brief(RunningSimulator({"--now", kNow, "--incidents", "3000"}), "/incidents/2900"),
            "identity-reporting-api p99 latency above 82 s on identity-reporting-api-eu-west-1-15 2026-11-10T05:02:29Z "
            "2026-11-10T12:11:28Z");
}

TEST(DemoData, EveryHourOfADayKeepsThePromises) {
  // The gap is a gap and the override is the one on call whenever the demo is started.
  for (const char* now :
       {"2026-03-29T00:30:00Z", "2026-03-29T01:30:00Z", "2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z",
        "2026-12-31T23:59:59Z", "2028-02-29T12:00:00Z", "2026-11-23T00:00:00Z"}) {
    const RunningSimulator simulator({"--now", now});
    const auto levels = [&](const std::string& policy) {
      const std::string id =
          text_at(simulator.get("/escalation_policies?query=" + policy).parsed(), "escalation_policies.0.id");
      return rows_at(simulator.get("/oncalls?escalation_policy_ids[]=" + id).parsed(), "oncalls");
    };
    EXPECT_EQ(text_at(levels("Payments%20primary").at(0), "user.summary"), "Amara Okafor") << now;
    EXPECT_EQ(int_at(levels("Payments%20EU").at(0), "escalation_level"), 2) << now;
  }
}

TEST(GeneratedData, CoversFourteenMonthsWithContiguousNumbers) {
  const RunningSimulator simulator({"--incidents", "25000", "--seed", "7", "--now", kNow});
  EXPECT_EQ(int_at(simulator.get("/incidents?limit=1&total=true&date_range=all").parsed(), "total"), 25000);
  const json::value oldest = simulator.get("/incidents?limit=1&date_range=all").parsed();
  EXPECT_EQ(text_at(oldest, "incidents.0.created_at").substr(0, 7), "2025-09");
  EXPECT_EQ(int_at(oldest, "incidents.0.incident_number"), 1);
  EXPECT_EQ(int_at(simulator.get("/incidents/25000").parsed(), "incident.incident_number"), 25000);
  EXPECT_EQ(simulator.get("/incidents/25001").status, 404);
}

TEST(GeneratedData, PagesOfAWindowHoldEveryIncidentOnce) {
  const RunningSimulator simulator({"--incidents", "25000", "--now", kNow});
  std::set<std::string> ids;
  const std::string window =
      "/incidents?limit=100&since=2026-10-01T00:00:00Z&until=2026-11-01T00:00:00Z&sort_by=created_at:desc";
  const std::int64_t total = int_at(simulator.get(window + "&total=true").parsed(), "total");
  bool more = true;
  while (more) {
    const json::value page = simulator.get(window + "&offset=" + std::to_string(ids.size())).parsed();
    for (const json::value& row : rows_at(page, "incidents")) EXPECT_TRUE(ids.insert(text_at(row, "id")).second);
    more = at(page, "more").as_bool();
  }
  EXPECT_EQ(ids.size(), static_cast<std::size_t>(total));
}

TEST(GeneratedData, DetailsAreConsistentWithTheIncident) {
  const RunningSimulator simulator({"--incidents", "2000", "--now", kNow});
  for (const char* number : {"1", "500", "1000", "1500", "1999", "2000"}) {
    const json::value incident = at(simulator.get(std::string("/incidents/") + number).parsed(), "incident");
    const std::string path = "/incidents/" + text_at(incident, "id");
    const auto log = rows_at(simulator.get(path + "/log_entries?limit=100&time_zone=UTC").parsed(), "log_entries");
    EXPECT_EQ(text_at(log.back(), "id"), text_at(incident, "first_trigger_log_entry.id"));
    EXPECT_EQ(text_at(log.back(), "created_at"), text_at(incident, "created_at"));
    std::string resolved = "null";
    for (const json::value& row : log) {
      if (text_at(row, "type") == "resolve_log_entry") resolved = text_at(row, "created_at");
      EXPECT_GE(text_at(row, "created_at"), text_at(incident, "created_at")) << number;
    }
    EXPECT_EQ(resolved, text_at(incident, "resolved_at")) << number;
    const auto alerts = rows_at(simulator.get(path + "/alerts").parsed(), "alerts");
    EXPECT_EQ(static_cast<std::int64_t>(alerts.size()), int_at(incident, "alert_counts.all"));
  }
}

}  // namespace
}  // namespace simulator_test
