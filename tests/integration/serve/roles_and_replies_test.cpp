// What a plugin says to a webhook's sender, through the host's own door, and which of its operations the host calls.
#include "integration/serve/demo_plugin_test.hpp"

#include <boost/json.hpp>
#include <chrono>
#include <poll.h>
#include <string>

namespace autoheal::test {
namespace {

namespace json = boost::json;

TEST_F(WithDemoPlugin, TheSenderGetsThePluginsReply) {
  const auto echoed = post_body(R"({"challenge":"3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P"})");
  EXPECT_EQ(echoed.status, 200);
  EXPECT_EQ(echoed.body, "3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P");
  EXPECT_EQ(echoed.header("Content-Type"), "text/plain");
  EXPECT_EQ(echoed.header("X-Content-Type-Options"), "nosniff");
  const auto bytes = post_body(R"({"bytes":"x"})");
  EXPECT_EQ(bytes.status, 201);
  EXPECT_EQ(bytes.body, std::string("\xFF\x00z", 3));
  const auto later = post_body(R"({"later":"x"})");
  EXPECT_EQ(later.status, 429);
  EXPECT_EQ(later.header("Retry-After"), "7");
  EXPECT_EQ(text(newest_delivery("one").at("outcome")), "failed") << "it comes again";
}

TEST_F(WithDemoPlugin, AReplyBeyondTheRulesIsDroppedAndLogged) {
  const auto page = post_body(R"({"page":"x"})");
  EXPECT_EQ(page.status, 503);
  EXPECT_EQ(page.body, "");
  EXPECT_EQ(page.header("Retry-After"), "30");
  EXPECT_NE(log().find("\"W8\""), std::string::npos) << log();
}

TEST_F(WithDemoPlugin, ADeliveryWithoutAReplyIsAnsweredByTheHost) {
  const auto taken = post_body(R"({"id":"E1"})");
  EXPECT_EQ(taken.status, 202);
  EXPECT_EQ(taken.body, "accepted\n");
  EXPECT_EQ(post_body(R"({"id":"E1"})").status, 200);
}

// The plugin has operations that are called enrich_alert, reconcile_alerts and explain_signature, and gives none of
// them a role. What is done after an answer is done in order, so the explanation that the host finds by itself, with
// the secret of a sibling, comes after all that could have been asked.
TEST_F(WithDemoPlugin, AnOperationIsNotCalledForItsName) {
  const auto refused = host_->admin("POST", "/api/integrations/one/reconcile", "{}");
  EXPECT_EQ(refused.code(), "unsupported") << refused.raw.body;
  EXPECT_EQ(post_body(R"({"id":"E1"})").status, 202);  // what would be enriched
  const auto set_secret = [&](const char* name, const char* value) {
    const json::object settings{{"settings", {{"api_key", "k-12345678"}, {"signing_secret", value}}}};
    EXPECT_EQ(host_->admin("PUT", std::string("/api/integrations/") + name, json::serialize(settings)).status, 200);
  };
  const json::object sibling{{"name", "two"}, {"plugin", "demo"}, {"settings", {{"api_key", "k-12345678"}}}};
  ASSERT_EQ(host_->admin("POST", "/api/integrations", json::serialize(sibling)).status, 201);
  set_secret("one", "secret-of-one");
  set_secret("two", "secret-of-two");
  const auto rejected =
      send_raw(host_->webhook_port(), post(path_, R"({"id":"E2"})", "X-Demo-Signature: secret-of-two\r\n"));
  EXPECT_EQ(rejected.status, 401);  // what would be explained
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  const auto is_explained = [&] {
    return json::serialize(newest_delivery("one")).find("secret of the integration") != std::string::npos;
  };
  while (!is_explained() && std::chrono::steady_clock::now() < end) ::poll(nullptr, 0, 20);
  EXPECT_TRUE(is_explained()) << json::serialize(newest_delivery("one"));
  EXPECT_EQ(log().find("called by its name"), std::string::npos) << log();
}

}  // namespace
}  // namespace autoheal::test
