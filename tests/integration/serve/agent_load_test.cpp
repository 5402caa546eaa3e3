// An agent that asks for more at a time than one session may, while PagerDuty is slow: it is told so, nobody else
// notices, and the host still ends when it is asked to.
#include "integration/serve/serve_test.hpp"
#include "mcp/agents.hpp"
#include "store/store.hpp"
#include "support/simulator_process.hpp"

#include <chrono>
#include <csignal>
#include <sys/wait.h>
#include <thread>
#include <vector>

namespace autoheal::test {
namespace {

namespace json = boost::json;
using namespace std::chrono_literals;

class AgentLoad : public ServeTest {
 protected:
  void SetUp() override {
    start({"--allow-endpoint", simulator_.base_url()});
    const json::object integration{
        {"name", "one"},
        {"plugin", "pagerduty"},
        {"settings", {{"api_key", simulator_.key("full")}, {"endpoint", simulator_.base_url()}}}};
    ASSERT_EQ(host_->admin("POST", "/api/integrations", json::serialize(integration)).status, 201);
    auto store = host::open_store(directory_.path() / "data");
    ASSERT_TRUE(store.has_value());
    auto token = host::mcp::add_agent(store.value()->agents(), "agent", "2026-01-01T00:00:00Z");
    ASSERT_TRUE(token.has_value());
    headers_ =
        "Content-Type: application/json\r\nAccept: application/json, text/event-stream\r\nAuthorization: Bearer " +
        std::string(token.value().reveal()) + "\r\n";
    const auto opened =
        send_raw(host_->admin_port(), rpc(1, "initialize", {{"protocolVersion", "2025-06-18"}}, headers_));
    ASSERT_EQ(opened.status, 200);
    headers_ += "Mcp-Session-Id: " + opened.header("mcp-session-id") + "\r\n";
  }

  static std::string rpc(int id, const std::string& method, json::object params, const std::string& headers) {
    return post("/mcp",
                json::serialize(
                    json::object{{"jsonrpc", "2.0"}, {"id", id}, {"method", method}, {"params", std::move(params)}}),
                headers);
  }
  std::string call(int id) const {
    return rpc(id, "tools/call", {{"name", "list_incidents"}, {"arguments", {{"status", "open"}}}}, headers_);
  }

  SimulatorProcess simulator_{{"--latency-ms", "60000"}};  // longer than the test waits for anything
  std::string headers_;
};

TEST_F(AgentLoad, CallsBeyondTheLimitAreToldBusyAndTheHostStillEnds) {
  constexpr std::size_t kThreads = 8;
  constexpr std::size_t kCallsEach = 40;
  std::vector<std::vector<RawClient>> sent(kThreads);
  std::vector<std::string> said(kThreads);
  {
    std::vector<std::jthread> senders;
    for (std::size_t t = 0; t < kThreads; ++t) {
      senders.emplace_back([&, t] {
        for (std::size_t i = 0; i < kCallsEach; ++i) {
          sent[t].emplace_back(host_->admin_port()).send(call(static_cast<int>(1000 * (t + 1) + i)));
          said[t] += sent[t].back().read_until("\r\n\r\n");  // the stream has begun
        }
      });
    }
  }
  // Everybody else is served meanwhile, this session's other requests included.
  ASSERT_EQ(send_raw(host_->admin_port(), get("/healthz")).status, 200);
  ASSERT_EQ(send_raw(host_->admin_port(), get("/", "Connection: close\r\n")).status, 200);
  ASSERT_EQ(send_raw(host_->webhook_port(), get("/healthz")).status, 200);
  ASSERT_EQ(send_raw(host_->admin_port(), rpc(9, "ping", {}, headers_)).status, 200);
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_EQ(host_->stop(), 0);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, 10s);  // the calls had most of their minute left
  std::size_t busy = 0;
  for (std::size_t t = 0; t < kThreads; ++t) {
    for (auto& client : sent[t]) said[t] += client.read_until("never said");
    for (std::size_t at = 0; (at = said[t].find("\"code\":-32001", at)) != std::string::npos; ++at) ++busy;
  }
  EXPECT_EQ(busy, kThreads * kCallsEach - 128);
}

}  // namespace
}  // namespace autoheal::test
