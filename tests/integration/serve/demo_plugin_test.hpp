// A running host whose one plugin is the demo plugin, with an integration "one" of it and its alert source on.
#pragma once

#include "integration/serve/serve_test.hpp"

#include <boost/json.hpp>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <memory>
#include <sstream>
#include <string>

namespace autoheal::test {

class WithDemoPlugin : public ServeTest {
 protected:
  void SetUp() override {
    const auto plugins = directory_.path() / "plugins";
    const auto manifests = directory_.path() / "manifests";
    for (const auto& made : {plugins, manifests}) std::filesystem::create_directories(made);
    std::filesystem::copy_file(std::filesystem::path{AUTOHEAL_FAKE_PLUGINS} / "demo.so", plugins / "demo.so");
    std::filesystem::copy_file(std::filesystem::path{AUTOHEAL_FAKE_MANIFESTS} / "demo.yaml", manifests / "demo.yaml");
    host_ = std::make_unique<HostProcess>(HostProcess::Options{directory_.path() / "data", {}, {}, plugins, manifests});
    ASSERT_TRUE(host_->running()) << "the host did not start";
    const boost::json::object integration{
        {"name", "one"}, {"plugin", "demo"}, {"settings", {{"api_key", "k-12345678"}}}};
    ASSERT_EQ(host_->admin("POST", "/api/integrations", boost::json::serialize(integration)).status, 201);
    ASSERT_EQ(host_->admin("PUT", "/api/integrations/one/alert-source", R"({"enabled":true})").status, 200);
    path_ = host_->webhook_path("one");
  }

  RawResponse post_body(const std::string& body) const {
    return send_raw(host_->webhook_port(), post(path_, body, ""));
  }

  std::string log() const {
    std::ifstream file(directory_.path() / "data" / "log");
    std::ostringstream out;
    out << file.rdbuf();
    return out.str();
  }

  std::string path_;
};

}  // namespace autoheal::test
