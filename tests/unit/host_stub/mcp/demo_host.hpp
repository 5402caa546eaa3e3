// A host in this process with the demo plugin and one integration of it, for what answers agents: its operation "echo"
// answers at once, "slow" when it is cancelled.
#pragma once

#include "app/host.hpp"
#include "mcp/agent_services.hpp"
#include "support/temp_dir.hpp"

#include <boost/json.hpp>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <gtest/gtest.h>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

namespace autoheal::host::mcp {

class DemoHostTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto plugins = dir_.path() / "plugins";
    std::filesystem::create_directory(plugins);
    std::filesystem::permissions(plugins, std::filesystem::perms{0755});
    std::filesystem::copy_file(std::filesystem::path{AUTOHEAL_FAKE_PLUGINS} / "demo.so", plugins / "demo.so");
    std::filesystem::permissions(plugins / "demo.so", std::filesystem::perms{0755});
    HostOptions options;
    options.data_dir = dir_.path() / "data";
    options.plugin_dirs = {plugins};
    options.manifest_dir = AUTOHEAL_FAKE_MANIFESTS;
    options.trial_program = AUTOHEAL_HOST_PROGRAM;
    auto opened = Host::open(options);
    ASSERT_TRUE(opened.has_value()) << opened.error().message;
    host_ = std::move(opened).value();
    const auto added = host_->integrations().add("demo", "demo", {{"api_key", "k-12345678"}});
    ASSERT_TRUE(added.has_value()) << added.error().message;
  }

  AgentServices services() { return {host_->parts(), host_->integrations()}; }

  static std::string request(int id, const std::string& method, boost::json::object params = {}) {
    return boost::json::serialize(
        boost::json::object{{"jsonrpc", "2.0"}, {"id", id}, {"method", method}, {"params", std::move(params)}});
  }
  static std::string initialize(int id = 1) { return request(id, "initialize", {{"protocolVersion", "2025-11-25"}}); }
  static std::string call(int id, const std::string& operation) {
    return request(id, "tools/call", {{"name", operation}, {"_meta", {{"progressToken", id}}}});
  }

  TempDir dir_;
  std::unique_ptr<Host> host_;
};

// Threads that wait for each other cannot be ended one by one: while this lives, a standstill ends the test program.
class Watchdog {
 public:
  explicit Watchdog(std::chrono::seconds patience)
      : thread_([this, patience](std::stop_token stop) {
          std::unique_lock lock(mutex_);
          if (ended_.wait_for(lock, stop, patience, [&] { return stop.stop_requested(); })) return;
          if (stop.stop_requested()) return;
          std::fputs("standstill: nothing has moved on for too long\n", stderr);
          std::_Exit(1);
        }) {}

 private:
  std::mutex mutex_;
  std::condition_variable_any ended_;
  std::jthread thread_;
};

}  // namespace autoheal::host::mcp
