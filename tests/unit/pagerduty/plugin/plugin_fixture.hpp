// The built library as a host sees it: loaded once, called through the ABI, judged by the host layer. A test fails on
// any breach of the contract, and on any secret in what comes out.
#pragma once

#include "autoheal/plugin_client.hpp"

#include <dlfcn.h>
#include <gtest/gtest.h>
#include <atomic>
#include <chrono>
#include <map>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace autoheal::pagerduty {

using namespace std::chrono_literals;

// What a host offers, in memory: secrets that a test sets, a clock that it moves, every log line kept.
class FakeHost : public client::HostServices {
 public:
  void set_secret(std::string name, std::string value) {
    const std::lock_guard lock(mutex_);
    secrets_[std::move(name)] = std::move(value);
  }
  void clear_secret(const std::string& name) {
    const std::lock_guard lock(mutex_);
    secrets_.erase(name);
  }
  void lock_secrets() { locked_ = true; }
  void set_now(std::chrono::sys_time<std::chrono::nanoseconds> now) { now_ = now.time_since_epoch().count(); }
  int secret_reads() const { return reads_; }
  std::string log_text() const {
    const std::lock_guard lock(mutex_);
    return log_;
  }

  void log(std::int32_t, std::string_view message, std::string_view fields_json) override {
    const std::lock_guard lock(mutex_);
    log_.append(message).append(" ").append(fields_json).append("\n");
  }
  autoheal_status read_secret(std::string_view name, const Give& give) override {
    ++reads_;
    if (locked_) return AUTOHEAL_UNAVAILABLE;
    const std::lock_guard lock(mutex_);
    const auto found = secrets_.find(std::string(name));
    return found == secrets_.end() ? AUTOHEAL_NOT_FOUND : give(found->second);
  }
  std::chrono::sys_time<std::chrono::nanoseconds> now() override {
    return std::chrono::sys_time<std::chrono::nanoseconds>(std::chrono::nanoseconds(now_));
  }

 private:
  mutable std::mutex mutex_;
  std::map<std::string, std::string> secrets_;  // guarded by mutex_
  std::string log_;                             // guarded by mutex_
  std::atomic<bool> locked_ = false;
  std::atomic<int> reads_ = 0;
  std::atomic<std::int64_t> now_ = 1'773'480'000'000'000'000;  // 2026-03-14T09:20:00Z
};

inline client::EntryFunction load_entry() {
  void* library = ::dlopen(AUTOHEAL_PLUGIN_FILE, RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) throw std::runtime_error(::dlerror());
  return reinterpret_cast<client::EntryFunction>(::dlsym(library, AUTOHEAL_ENTRY_SYMBOL));
}

class PluginTest : public testing::Test {
 protected:
  static constexpr std::string_view kApiKey = "y_NbAkKc66ryYTWUXYEu";
  static constexpr std::string_view kSecret = "Vn0cH1b2TqkX9sYw7RzLmE4uJd6pG8aQfKx3NoB5tCiUvWyZ+/A0eShMrDjPlOgF";
  static constexpr std::string_view kOlderSecret = "q7Lw2ZdN8xTbVr5YkMf0HcJs3PuGa9EiOnQ6R1tXyBvKzDmWlSjCoUpFeAhIg4+/";
  static constexpr std::string_view kWebhookUrl = "https://autoheal.example/api/webhooks/pagerduty/w1.CANARYURL";

  PluginTest() {
    auto negotiated = client::negotiate(load_entry(), "test", "1.0");
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
