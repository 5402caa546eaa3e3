// Faults, clock, latency, request log, moving pages; the command line and the ready file.
#include "running_simulator.hpp"

#include <chrono>
#include <filesystem>
#include <gtest/gtest.h>
#include <sys/stat.h>

namespace simulator_test {
namespace {

class Controls : public testing::Test {
 protected:
  RunningSimulator simulator_{{"--now", "2026-11-24T14:00:00Z"}};
};

TEST_F(Controls, FaultsStrikeAsOftenAsTold) {
  simulator_.control("POST", "faults", {{"path", "/services*"}, {"status", 503}, {"skip", 1}, {"times", 2}});
  EXPECT_EQ(simulator_.get("/services?limit=1").status, 200);
  EXPECT_EQ(simulator_.get("/services?limit=1").status, 503);
  EXPECT_EQ(simulator_.get("/teams?limit=1").status, 200);
  EXPECT_EQ(simulator_.get("/services/PNONE").status, 503);
  EXPECT_EQ(simulator_.get("/services?limit=1").status, 200);
}

TEST_F(Controls, FaultsCanBeNarrowedAndTakenBack) {
  const json::value fault = simulator_.control(
      "POST", "faults",
      {{"method", "GET"}, {"path", "/incidents"}, {"query", "offset=100"}, {"key", "user"}, {"status", 500}});
  EXPECT_EQ(simulator_.get("/incidents?offset=100", "user").status, 500);
  EXPECT_EQ(simulator_.get("/incidents?offset=100", "full").status, 200);
  EXPECT_EQ(simulator_.get("/incidents?offset=200", "user").status, 200);
  simulator_.control("DELETE", "faults/" + std::to_string(int_at(fault, "id")));
  EXPECT_EQ(simulator_.get("/incidents?offset=100", "user").status, 200);
  EXPECT_EQ(simulator_.raw("DELETE", "/_simulator/faults/99", "", {}).status, 404);
}

struct FaultRow {
  const char* kind;
  int status;
  bool answered;
};

class FaultKinds : public testing::TestWithParam<FaultRow> {};

TEST_P(FaultKinds, LookAsTheyShould) {
  const RunningSimulator simulator;
  simulator.control("POST", "faults", {{"kind", GetParam().kind}, {"path", "/abilities"}, {"times", 1}});
  const Answer answer = simulator.get("/abilities");
  EXPECT_EQ(answer.status, GetParam().status);
  EXPECT_EQ(answer.error.empty(), GetParam().answered) << answer.error;
  EXPECT_EQ(simulator.get("/abilities").status, 200);
}

INSTANTIATE_TEST_SUITE_P(Faults, FaultKinds,
                         testing::Values(FaultRow{"status", 500, true}, FaultRow{"truncated", 200, false},
                                         FaultRow{"malformed", 200, true}, FaultRow{"html_502", 502, true},
                                         FaultRow{"bare_429", 429, true}, FaultRow{"rate_limited", 429, true},
                                         FaultRow{"reset", 0, false}, FaultRow{"gzip", 200, true},
                                         FaultRow{"chunked", 200, true}, FaultRow{"delay", 200, true},
                                         FaultRow{"empty", 503, true}, FaultRow{"wrong_type", 200, true}),
                         [](const auto& row) { return row.param.kind; });

TEST_F(Controls, FaultsCarryBodiesAndHeaders) {
  simulator_.control("POST", "faults",
                     {{"path", "/abilities"},
                      {"status", 400},
                      {"body", {{"error", json::array{"one", "two"}}}},
                      {"headers", {{"retry-after", "7"}}}});
  const Answer answer = simulator_.get("/abilities");
  EXPECT_EQ(answer.body, R"({"error":["one","two"]})");
  EXPECT_EQ(answer.headers.at("retry-after"), "7");
  EXPECT_EQ(simulator_.raw("POST", "/_simulator/faults", R"({"kind":"meteor"})", {}).status, 400);
}

TEST_F(Controls, RewritesMakeUnknownValues) {
  simulator_.control("POST", "faults",
                     {{"kind", "rewrite"},
                      {"path", "/incidents/12345"},
                      {"rewrite",
                       {{"\"status\":\"resolved\"", "\"status\":\"hibernating\""},
                        {"\"acknowledgements\":[]", "\"acknowledgements\":null"}}}});
  const json::value changed = simulator_.get("/incidents/12345").parsed();
  EXPECT_EQ(text_at(changed, "incident.status"), "hibernating");
  EXPECT_TRUE(at(changed, "incident.acknowledgements").is_null());
}

TEST_F(Controls, MalformedControlsAreRefused) {
  for (const auto& [path, body] : std::vector<std::pair<std::string, std::string>>{
           {"between_requests", R"({"path":"/x","hide":[1]})"},
           {"between_requests", "{}"},
           {"webhooks", R"({"retry_delays_seconds":[]})"},
           {"plan", R"({"aiops_refusal":500})"},
           {"plan", R"({"aiops":"no"})"},
           {"keys", R"({"key":"golden"})"},
           {"overrides", R"({"schedule":"x"})"},
           {"change", R"({"incident":"QNONE"})"},
           {"deliveries", R"({"body":"x"})"},
           {"deliveries", R"({"url":"http://127.0.0.1:1/","body_hex":"zz"})"},
           {"clock", "[]"},
           {"faults", "not json"}}) {
    EXPECT_EQ(simulator_.raw("POST", "/_simulator/" + path, body, {}).status / 100, 4) << path << " " << body;
  }
  EXPECT_EQ(simulator_.get("/abilities").status, 200);
}

TEST_F(Controls, AnswersCarryTheAccountsDate) {
  simulator_.control("POST", "clock", {{"now", "2026-11-24T14:00:00Z"}, {"frozen", true}});
  EXPECT_EQ(simulator_.get("/abilities").headers.at("date"), "Tue, 24 Nov 2026 14:00:00 GMT");
}

TEST_F(Controls, GzipAndChunkedBodiesCarryTheAnswer) {
  const std::string plain = simulator_.get("/abilities").body;
  simulator_.control("POST", "faults", {{"kind", "gzip"}, {"path", "/abilities"}, {"times", 1}});
  const Answer zipped = simulator_.get("/abilities");
  EXPECT_EQ(zipped.headers.at("content-encoding"), "gzip");
  EXPECT_NE(zipped.body.find(plain), std::string::npos);  // stored, so the text is inside
  simulator_.control("POST", "faults", {{"kind", "chunked"}, {"path", "/abilities"}, {"times", 1}});
  const Answer chunked = simulator_.get("/abilities");
  EXPECT_EQ(chunked.headers.at("transfer-encoding"), "chunked");
  EXPECT_EQ(chunked.body, plain);
}

TEST_F(Controls, Clock) {
  simulator_.control("POST", "clock", {{"now", "2030-01-01T00:00:00Z"}, {"frozen", true}});
  EXPECT_EQ(text_at(simulator_.control("GET", "clock"), "now"), "2030-01-01T00:00:00.000Z");
  simulator_.control("POST", "clock", {{"advance_seconds", 90}});
  EXPECT_EQ(text_at(simulator_.control("GET", "clock"), "now"), "2030-01-01T00:01:30.000Z");
  EXPECT_EQ(simulator_.raw("POST", "/_simulator/clock", R"({"now":"soon"})", {}).status, 400);
  EXPECT_EQ(simulator_.raw("POST", "/_simulator/clock", R"({"rate":-1})", {}).status, 400);
}

TEST_F(Controls, LatencyIsWaited) {
  simulator_.control("POST", "latency", {{"latency_ms", 60}});
  const auto start = std::chrono::steady_clock::now();
  simulator_.get("/abilities");
  EXPECT_GE(std::chrono::steady_clock::now() - start, std::chrono::milliseconds(60));
  EXPECT_EQ(simulator_.raw("POST", "/_simulator/latency", R"({"latency_ms":-5})", {}).status, 400);
}

TEST_F(Controls, RequestLog) {
  simulator_.control("DELETE", "requests");
  simulator_.get("/teams?limit=3", "user");
  simulator_.raw("GET", "/abilities", "", {});
  const json::value log = simulator_.control("GET", "requests");
  ASSERT_EQ(rows_at(log, "requests").size(), 2U);
  EXPECT_EQ(text_at(log, "requests.0.key"), "user");
  EXPECT_EQ(text_at(log, "requests.0.query"), "limit=3");
  EXPECT_EQ(int_at(log, "requests.1.status"), 401);
  EXPECT_EQ(log.as_object().at("requests").at(0).at("request_id").as_string().size(), 32U);
  EXPECT_EQ(simulator_.get("/abilities").body.find(simulator_.key("full")), std::string::npos);
}

TEST_F(Controls, PagesMoveUnderAReader) {
  const std::string query = "/incidents?limit=10&sort_by=created_at:desc";
  const json::value first = simulator_.get(query).parsed();
  simulator_.control("POST", "between_requests",
                     {{"path", "/incidents"},
                      {"after", 1},
                      {"hide", json::array{at(first, "incidents.3.id")}},
                      {"add", json::array{json::object{{"service", "checkout"}, {"title", "new on top"}},
                                          json::object{{"service", "checkout"}, {"title", "newer"}}}}});
  EXPECT_EQ(simulator_.get(query).parsed(), first);
  const json::value second = simulator_.get(query + "&offset=10").parsed();
  EXPECT_EQ(text_at(second, "incidents.0.id"), text_at(first, "incidents.9.id"));  // seen twice
}

TEST_F(Controls, SeededIncidents) {
  const json::value seeded = simulator_.control("POST", "incidents",
                                                {{"service", "checkout"},
                                                 {"title", "seeded"},
                                                 {"number", 77777},
                                                 {"created_at", "2026-11-20T00:00:00Z"},
                                                 {"resolved_at", "2026-11-20T01:00:00Z"},
                                                 {"priority", "P3"},
                                                 {"urgency", "low"}});
  const json::value found = simulator_.get("/incidents/77777").parsed();
  EXPECT_EQ(text_at(found, "incident.priority.name"), "P3");
  EXPECT_EQ(text_at(found, "incident.status"), "resolved");
  simulator_.control("DELETE", "incidents/" + text_at(seeded, "id"));
  EXPECT_EQ(simulator_.get("/incidents/77777").status, 404);
  EXPECT_EQ(simulator_.raw("POST", "/_simulator/incidents", R"({"service":"nowhere"})", {}).status, 400);
  EXPECT_EQ(simulator_.raw("POST", "/_simulator/incidents", R"({"service":"checkout","number":12345})", {}).status,
            400);
  EXPECT_EQ(
      rows_at(simulator_.control("POST", "incidents", {{"service", "checkout"}, {"count", 5}}), "incidents").size(),
      5U);
}

TEST_F(Controls, UnknownPathsAre404) {
  EXPECT_EQ(simulator_.raw("GET", "/_simulator/rockets", "", {}).status, 404);
  EXPECT_EQ(simulator_.get("/rockets").status, 404);
  EXPECT_EQ(simulator_.send("DELETE", "/incidents/12345", nullptr).status, 404);
}

TEST(CommandLine, TriggerAckResolve) {
  const RunningSimulator simulator;
  const auto call = [&](std::vector<std::string> arguments, int expected) {
    arguments.insert(arguments.begin(), simulator_program());
    arguments.insert(arguments.end(), {"--ready-file", simulator.ready_file()});
    std::string out;
    EXPECT_EQ(run(arguments, out), expected) << out;
    return out;
  };
  const std::string triggered = call({"trigger", "--service", "checkout", "--title", "x > y", "--dedup-key", "cli"}, 0);
  EXPECT_NE(triggered.find("#12353 triggered dedup_key=cli"), std::string::npos) << triggered;
  EXPECT_NE(call({"ack", "--dedup-key", "cli"}, 0).find("acknowledged"), std::string::npos);
  EXPECT_NE(call({"resolve", "--dedup-key", "cli"}, 0).find("resolved"), std::string::npos);
  EXPECT_NE(call({"ack", "--incident", "12350"}, 0).find("#12350 acknowledged"), std::string::npos);
  call({"resolve", "--dedup-key", "cli"}, 1);  // no longer open
  call({"trigger", "--service", "nowhere", "--title", "x"}, 1);
  call({"trigger", "--service", "search-indexer", "--title", "x"}, 1);  // in maintenance
  call({"trigger", "--title", "x"}, 2);
  call({"trigger", "--service", "checkout"}, 2);
  call({"trigger", "--service", "checkout", "--title", "x", "--severity", "apocalyptic"}, 2);
  call({"ack"}, 2);
  call({"ack", "--incident", "1", "--dedup-key", "x"}, 2);
}

TEST(CommandLine, UsageErrors) {
  for (const std::vector<std::string>& arguments :
       std::vector<std::vector<std::string>>{{"--now", "yesterday"},
                                             {"--listen", "nowhere"},
                                             {"--listen", "127.0.0.1:70000"},
                                             {"--data", "none"},
                                             {"--incidents", "0"},
                                             {"--data", "demo", "--incidents", "5"},
                                             {"--latency-ms", "-1"},
                                             {"explode"},
                                             {"ack", "--dedup-key", "x"}}) {
    std::vector<std::string> command = arguments;
    command.insert(command.begin(), simulator_program());
    std::string out;
    EXPECT_EQ(run(command, out), 2) << arguments[0] << ": " << out;
    EXPECT_FALSE(out.empty());
  }
  std::string out;
  EXPECT_EQ(run({simulator_program(), "--ready-file", "/nonexistent/place/ready.json"}, out), 1);
  EXPECT_EQ(run({simulator_program(), "ack", "--dedup-key", "x", "--ready-file", "/nonexistent.json"}, out), 1);
  EXPECT_EQ(run({simulator_program(), "--help"}, out), 0);
}

TEST(CommandLine, ReadyFileIsPrivateAndGoesAway) {
  RunningSimulator simulator;
  struct stat status {};
  ASSERT_EQ(stat(simulator.ready_file().c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
  EXPECT_EQ(simulator.stop(), 0);
  EXPECT_FALSE(std::filesystem::exists(simulator.ready_file()));
}

TEST(CommandLine, ATakenPortIsAnError) {
  const RunningSimulator first;
  std::string out;
  EXPECT_EQ(run({simulator_program(), "--listen", first.url().substr(7)}, out), 1);
  EXPECT_NE(out.find("cannot listen"), std::string::npos) << out;
}

}  // namespace
}  // namespace simulator_test
