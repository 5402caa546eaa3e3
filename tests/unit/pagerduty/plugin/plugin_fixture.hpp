// The built library as a host sees it: loaded once, called through the ABI, judged by the host layer. A test fails on
// any breach of the contract, and on any secret in what comes out.
#pragma once

#include "autoheal/plugin_client.hpp"
#include "fakes/fake_host.hpp"

#include <chrono>
#include <gtest/gtest.h>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace autoheal::pagerduty {

using namespace std::chrono_literals;

using autoheal::test::FakeHost;
using autoheal::test::load_entry;

class PluginTest : public testing::Test {
 protected:
  static constexpr std::string_view kApiKey = "y_NbAkKc66ryYTWUXYEu";
  static constexpr std::string_view kSecret = "Vn0cH1b2TqkX9sYw7RzLmE4uJd6pG8aQfKx3NoB5tCiUvWyZ+/A0eShMrDjPlOgF";
  static constexpr std::string_view kOlderSecret = "q7Lw2ZdN8xTbVr5YkMf0HcJs3PuGa9EiOnQ6R1tXyBvKzDmWlSjCoUpFeAhIg4+/";
  static constexpr std::string_view kWebhookUrl = "https://autoheal.example/api/webhooks/pagerduty/w1.CANARYURL";

  PluginTest() {
    auto negotiated = client::negotiate(load_entry(AUTOHEAL_PLUGIN_FILE), "test", "1.0");
    if (const auto* refusal = std::get_if<client::Refusal>(&negotiated)) throw std::runtime_error(refusal->sentence);
    plugin_ = std::get<client::Plugin>(std::move(negotiated));
    host_.set_secret("api_key", std::string(kApiKey));
    host_.set_secret("webhook_url", std::string(kWebhookUrl));
  }

  ~PluginTest() override {
    instance_.reset();
    EXPECT_EQ(breaches_, "");
    for (const std::string_view secret : {kApiKey, kSecret, kOlderSecret, kWebhookUrl}) {
      EXPECT_EQ(output_.find(secret), std::string::npos) << "a secret came out";
      EXPECT_EQ(host_.log_text().find(secret), std::string::npos) << "a secret was logged";
    }
  }

  client::OnBreach on_breach() {
    return [this](const client::Breach& breach) {
      breaches_.append(breach.requirement).append(": ").append(breach.message).append("\n");
    };
  }

  // The instance, created on first use.
  client::Instance& instance() {
    if (!instance_) {
      auto made = client::Instance::create(plugin_, host_.table(), {"i-1", "Production PagerDuty"}, {}, on_breach());
      instance_ = std::get<std::shared_ptr<client::Instance>>(std::move(made));
    }
    return *instance_;
  }

  // Remembers every document for the check on secrets.
  client::Outcome seen(client::Outcome outcome) {
    output_ += outcome.document;
    return outcome;
  }
  client::Outcome configure(std::string_view settings = "{}") { return seen(instance().configure(settings, {})); }
  client::Outcome deliver(std::string_view body, const std::vector<std::pair<std::string, std::string>>& headers = {}) {
    client::Delivery delivery;
    for (const auto& [name, value] : headers) delivery.headers.push_back({to_text(name), to_text(value)});
    delivery.target = "/api/webhooks/pagerduty/w1";
    delivery.body = body;
    delivery.received_unix_ns = host_.now().time_since_epoch().count();
    return seen(instance().handle_webhook(delivery, {}));
  }

  client::Plugin plugin_;
  FakeHost host_;
  std::shared_ptr<client::Instance> instance_;
  std::string breaches_;
  std::string output_;
};

}  // namespace autoheal::pagerduty
