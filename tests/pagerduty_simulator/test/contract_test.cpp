// Every endpoint's answers against our own tables, and against PagerDuty's OpenAPI document where that is at hand.
#include "contract.hpp"

#include "openapi.hpp"
#include "receiver.hpp"
#include "running_simulator.hpp"

#include <cstdlib>
#include <filesystem>
#include <gtest/gtest.h>
#include <map>
#include <set>

namespace simulator_test {
namespace {

const char* const kNow = "2026-11-24T14:00:00Z";

// The account that is asked, and the ids that the {braces} of the table stand for.
class Asked {
 public:
  Asked() {
    const json::value created = simulator_
                                    .send("POST", "/webhook_subscriptions",
                                          json::parse(R"({"webhook_subscription": {"type": "webhook_subscription",
                                            "delivery_method": {"type": "http_delivery_method", "url": "http://127.0.0.1:9/",
                                              "custom_headers": [{"name": "x-team", "value": "y"}]},
                                            "events": ["incident.reopened"], "filter": {"type": "account_reference"}}})"))
                                    .parsed();
    ids_["webhook_subscription"] = text_at(created, "webhook_subscription.id");
    const std::map<std::string, std::string> numbers = {
        {"main", "12345"}, {"old", "4711"}, {"hostile", "12347"}, {"open", "12349"}, {"manual", "12352"}};
    for (const auto& [name, number] : numbers) {
      ids_[name] = text_at(simulator_.get("/incidents/" + number).parsed(), "incident.id");
    }
    ids_["alert"] = text_at(simulator_.get("/incidents/" + ids_["main"] + "/alerts").parsed(), "alerts.0.id");
    ids_["entry"] = text_at(simulator_.get("/incidents/" + ids_["main"] + "/log_entries").parsed(), "log_entries.0.id");
    for (const auto& [name, path] :
         std::map<std::string, std::string>{{"service", "/services?name=checkout"},
                                            {"schedule", "/schedules?query=Payments%20secondary"},
                                            {"schedule_with_overrides", "/schedules?query=Payments%20on-call"},
                                            {"user", "/users?query=okafor"},
                                            {"team", "/teams?query=Payments"},
                                            {"business_service", "/business_services"},
                                            {"maintenance_window", "/maintenance_windows"},
                                            {"change_event", "/change_events"},
                                            {"escalation_policy", "/escalation_policies?query=Search"},
                                            {"schedule_v3", "/v3/schedules"}}) {
      std::string list = path.substr(path.rfind('/') + 1);
      list = list.substr(0, list.find('?'));
      ids_[name] = text_at(simulator_.get(path).parsed(), list + ".0.id");
    }
  }

  Answer ask(const json::value& row) const {
    const std::string ask = fill(std::string(row.at("ask").as_string()));
    const std::size_t blank = ask.find(' ');
    const json::value* key = row.as_object().if_contains("key");
    const std::string key_name = key == nullptr ? "full" : std::string(key->as_string());
    const json::value* body = row.as_object().if_contains("send");
    if (body == nullptr) return simulator_.get(ask.substr(blank + 1), key_name);
    return simulator_.send(ask.substr(0, blank), ask.substr(blank + 1), json::parse(fill(json::serialize(*body))),
                           key_name);
  }

 private:
  std::string fill(std::string text) const {
    for (const auto& [name, id] : ids_) {
      const std::string brace = "{" + name + "}";
      for (std::size_t at = text.find(brace); at != std::string::npos; at = text.find(brace)) {
        text.replace(at, brace.size(), id);
      }
    }
    return text;
  }

  RunningSimulator simulator_{{"--now", kNow}};
  std::map<std::string, std::string> ids_;
};

json::array endpoints() { return read_json(std::string(SIMULATOR_CONTRACT) + "/endpoints.json").as_array(); }

TEST(ContractTables, EveryAnswerKeepsThem) {
  const Contract contract(SIMULATOR_CONTRACT);
  const Asked asked;
  for (const json::value& row : endpoints()) {
    const Answer answer = asked.ask(row);
    const std::string name(row.at("ask").as_string());
    EXPECT_EQ(answer.status, row.at("status").as_int64()) << name << ": " << answer.body.substr(0, 200);
    const json::value body = answer.parsed();
    ASSERT_TRUE(body.is_object()) << name;
    for (const std::string& problem : contract.check_members(body.as_object(), row.at("body").as_object(), "")) {
      ADD_FAILURE() << name << " " << problem;
    }
  }
  std::set<std::string> unmet;
  for (const std::string& name : contract.unmet()) {
    if (name.rfind("webhook", 0) != 0) unmet.insert(name);
  }
  // Those of the webhooks are met by the test below.
  for (const char* name : {"client", "partial_agent", "reference", "wire_reference"}) unmet.erase(name);
  EXPECT_EQ(unmet, std::set<std::string>{}) << "tables that nothing was held against";
}

TEST(ContractTables, WebhooksKeepThem) {
  const Contract contract(SIMULATOR_CONTRACT);
  const RunningSimulator simulator;
  const Receiver receiver;
  json::value wanted = json::parse(R"({"webhook_subscription": {"type": "webhook_subscription",
      "delivery_method": {"type": "http_delivery_method"}, "filter": {"type": "account_reference"},
      "events": ["incident.triggered", "incident.acknowledged", "incident.resolved", "incident.annotated",
                 "incident.status_update_published", "incident.responder.added", "incident.reopened"]}})");
  wanted.at("webhook_subscription").at("delivery_method").as_object()["url"] = receiver.url();
  const std::string id =
      text_at(simulator.send("POST", "/webhook_subscriptions", wanted).parsed(), "webhook_subscription.id");
  const std::string incident = "/incidents/" + text_at(simulator.get("/incidents/12350").parsed(), "incident.id");
  const std::string user = text_at(simulator.get("/users?query=Priya").parsed(), "users.0.id");
  simulator.enqueue("checkout", "trigger", "k1");
  simulator.enqueue("checkout", "resolve", "k1");
  const json::value acknowledge = {{"incident", {{"type", "incident"}, {"status", "acknowledged"}}}};
  simulator.send("PUT", incident, acknowledge);
  simulator.send("POST", incident + "/notes", {{"note", {{"content", "x"}}}});
  simulator.send("POST", incident + "/status_updates", {{"message", "x"}});
  simulator.send(
      "POST", incident + "/responder_requests",
      {{"requester_id", user},
       {"message", "help"},
       {"responder_request_targets",
        json::array{json::object{{"responder_request_target", {{"id", user}, {"type", "user_reference"}}}}}}});
  simulator.send("PUT", "/incidents/12345", acknowledge);
  simulator.send("POST", "/webhook_subscriptions/" + id + "/ping", nullptr);
  simulator.settle();
  EXPECT_EQ(receiver.received().size(), 9U);
  for (const Received& received : receiver.received()) {
    const json::value body = json::parse(received.body);
    for (const std::string& problem : contract.check(at(body, "event"), "@webhook")) ADD_FAILURE() << problem;
  }
}

