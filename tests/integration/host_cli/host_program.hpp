// The host as a user has it: a data directory, a plugin directory with the demo plugin, and the program itself.
#pragma once

#include "support/process.hpp"
#include "support/temp_dir.hpp"

#include <boost/json.hpp>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <string>
#include <vector>

namespace autoheal {

class HostProgram : public ::testing::Test {
 protected:
  void SetUp() override {
    for (const auto& directory : {plugins(), manifests()}) {
      std::filesystem::create_directory(directory);
      std::filesystem::permissions(directory, std::filesystem::perms{0755});
    }
    install("demo.so", "demo.so");
    std::filesystem::copy_file(std::filesystem::path{AUTOHEAL_FAKE_MANIFESTS} / "demo.yaml", manifests() / "demo.yaml");
    environment_ = {{"HOME", dir_.path().string()},
                    {"AUTOHEAL_DATA_DIR", data().string()},
                    {"AUTOHEAL_PLUGIN_DIR", plugins().string()},
                    {"AUTOHEAL_MANIFEST_DIR", manifests().string()}};
  }

  std::filesystem::path data() const { return dir_.path() / "data"; }
  std::filesystem::path plugins() const { return dir_.path() / "plugins"; }
  std::filesystem::path manifests() const { return dir_.path() / "manifests"; }

  void install(const std::string& built, const std::string& as) const {
    std::filesystem::copy_file(std::filesystem::path{AUTOHEAL_FAKE_PLUGINS} / built, plugins() / as);
    std::filesystem::permissions(plugins() / as, std::filesystem::perms{0755});
  }

  std::filesystem::path write(const std::string& name, const std::string& content) const {
    std::ofstream{dir_.path() / name, std::ios::binary} << content;
    return dir_.path() / name;
  }

  ProcessResult host(std::vector<std::string> arguments, const std::string& input = {}) {
    ProcessOptions options;
    options.environment = environment_;
    options.input = input;
    ProcessResult result = run_process(AUTOHEAL_HOST_PROGRAM, arguments, options);
    EXPECT_FALSE(result.timed_out);
    EXPECT_EQ(result.signal, 0);
    said_ += result.out + result.err;
    return result;
  }

  // Runs it with --json; it must succeed.
  boost::json::value host_json(std::vector<std::string> arguments, const std::string& input = {}) {
    arguments.emplace_back("--json");
    const ProcessResult result = host(std::move(arguments), input);
    EXPECT_EQ(result.exit_code, 0) << result.err;
    boost::system::error_code ec;
    boost::json::value value = boost::json::parse(result.out, ec);
    EXPECT_FALSE(ec) << result.out;
    return value;
  }

  void add_demo(const std::string& name = "demo", const std::string& settings = "api_key: k-12345678\n") {
    const ProcessResult added =
        host({"integrations", "add", name, "--plugin", "demo", "--settings", write("s.yaml", settings)});
    ASSERT_EQ(added.exit_code, 0) << added.err;
  }

  TempDir dir_;
  std::map<std::string, std::string> environment_;
  std::string said_;  // everything that any run printed
};

}  // namespace autoheal
