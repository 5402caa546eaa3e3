// The way to PagerDuty and back: one request on a kept connection, a hundred pages against the bound that latency sets,
// and what a new TLS connection costs. wall_ms over bound_ms is the figure to watch; local servers, so that it is ours
// alone.
#include "fakes/tls_context.hpp"
#include "integration/pagerduty_engine/engine_fixture.hpp"

#include <benchmark/benchmark.h>
#include <poll.h>

namespace autoheal::pagerduty::test {
using namespace kit;
namespace {

constexpr const char* kPlenty =
    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nratelimit-limit: 960\r\nratelimit-remaining: 959\r\n"
    "ratelimit-reset: 30\r\nContent-Length: 16\r\n\r\n{\"incidents\":[]}";

FaultServer::Script after(int delay_ms) {
  return [delay_ms](Peer& peer) {
    while (!peer.read_request().empty()) {
      if (delay_ms > 0) ::poll(nullptr, 0, delay_ms);
      if (!peer.send(kPlenty)) return;
    }
  };
}

void warm_request(benchmark::State& state) {
  FaultServer server(after(0));
  Instance instance(server.origin());
  for (auto _ : state) {
    if (!call(*instance.client, scope_of(std::chrono::seconds{5})).only().has_value()) state.SkipWithError("failed");
  }
}
BENCHMARK(warm_request)->UseRealTime()->Unit(benchmark::kMicrosecond);

// 100 requests, 8 at a time once the first reply has told that there is plenty.
void hundred_pages(benchmark::State& state) {
  const auto delay = static_cast<int>(state.range(0));
  FaultServer server(after(delay));
  Instance instance(server.origin());
  call(*instance.client, scope_of(std::chrono::seconds{5}));
  for (auto _ : state) {
    const Call made = call(*instance.client, scope_of(std::chrono::seconds{30}), 100);
    if (made.calls != 100) state.SkipWithError("retried");
  }
  state.counters["bound_ms"] = 13 * delay;  // 100 / 8, rounded up
}
BENCHMARK(hundred_pages)->Arg(20)->Arg(50)->UseRealTime()->Unit(benchmark::kMillisecond);

// The certificate is not trusted, so that every call needs a handshake with the system's bundle loaded.
void tls_handshake(benchmark::State& state) {
  const autoheal::test::TlsContext tls;
  FaultServer server(after(0), &tls);
  const bool new_instance = state.range(0) == 1;
  auto instance = std::make_unique<Instance>(server.origin());
  for (auto _ : state) {
    if (new_instance) instance = std::make_unique<Instance>(server.origin());
    call(*instance->client, scope_of(std::chrono::seconds{5}), 1, http::Priority::probe);
  }
  state.SetLabel(new_instance ? "new instance each time" : "one instance");
}
BENCHMARK(tls_handshake)->Arg(0)->Arg(1)->UseRealTime()->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace autoheal::pagerduty::test
