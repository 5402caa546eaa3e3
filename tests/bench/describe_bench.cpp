// The describe document, which a host may ask for at any time.
#include "describe/describe.hpp"

#include <benchmark/benchmark.h>

namespace autoheal::pagerduty {
namespace {

void describe(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(render_description());
}

BENCHMARK(describe);

}  // namespace
}  // namespace autoheal::pagerduty
