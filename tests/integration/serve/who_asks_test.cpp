// What a plugin is told about who asks, through every door of a running host. (The command line and MCP over stdio:
// integration/host_cli.)
#include "autoheal/plugin_api.h"
#include "integration/serve/demo_plugin_test.hpp"
#include "mcp/agents.hpp"
#include "store/store.hpp"

#include <boost/json.hpp>
#include <string>

namespace autoheal::test {
namespace {

namespace json = boost::json;

class WhoAsks : public WithDemoPlugin {
 protected:
  // Adds the agent and opens a session for it.
  void connect(const std::string& name) {
    auto store = host::open_store(directory_.path() / "data");
    ASSERT_TRUE(store.has_value());
    const auto token = host::mcp::add_agent(store.value()->agents(), name, "2026-01-01T00:00:00Z");
    ASSERT_TRUE(token.has_value());
    agent_token_ = token.value().reveal();
    headers_ =
        "Content-Type: application/json\r\nAccept: application/json\r\nAuthorization: Bearer " + agent_token_ + "\r\n";
    const auto opened = rpc(1, "initialize", {{"protocolVersion", "2025-11-25"}});
    ASSERT_EQ(opened.status, 200);
    headers_ += "Mcp-Session-Id: " + opened.header("mcp-session-id") + "\r\n";
  }
  RawResponse rpc(int id, const std::string& method, json::object params) const {
    const json::object message{{"jsonrpc", "2.0"}, {"id", id}, {"method", method}, {"params", std::move(params)}};
    return send_raw(host_->admin_port(), post("/mcp", json::serialize(message), headers_));
  }

  std::string agent_token_;
  std::string headers_;
};

TEST_F(WhoAsks, AnAgentIsNamedAsTheHostKnowsIt) {
  connect("night-watch");
  const auto answered = rpc(2, "tools/call", {{"name", "echo"}});
  ASSERT_EQ(answered.status, 200) << answered.body;
  EXPECT_EQ(answered.body.find(agent_token_), std::string::npos);
  const auto data = json::parse(answered.body).at("result").at("structuredContent").at("data");
  EXPECT_EQ(data.at("actor"), json::parse(R"({"kind":"agent","id":"night-watch","name":"night-watch"})"));
  EXPECT_EQ(data.at("caller").to_number<unsigned>(), AUTOHEAL_CALLER_AGENT);
}

TEST_F(WhoAsks, ThePageIsAPersonOfWhomNothingElseIsKnown) {
  const auto answered = host_->admin("POST", "/api/integrations/one/query", R"({"operation":"echo"})");
  ASSERT_EQ(answered.status, 200) << answered.raw.body;
  const auto& data = answered.body.at("envelope").at("data");
  EXPECT_EQ(data.at("actor"), json::parse(R"({"kind":"person"})"));
  EXPECT_EQ(data.at("caller").to_number<unsigned>(), AUTOHEAL_CALLER_PERSON);
}

TEST_F(WhoAsks, BehindADeliveryIsNobodyInParticular) {
  const auto answered = post_body(R"({"who":"x"})");
  ASSERT_EQ(answered.status, 200) << answered.body;
  EXPECT_EQ(json::parse(answered.body), json::parse(R"({"caller":2,"actor":{"kind":"host"}})"));
}

}  // namespace
}  // namespace autoheal::test
