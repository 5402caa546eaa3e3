#include "monitoring/health.hpp"

#include "integration/host/host_fixture.hpp"

#include <thread>

namespace autoheal::host {
namespace {

TEST_F(HostTest, HealthSaysWhenAnIntegrationHasNoPlugin) {
  {
    const auto host = open();
    add(*host);
    const Health health(host->parts());
    EXPECT_TRUE(health.state().is_whole());
    EXPECT_EQ(health.state().without_plugin, 0U);
  }
  std::filesystem::remove(dir_.path() / "plugins" / "demo.so");
  const auto host = open();
  const Health health(host->parts());
  EXPECT_EQ(health.state().plugins, 0U);
  EXPECT_EQ(health.state().without_plugin, 1U);
  EXPECT_FALSE(health.state().is_serving()) << "no delivery can be taken";
  EXPECT_TRUE(health.state().store);
}

TEST_F(HostTest, HealthOfAHostWithoutIntegrationsIsWhole) {
  const auto host = open();
  EXPECT_TRUE(Health(host->parts()).state().is_whole());
}

// A write that failed counts until one succeeds: while somebody else holds the store's lock, none does. The answer
// itself never waits for that lock.
TEST_F(HostTest, HealthFailsWithAWriteAndHealsWithTheNext) {
  const auto host = open();
  Health health(host->parts());
  auto other = open_database();
  {
    auto lock = other.begin();
    ASSERT_TRUE(lock.has_value());
    health.write_failed();
    EXPECT_FALSE(health.state().store);
    EXPECT_FALSE(health.state().is_serving());
  }
  const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds{30};
  while (!health.state().store && std::chrono::steady_clock::now() < give_up) std::this_thread::yield();
  EXPECT_TRUE(health.state().store);
}

}  // namespace
}  // namespace autoheal::host
