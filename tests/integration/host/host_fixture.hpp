// A host in this process with a plugin directory of its own, and short words for what is asked of it.
#pragma once

#include "app/host.hpp"
#include "store/sqlite/database.hpp"
#include "support/temp_dir.hpp"

#include <boost/json.hpp>
#include <filesystem>
#include <gtest/gtest.h>
#include <memory>
#include <string_view>

namespace autoheal::host {

namespace json = boost::json;

class ManualClock final : public Clock {
 public:
  UtcTime now() const override { return time; }
  UtcTime time = *parse_rfc3339("2026-03-14T09:26:53.589Z");
};

class HostTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::filesystem::create_directory(dir_.path() / "plugins");
    std::filesystem::permissions(dir_.path() / "plugins", std::filesystem::perms{0755});
    std::filesystem::copy_file(std::filesystem::path{AUTOHEAL_FAKE_PLUGINS} / "demo.so",
                               dir_.path() / "plugins" / "demo.so");
    std::filesystem::permissions(dir_.path() / "plugins" / "demo.so", std::filesystem::perms{0755});
  }

  std::unique_ptr<Host> open() {
    HostOptions options;
    options.data_dir = dir_.path() / "data";
    options.plugin_dirs = {dir_.path() / "plugins"};
    options.manifest_dir = AUTOHEAL_FAKE_MANIFESTS;
    options.trial_program = AUTOHEAL_HOST_PROGRAM;
    auto host = Host::open(options, clock_);
    EXPECT_TRUE(host.has_value()) << host.error().message;
    return std::move(host.value());
  }

  // The rows themselves, over a connection of the test's own.
  Database open_database() const { return std::move(Database::open(dir_.path() / "data" / "host.db").value()); }

  static json::object settings(const char* text) { return json::parse(text).as_object(); }
  static CallOptions soon() { return call_within(std::chrono::seconds{10}, Asker::person()); }
  static json::value echo(Host& host, std::string_view name = "demo") {
    const auto envelope = host.integrations().query(name, "echo", {}, soon());
    EXPECT_TRUE(envelope.has_value()) << envelope.error().message;
    return json::parse(envelope.value()).at("data");
  }
  void add(Host& host, const char* text = R"({"api_key":"k-12345678"})") {
    const auto added = host.integrations().add("demo", "demo", settings(text));
    ASSERT_TRUE(added.has_value()) << added.error().message;
  }

  TempDir dir_;
  ManualClock clock_;
};

}  // namespace autoheal::host