TEST(ContractTables, AWrongAnswerIsFound) {
  const Contract contract(SIMULATOR_CONTRACT);
  const auto problems = [&](const char* text, const char* type) {
    return contract.check(json::parse(text), type).size();
  };
  EXPECT_EQ(problems(R"({"name": "x"})", "@incident_type_name"), 0U);
  EXPECT_EQ(problems(R"({"name": 5})", "@incident_type_name"), 1U);
  EXPECT_EQ(problems(R"({"name": null})", "@incident_type_name"), 1U);
  EXPECT_EQ(problems(R"({})", "@incident_type_name"), 1U);
  EXPECT_EQ(problems(R"({"name": "x", "extra": 1})", "@incident_type_name"), 1U);
  EXPECT_EQ(problems(R"("broken")", "triggered|resolved"), 1U);
  EXPECT_EQ(problems(R"(["triggered", "x", 5])", "[triggered|resolved]"), 2U);
  EXPECT_EQ(problems(R"("2026-11-24T14:00:00")", "time"), 1U);
  EXPECT_EQ(problems(R"("2026-11-24T14:00:00+01:00")", "utc"), 1U);
  EXPECT_EQ(problems(R"({"id": "P1", "type": "team_reference"})", "ref:user or ref:team"), 0U);
  EXPECT_EQ(problems(R"({"id": "P1", "type": "team_reference"})", "ref:user"), 1U);
}

// Where PagerDuty's document is; empty if it is not at hand. It is not part of the project.
std::string openapi_file() {
  const char* given = std::getenv("AUTOHEAL_REFERENCE_DIR");
  const std::filesystem::path folder = given != nullptr
                                           ? std::filesystem::path(given)
                                           : std::filesystem::path(SIMULATOR_CONTRACT) / "../../../../shared/reference";
  const std::filesystem::path file = folder / "pagerduty-openapi-subset.json";
  return std::filesystem::exists(file) ? file.string() : std::string();
}

bool is_known_deviation(const json::array& deviations, const std::string& operation, const std::string& problem,
                        std::set<std::string>& met) {
  for (const json::value& row : deviations) {
    const std::string where(row.at("operation").as_string());
    const std::string what(row.at("problem").as_string());
    if ((where != "*" && where != operation) || problem.find(what) == std::string::npos) continue;
    met.insert(what);
    return true;
  }
  return false;
}

TEST(OpenApiDocument, AnswersSatisfyIt) {
  const std::string file = openapi_file();
  if (file.empty()) {
    GTEST_SKIP() << "SKIPPED: PagerDuty's OpenAPI document is not at hand (AUTOHEAL_REFERENCE_DIR names its folder)";
  }
  const OpenApi document(read_json(file));
  const json::array deviations = read_json(std::string(SIMULATOR_CONTRACT) + "/openapi_deviations.json").as_array();
  const Asked asked;
  std::set<std::string> covered;
  std::set<std::string> complaints;
  std::set<std::string> met;
  for (const json::value& row : endpoints()) {
    if (row.at("openapi").is_null()) continue;
    const std::string ask(row.at("ask").as_string());
    const std::string method = ask.substr(0, ask.find(' '));
    const std::string path(row.at("openapi").as_string());
    covered.insert(method + " " + path);
    std::string verb = method == "GET" ? "get" : method == "PUT" ? "put" : "post";
    const json::value* schema = document.answer_schema(path, verb, std::to_string(row.at("status").as_int64()));
    if (schema == nullptr) schema = document.answer_schema(path, verb, "201");
    if (schema == nullptr) schema = document.answer_schema(path, verb, "200");
    ASSERT_NE(schema, nullptr) << ask;
    for (const std::string& problem : document.validate(asked.ask(row).parsed(), *schema)) {
      if (!is_known_deviation(deviations, method + " " + path, problem, met))
        complaints.insert(method + " " + path + " " + problem);
    }
  }
  for (const std::string& complaint : complaints) ADD_FAILURE() << complaint;
  for (const json::value& row : deviations) {
    const std::string what(row.at("problem").as_string());
    EXPECT_EQ(met.count(what), 1U) << "listed as a deviation, but no answer deviates so: " << what;
  }
  for (const auto& [path, operations] : document.paths()) {
    if (!operations.as_object().contains("get") || path == "/abilities/{id}") continue;  // that one has no body
    EXPECT_EQ(covered.count("GET " + std::string(path)), 1U) << path << " is not in the table";
  }
}

}  // namespace
}  // namespace simulator_test
