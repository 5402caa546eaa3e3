// The Events API v2 and what its events do to incidents.
#include "running_simulator.hpp"

#include <gtest/gtest.h>

namespace simulator_test {
namespace {

class Events : public testing::Test {
 protected:
  Answer post(const json::value& event, const std::string& path = "/v2/enqueue") const {
    return simulator_.raw("POST", path, json::serialize(event), {"Content-Type: application/json"});
  }
  json::object trigger(const std::string& key) const {
    return {{"routing_key", simulator_.routing_key("payments-api")},
            {"event_action", "trigger"},
            {"dedup_key", key},
            {"client", "Grafana"},
            {"client_url", "https://grafana.example.com"},
            {"links", json::array{json::object{{"href", "https://runbooks.example.com/x"}, {"text", "Runbook"}}}},
            {"payload",
             {{"summary", "broken"},
              {"source", "host-1"},
              {"severity", "error"},
              {"component", "db"},
              {"group", "prod"},
              {"class", "latency"},
              {"custom_details", {{"environment", "production"}}}}}};
  }
  json::value incident(const std::string& key) const {
    const std::string id = text_at(simulator_.control("GET", "find?dedup_key=" + key), "id");
    return at(simulator_.get("/incidents/" + id).parsed(), "incident");
  }
  RunningSimulator simulator_{{"--now", "2026-11-24T14:00:00Z"}};
};

TEST_F(Events, TriggerOpensAnIncidentWithItsAlert) {
  const Answer answer = post(trigger("k1"));
  EXPECT_EQ(answer.status, 202);
  EXPECT_EQ(answer.parsed(), json::parse(R"({"status":"success","message":"Event processed","dedup_key":"k1"})"));
  const json::value opened = incident("k1");
  EXPECT_EQ(text_at(opened, "status"), "triggered");
  EXPECT_EQ(int_at(opened, "incident_number"), 12353);
  EXPECT_EQ(text_at(opened, "assignments.0.assignee.summary"), "Amara Okafor");
  const json::value alerts = simulator_.get("/incidents/" + text_at(opened, "id") + "/alerts").parsed();
  EXPECT_EQ(text_at(alerts, "alerts.0.alert_key"), "k1");
  EXPECT_EQ(text_at(alerts, "alerts.0.severity"), "error");
  EXPECT_EQ(text_at(alerts, "alerts.0.body.cef_details.source_component"), "db");
  EXPECT_EQ(text_at(alerts, "alerts.0.body.contexts.0.text"), "Runbook");
}

TEST_F(Events, SameKeyIsTheSameIncidentWhileItIsOpen) {
  post(trigger("k1"));
  const std::string first = text_at(incident("k1"), "id");
  post(trigger("k1"));
  EXPECT_EQ(text_at(incident("k1"), "id"), first);
  simulator_.enqueue("payments-api", "resolve", "k1");
  EXPECT_EQ(simulator_.raw("GET", "/_simulator/find?dedup_key=k1", "", {}).status, 404);
  post(trigger("k1"));
  EXPECT_NE(text_at(incident("k1"), "id"), first);
}

TEST_F(Events, AcknowledgeAndResolve) {
  post(trigger("k1"));
  const std::string path = "/incidents/" + text_at(incident("k1"), "id");
  simulator_.enqueue("payments-api", "acknowledge", "k1");
  EXPECT_EQ(text_at(simulator_.get(path).parsed(), "incident.status"), "acknowledged");
  simulator_.enqueue("payments-api", "resolve", "k1");
  const json::value resolved = simulator_.get(path).parsed();
  EXPECT_EQ(text_at(resolved, "incident.status"), "resolved");
  EXPECT_TRUE(rows_at(resolved, "incident.assignments").empty());
  EXPECT_EQ(int_at(resolved, "incident.alert_counts.resolved"), 1);
  std::string types;
  for (const json::value& row :
       rows_at(simulator_.get(path + "/log_entries?is_overview=true").parsed(), "log_entries")) {
    types += text_at(row, "type") + " " + text_at(row, "agent.type") + ";";
  }
  const std::string tool = "events_api_v2_inbound_integration_reference;";
  EXPECT_EQ(types, "resolve_log_entry " + tool + "acknowledge_log_entry " + tool + "trigger_log_entry " + tool);
}

TEST_F(Events, UnknownKeysAreAcceptedAndDoNothing) {
  const json::value before = simulator_.get("/incidents?limit=1&total=true").parsed();
  simulator_.enqueue("payments-api", "acknowledge", "never seen");
  simulator_.enqueue("payments-api", "resolve", "never seen");
  EXPECT_EQ(at(before, "total"), at(simulator_.get("/incidents?limit=1&total=true").parsed(), "total"));
}

TEST_F(Events, MaintenanceOpensNoIncident) {
  simulator_.enqueue("search-indexer", "trigger", "k9");
  EXPECT_EQ(simulator_.raw("GET", "/_simulator/find?dedup_key=k9", "", {}).status, 404);
  EXPECT_EQ(text_at(simulator_.get("/services?name=search-indexer").parsed(), "services.0.status"), "maintenance");
}

TEST_F(Events, LevelsWithoutAnybodyArePassedOver) {
  simulator_.enqueue("payments-eu", "trigger", "k1");
  EXPECT_EQ(text_at(incident("k1"), "assignments.0.assignee.summary"), "Nadia Haddad");
}

TEST_F(Events, ServiceStatusFollows) {
  const auto status = [&] {
    return text_at(simulator_.get("/services?name=payments-ledger").parsed(), "services.0.status");
  };
  EXPECT_EQ(status(), "active");
  simulator_.enqueue("payments-ledger", "trigger", "k1");
  EXPECT_EQ(status(), "critical");
  simulator_.enqueue("payments-ledger", "acknowledge", "k1");
  EXPECT_EQ(status(), "warning");
  simulator_.enqueue("payments-ledger", "resolve", "k1");
  EXPECT_EQ(status(), "active");
}

TEST_F(Events, BadEventsAreRefused) {
  const auto refused = [&](const char* why, const auto& spoil) {
    json::object event = trigger("k1");
    spoil(event);
    const Answer answer = post(event);
    EXPECT_EQ(answer.status, 400) << why;
    EXPECT_EQ(text_at(answer.parsed(), "status"), "invalid event") << why;
    EXPECT_FALSE(rows_at(answer.parsed(), "errors").empty()) << why;
  };
  refused("no routing key", [](json::object& e) { e.erase("routing_key"); });
  refused("REST key", [this](json::object& e) { e["routing_key"] = simulator_.key("full"); });
  refused("unknown routing key", [](json::object& e) { e["routing_key"] = std::string(32, 'a'); });
  refused("no action", [](json::object& e) { e.erase("event_action"); });
  refused("unknown action", [](json::object& e) { e["event_action"] = "explode"; });
  refused("no payload", [](json::object& e) { e.erase("payload"); });
  refused("no summary", [](json::object& e) { e["payload"].as_object().erase("summary"); });
  refused("no source", [](json::object& e) { e["payload"].as_object().erase("source"); });
  refused("bad severity", [](json::object& e) { e["payload"].as_object()["severity"] = "SEV1"; });
  refused("long key", [](json::object& e) { e["dedup_key"] = std::string(256, 'k'); });
  refused("numeric summary", [](json::object& e) { e["payload"].as_object()["summary"] = 5; });
  refused("resolve without key", [](json::object& e) {
    e["event_action"] = "resolve";
    e.erase("dedup_key");
  });
  EXPECT_EQ(simulator_.raw("POST", "/v2/enqueue", "{", {}).status, 400);
  EXPECT_EQ(simulator_.raw("GET", "/v2/enqueue", "", {}).status, 405);
  EXPECT_EQ(simulator_.raw("POST", "/v2/enqueue", std::string(600 * 1024, ' '), {}).status, 413);
}

TEST_F(Events, LongSummariesAreCutBetweenCharacters) {
  json::object event = trigger("k1");
  std::string summary = "x";
  for (int i = 0; i < 600; ++i) summary += "ü";
  event["payload"].as_object()["summary"] = summary;
  post(event);
  EXPECT_EQ(text_at(incident("k1"), "title").size(), 1023U);
}

TEST_F(Events, ChangeEvents) {
  const json::value event = {
      {"routing_key", simulator_.routing_key("payments-api")},
      {"payload", {{"summary", "Deploy 9"}, {"source", "ci"}, {"timestamp", "2026-11-24T13:59:00Z"}}}};
  EXPECT_EQ(post(event, "/v2/change/enqueue").status, 202);
  const std::string service = text_at(simulator_.get("/services?name=payments-api").parsed(), "services.0.id");
  const json::value changes = simulator_.get("/services/" + service + "/change_events").parsed();
  EXPECT_EQ(text_at(changes, "change_events.0.summary"), "Deploy 9");
  EXPECT_EQ(text_at(changes, "change_events.0.timestamp"), "2026-11-24T13:59:00Z");
}

TEST_F(Events, IncidentsByHand) {
  const std::string service = text_at(simulator_.get("/services?name=checkout").parsed(), "services.0.id");
  const json::object wanted{{"type", "incident"},
                            {"title", "by hand"},
                            {"incident_key", "hand-1"},
                            {"service", {{"id", service}, {"type", "service_reference"}}},
                            {"body", {{"type", "incident_body"}, {"details", "it is slow"}}}};
  const Answer created = simulator_.send("POST", "/incidents", {{"incident", wanted}}, "user");
  EXPECT_EQ(created.status, 201);
  EXPECT_EQ(text_at(created.parsed(), "incident.incident_key"), "hand-1");
  EXPECT_EQ(int_at(created.parsed(), "incident.alert_counts.all"), 0);
  EXPECT_EQ(simulator_.send("POST", "/incidents", {{"incident", wanted}}, "user").status, 400);
  const auto refused = [&](const char* member, json::value value) {
    json::object bad = wanted;
    bad["incident_key"] = nullptr;
    bad[member] = std::move(value);
    EXPECT_EQ(simulator_.send("POST", "/incidents", {{"incident", bad}}, "user").status, 400) << member;
  };
  refused("title", "");
  refused("type", "alert");
  refused("service", json::object{{"id", "PNONE"}});
  refused("urgency", "medium");
  refused("priority", json::object{{"id", "PNONE"}});
}

TEST_F(Events, ManyAtOnceThroughPutIncidents) {
  post(trigger("k1"));
  post(trigger("k2"));
  json::array rows;
  for (const char* key : {"k1", "k2"}) {
    rows.emplace_back(
        json::object{{"id", text_at(incident(key), "id")}, {"type", "incident_reference"}, {"status", "resolved"}});
  }
  const Answer answer = simulator_.send("PUT", "/incidents", {{"incidents", rows}}, "user");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(text_at(answer.parsed(), "incidents.1.status"), "resolved");
  EXPECT_EQ(simulator_.send("PUT", "/incidents", {{"incidents", json::array{}}}, "user").status, 400);
  EXPECT_EQ(
      simulator_.send("PUT", "/incidents/12349", {{"incident", {{"type", "incident"}, {"status", "gone"}}}}, "user")
          .status,
      400);
  EXPECT_EQ(simulator_.send("PUT", "/incidents/12349", {{"incident", {{"status", "resolved"}}}}, "user").status, 400);
}

}  // namespace
}  // namespace simulator_test
