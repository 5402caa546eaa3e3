// What each question costs at 50 ms latency: upstream calls and wall time, with an empty and with a filled directory;
// then 10,000 incidents read and ranked. Printed, never asserted: run build/bin/bench_query [costs|read|rank] on a
// quiet machine.
#include "connection/client.hpp"
#include "kit/answer/operation.hpp"
#include "kit/answer/router.hpp"
#include "kit/time/rfc3339.hpp"
#include "operations/operations.hpp"
#include "reads/account_context.hpp"
#include "reads/similarity.hpp"
#include "settings/settings.hpp"
#include "support/simulator_process.hpp"

#include <boost/json.hpp>
#include <chrono>
#include <cstdio>
#include <string>

namespace autoheal::pagerduty::operations {
using namespace kit;
using namespace reads;
namespace {

namespace json = boost::json;
using Steady = std::chrono::steady_clock;

constexpr const char* kNow = "2026-03-18T10:30:00Z";

class FixedClock final : public Clock {
 public:
  UtcTime now() const override { return *parse_rfc3339(kNow); }
};

double milliseconds_since(Steady::time_point start) {
  return std::chrono::duration<double, std::milli>(Steady::now() - start).count();
}

// An instance of the plugin, as far as questions go.
class Instance {
 public:
  explicit Instance(const autoheal::test::SimulatorProcess& simulator) {
    settings_.api_key = std::get<ApiKey>(parse_api_key(simulator.key("general")));
    settings_.endpoint = simulator.base_url();
    client_ = connection::make_client(std::make_shared<http::TransferLoop>(), settings_);
  }

  struct Cost {
    double ms = 0;
    std::int64_t calls = 0;
    std::size_t bytes = 0;
  };

  Cost ask(const char* operation, const char* arguments) {
    CallScope scope;
    scope.deadline = Steady::now() + std::chrono::seconds{60};
    AccountContext context(*client_, clock_, scope, settings_, directory_);
    auto start = Steady::now();
    auto answer = answer_query(operations::all_operations(), operation, arguments, context);
    Cost cost{milliseconds_since(start), -1, 0};
    if (!answer.has_value()) return cost;
    cost.calls = json::parse(answer.value()).at("meta").at("upstream_calls").as_int64();
    cost.bytes = answer.value().size();
    return cost;
  }

 private:
  Settings settings_;
  std::shared_ptr<http::Client> client_;
  Directory directory_;
  FixedClock clock_;
};

struct Question {
  const char* operation;
  const char* arguments;
};

constexpr Question kQuestions[] = {{"who_is_on_call", R"({"team":"payments"})"},
                                   {"list_incidents", "{}"},
                                   {"list_incidents", R"({"service":"checkout","window":"this week"})"},
                                   {"get_incident", R"({"incident":"#12349"})"},
                                   {"get_incident_timeline", R"({"incident":"#12345"})"},
                                   {"list_incident_alerts", R"({"incident":"#12345"})"},
                                   {"find_similar_incidents", R"({"incident":"#12345"})"},
                                   {"get_service_status", R"({"service":"checkout"})"},
                                   {"get_service_status", "{}"},
                                   {"get_escalation_policy", R"({"escalation_policy":"Payments primary"})"},
                                   {"get_schedule", R"({"schedule":"Payments on-call"})"},
                                   {"list_changes", R"({"incident":"#12345"})"},
                                   {"summarize_incidents", "{}"},
                                   {"search_directory", R"({"text":"payments"})"},
                                   {"diagnose_webhook", "{}"},
                                   {"get_account", "{}"}};

void print_costs() {
  autoheal::test::SimulatorProcess simulator({"--data", "demo", "--now", kNow, "--latency-ms", "50"});
  std::printf("%-24s %-46s %12s %12s %8s\n", "50 ms per reply", "arguments", "first", "again", "bytes");
  for (const Question& question : kQuestions) {
    Instance instance(simulator);
    auto first = instance.ask(question.operation, question.arguments);
    auto again = instance.ask(question.operation, question.arguments);
    std::printf("%-24s %-46s %3lld %6.0fms %3lld %6.0fms %8zu\n", question.operation, question.arguments,
                static_cast<long long>(first.calls), first.ms, static_cast<long long>(again.calls), again.ms,
                again.bytes);
  }
}

void print_ten_thousand() {
  autoheal::test::SimulatorProcess simulator({"--incidents", "10000", "--now", kNow, "--latency-ms", "50"});
  Instance instance(simulator);
  auto read = instance.ask("list_incidents", R"({"window":"last 15 months","text":"latency","limit":1})");
  std::printf("\n10,000 incidents read: %lld calls, %.0f ms\n", static_cast<long long>(read.calls), read.ms);
}

void print_ranking() {
  std::vector<model::Incident> candidates(10'000);
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    candidates[i].id = "Q" + std::to_string(i);
    candidates[i].title = "service-" + std::to_string(i % 97) + " p99 latency above " + std::to_string(i % 13) +
                          " s on host-" + std::to_string(i);
    candidates[i].service.id = "S" + std::to_string(i % 97);
  }
  SimilarityQuestion question;
  question.like = candidates[4'711];
  auto start = Steady::now();
  auto hits = rank_similar(question, candidates, 200);
  std::printf("10,000 incidents ranked: %.0f ms, %zu hits\n", milliseconds_since(start), hits.size());
}

}  // namespace
}  // namespace autoheal::pagerduty::operations

int main(int count, char** arguments) {
  const std::string_view only = count > 1 ? arguments[1] : "";
  if (only.empty() || only == "costs") autoheal::pagerduty::operations::print_costs();
  if (only.empty() || only == "read") autoheal::pagerduty::operations::print_ten_thousand();
  if (only.empty() || only == "rank") autoheal::pagerduty::operations::print_ranking();
}
