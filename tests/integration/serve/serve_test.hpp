// A test with a running host of its own, and short words for what these tests do most.
#pragma once

#include "integration/serve/host_process.hpp"
#include "support/temp_dir.hpp"

#include <gtest/gtest.h>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace autoheal::test {

class ServeTest : public ::testing::Test {
 protected:
  void SetUp() override { start(); }

  void start(std::vector<std::string> arguments = {}, std::vector<std::string> wrapper = {}) {
    host_.reset();
    host_ = std::make_unique<HostProcess>(
        HostProcess::Options{directory_.path() / "data", std::move(arguments), std::move(wrapper)});
    ASSERT_TRUE(host_->running()) << "the host did not start";
  }

  // Sends a delivery, signed if there is a secret; answers the status.
  int deliver(const std::string& path, const std::string& body, std::string_view secret = {}) const {
    return send(path, body, secret).status;
  }
  RawResponse send(const std::string& path, const std::string& body, std::string_view secret = {}) const {
    return send_raw(host_->webhook_port(), post(path, body, secret.empty() ? std::string{} : sign(secret, body)));
  }

  boost::json::value get_json(const std::string& target) const { return host_->admin("GET", target).body; }
  std::int64_t total_alerts() const { return get_json("/api/alerts").at("total").to_number<std::int64_t>(); }
  boost::json::value newest_delivery(const std::string& name) const {
    const auto list = get_json("/api/integrations/" + percent_encode(name) + "/deliveries?limit=1");
    return list.at("deliveries").as_array().empty() ? boost::json::value{} : list.at("deliveries").at(0);
  }
  boost::json::value source_of(const std::string& name) const {
    return get_json("/api/integrations/" + percent_encode(name) + "/alert-source");
  }

  static std::string text(const boost::json::value& value) { return boost::json::value_to<std::string>(value); }

  TempDir directory_;
  std::unique_ptr<HostProcess> host_;
};

}  // namespace autoheal::test
