// What leaves the plugin: the describe document, and an answer of many rows that has to fit its budget.
#include "kit/answer/envelope.hpp"
#include "plugin/describe.hpp"

#include <benchmark/benchmark.h>
#include <boost/json.hpp>
#include <string>

namespace autoheal::pagerduty {
using namespace kit;
namespace {

namespace json = boost::json;

Answer answer_of(int rows) {
  Answer answer;
  answer.summary = "Rows for a benchmark.";
  json::array incidents;
  for (int i = 0; i < rows; ++i) {
    incidents.push_back(json::object{{"number", 12'000 + i},
                                     {"id", "Q1XK7T2M9LB4ZD"},
                                     {"title", "Checkout p99 latency above 2 s in eu-west-1"},
                                     {"status", "resolved"},
                                     {"urgency", "high"},
                                     {"service", {{"id", "P4XK9QD"}, {"name", "checkout-api"}}},
                                     {"created_at", "2026-03-14T09:26:53.000Z"},
                                     {"resolved_at", "2026-03-14T10:02:37.000Z"}});
  }
  answer.data = {{"incidents", std::move(incidents)}};
  MainRows main;
  main.member = "incidents";
  main.what = "incidents";
  main.total = static_cast<std::size_t>(rows);
  main.cursor = [](std::size_t kept) { return "after:" + std::to_string(kept); };
  answer.rows = std::move(main);
  answer.untrusted = {"/incidents/*/title"};
  return answer;
}

void describe(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(render_description());
}

void render_answer(benchmark::State& state) {
  const Answer answer = answer_of(static_cast<int>(state.range(0)));
  for (auto _ : state) {
    const auto document = render_envelope("list_incidents", answer, static_cast<std::size_t>(state.range(1)));
    if (!document.has_value() || document.value().size() > static_cast<std::size_t>(state.range(1))) {
      state.SkipWithError("does not fit");
    }
    benchmark::DoNotOptimize(document);
  }
}

BENCHMARK(describe);
BENCHMARK(render_answer)
    ->ArgNames({"rows", "max_bytes"})
    ->Args({25, 16'384})
    ->Args({500, 16'384})
    ->Args({500, 262'144});

}  // namespace
}  // namespace autoheal::pagerduty
