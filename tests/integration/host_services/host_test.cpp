// One process of the host, with a real plugin: what the store says is what the plugin does, whoever wrote it.
#include "services/host.hpp"
#include "services/health.hpp"

#include "plugin/plugin_file.hpp"
#include "services/server.hpp"
#include "support/temp_dir.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>
#include <boost/json.hpp>
#include <fstream>
#include <thread>

namespace autoheal::host {
namespace {

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

  static json::object settings(const char* text) { return json::parse(text).as_object(); }
  static CallOptions soon() { return call_within(std::chrono::seconds{10}); }
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

TEST_F(HostTest, WhatAnotherProcessChangesIsInForceAtTheNextCall) {
  const auto one = open();
  const auto two = open();
  add(*one, R"({"api_key":"k-12345678","labels":{"env":"a"}})");
  EXPECT_EQ(echo(*one).at("settings").at("labels").at("env").as_string(), "a");
  EXPECT_EQ(echo(*two).at("settings").at("labels").at("env").as_string(), "a");
  ASSERT_TRUE(one->integrations().set("demo", settings(R"({"labels":{"env":"b"}})")).has_value());
  EXPECT_EQ(echo(*two).at("settings").at("labels").at("env").as_string(), "b");
  ASSERT_TRUE(one->integrations().set_secret("demo", "signing_secret", SecretText{"shh-12345"}).has_value());
  EXPECT_TRUE(echo(*two).at("signed").as_bool());
  ASSERT_TRUE(two->integrations().remove("demo").has_value());
  EXPECT_EQ(one->integrations().query("demo", "echo", {}, soon()).error().code, Errc::not_found);
}

TEST_F(HostTest, OneInstanceServesAllCallsAndTheSameNameLaterIsAnother) {
  const auto host = open();
  add(*host);
  const auto first = host->integrations().instance("demo").value();
  EXPECT_EQ(host->integrations().instance("demo").value(), first);
  ASSERT_TRUE(host->integrations().remove("demo").has_value());
  add(*host);
  EXPECT_NE(host->integrations().instance("demo").value(), first);
}

TEST_F(HostTest, AnInstanceKeepsItsIdOverRestartsAndNoOtherGetsIt) {
  auto host = open();
  add(*host);
  const json::value before = echo(*host).at("instance");
  EXPECT_FALSE(before.as_string().empty());
  host = open();
  EXPECT_EQ(echo(*host).at("instance"), before);
  ASSERT_TRUE(host->integrations().remove("demo").has_value());
  add(*host);
  EXPECT_NE(echo(*host).at("instance"), before);
}

TEST_F(HostTest, RefusedSettingsLeaveTheOldOnesInForce) {
  const auto host = open();
  add(*host, R"({"api_key":"k-12345678","labels":{"env":"a"}})");
  const char* bad[] = {R"({"api_key":"R0123456789","labels":{"env":"b"}})", R"({"labels":{"env":1}})",
                       R"({"api_key":null})", R"({"endpoint":"http://127.0.0.1:1"})"};
  for (const char* text : bad) EXPECT_FALSE(host->integrations().set("demo", settings(text)).has_value()) << text;
  EXPECT_EQ(echo(*host).at("settings").at("labels").at("env").as_string(), "a");
}

TEST_F(HostTest, ACallEndsSoonAfterItsCancelOrDeadline) {
  const auto host = open();
  add(*host);
  auto cancel = std::make_shared<CancelSource>();
  CallOptions options = call_within(std::chrono::seconds{30}, cancel);
  std::chrono::steady_clock::time_point cancelled_at;
  options.progress = [&](std::uint32_t, std::string_view) {
    cancelled_at = std::chrono::steady_clock::now();
    cancel->cancel();
  };
  const auto cancelled = host->integrations().query("demo", "slow", {}, options);
  EXPECT_LT(std::chrono::steady_clock::now() - cancelled_at, std::chrono::milliseconds{250});
  EXPECT_EQ(cancelled.error().code, Errc::cancelled);
  const auto late = host->integrations().query("demo", "slow", {}, call_within(std::chrono::milliseconds{50}));
  EXPECT_EQ(late.error().code, Errc::deadline_exceeded);
}

TEST_F(HostTest, CallsOfManyThreadsAndChangesGoTogether) {
  const auto host = open();
  add(*host, R"({"api_key":"k-12345678","labels":{"env":"a"}})");
  std::vector<std::jthread> threads;
  std::atomic<int> wrong{0};
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 50; ++i) {
        const auto envelope = host->integrations().query("demo", "echo", {}, soon());
        if (!envelope.has_value()) ++wrong;
      }
    });
  }
  for (int i = 0; i < 10; ++i) {
    if (!host->integrations()
             .set("demo", settings(i % 2 == 0 ? R"({"labels":{"env":"b"}})" : R"({"labels":{"env":"a"}})"))
             .has_value())
      ++wrong;
  }
  threads.clear();
  EXPECT_EQ(wrong, 0);
}

TEST_F(HostTest, AWebhookUrlIsFoundByItsSecretOnly) {
  const auto host = open();
  add(*host);
  const auto parts = [](const std::string& url) {
    const std::string last = url.substr(url.rfind('/') + 1);
    return std::pair{last.substr(0, last.find('.')), last.substr(last.find('.') + 1)};
  };
  auto& service = host->integrations();
  const auto [id, secret] = parts(service.webhook_url("demo").value());
  EXPECT_EQ(secret.size(), 43U) << "256 bits";
  EXPECT_EQ(service.find_endpoint(id, secret).value().integration, "demo");
  EXPECT_FALSE(service.find_endpoint(id, secret).value().matched_previous);
  std::string flipped = secret;
  flipped[0] = flipped[0] == 'A' ? 'B' : 'A';
  const std::pair<std::string, std::string> wrong[] = {
      {id, flipped}, {id, ""}, {id, secret + "x"}, {"nope", secret}, {"", ""}};
  for (const auto& [a, b] : wrong) {
    ASSERT_FALSE(service.find_endpoint(a, b).has_value());
    EXPECT_EQ(service.find_endpoint(a, b).error().message, service.find_endpoint("other", "x").error().message)
        << "no oracle";
  }
  const auto [same_id, fresh] = parts(service.rotate_webhook("demo", std::chrono::seconds{60}).value());
  EXPECT_EQ(same_id, id);
  EXPECT_FALSE(service.find_endpoint(id, fresh).value().matched_previous);
  EXPECT_TRUE(service.find_endpoint(id, secret).value().matched_previous) << "within its grace";
  clock_.time += std::chrono::seconds{61};
  EXPECT_FALSE(service.find_endpoint(id, secret).has_value()) << "after it";
  EXPECT_TRUE(service.find_endpoint(id, fresh).has_value());
  ASSERT_TRUE(service.remove("demo").has_value());
  EXPECT_FALSE(service.find_endpoint(id, fresh).has_value());
}

TEST_F(HostTest, ThePluginLearnsItsUrlAndEveryNewOne) {
  const auto host = open();
  add(*host);
  EXPECT_FALSE(echo(*host).at("url_known").as_bool());
  ASSERT_TRUE(host->integrations().set_webhook("demo", true).has_value());
  EXPECT_TRUE(echo(*host).at("url_known").as_bool());
  const std::int64_t before = host->integrations().get("demo").value().revision;
  ASSERT_TRUE(host->set_webhook_base("https://hooks.example.com").has_value());
  EXPECT_GT(host->integrations().get("demo").value().revision, before);
  EXPECT_EQ(host->integrations().webhook_url("demo").value().rfind("https://hooks.example.com/api/webhooks/demo/", 0),
            0U);
}

TEST_F(HostTest, ADiagnosisThatFindsTheSenderHealthyEndsItsStrikesWhoeverAsks) {
  const auto host = open();
  add(*host);
  ASSERT_TRUE(host->integrations().add("other", "demo", settings(R"({"api_key":"k-87654321"})")).has_value());
  Database db = host->open_database().value();
  for (const char* name : {"demo", "other"}) ASSERT_TRUE(host->integrations().set_webhook(name, true).has_value());
  const auto rejected = [&](std::int64_t id) {
    auto row =
        std::move(db.query("SELECT rejected_in_a_row FROM webhook_endpoints WHERE integration_id = ?", id).value());
    return row.next().value() ? row.integer(0) : -1;
  };
  struct Case {
    const char* operation;
    const char* found;
    std::int64_t left;
  };
  const Case cases[] = {
      {"diagnose", "broken", 3},          {"diagnose", "unknown", 3},
      {"diagnose", "", 3},                {"echo", "healthy", 3},  // says "healthy", but diagnoses nothing
      {"diagnose_webhook", "healthy", 3},  // is called like another plugin's, and has no role
      {"diagnose", "healthy", 0},         {"diagnose", "healthy", 0}};
  ASSERT_TRUE(db.run("UPDATE webhook_endpoints SET rejected_in_a_row = 3").has_value());
  for (const auto& [operation, found, left] : cases) {
    const auto envelope = host->integrations().query("demo", operation, json::object{{"text", found}}, soon());
    ASSERT_TRUE(envelope.has_value()) << envelope.error().message;
    EXPECT_EQ(rejected(1), left) << operation << " " << found;
    EXPECT_EQ(rejected(2), 3) << "another integration's count";
  }
}

TEST_F(HostTest, AdminTokenStaysAndIsPrivate) {
  const auto host = open();
  const std::string token{host->admin_token().value().reveal()};
  EXPECT_EQ(token.size(), 43U);
  EXPECT_EQ(open()->admin_token().value().reveal(), token);
  std::filesystem::permissions(dir_.path() / "data" / "admin.token", std::filesystem::perms{0644});
  EXPECT_FALSE(host->admin_token().has_value());
  std::filesystem::remove(dir_.path() / "data" / "admin.token");
  EXPECT_NE(host->admin_token().value().reveal(), token);
}

TEST_F(HostTest, ALockedStoreIsTypedAndOpensAgainWithoutARestart) {
  auto host = open();
  add(*host);
  host.reset();
  const auto key = dir_.path() / "data" / "master.key";
  std::filesystem::rename(key, dir_.path() / "aside");
  host = open();
  EXPECT_EQ(host->integrations().query("demo", "echo", {}, soon()).error().code, Errc::locked);
  EXPECT_EQ(host->integrations().instance("demo").error().code, Errc::locked);
  EXPECT_EQ(host->integrations().webhook_url("demo").error().code, Errc::locked);
  EXPECT_EQ(host->integrations().set_secret("demo", "api_key", SecretText{"k-87654321"}).error().code, Errc::locked);
  std::filesystem::rename(dir_.path() / "aside", key);
  EXPECT_TRUE(host->integrations().query("demo", "echo", {}, soon()).has_value());
}

TEST_F(HostTest, AChangedRecordLocksThatIntegrationOnly) {
  const auto host = open();
  add(*host);
  ASSERT_TRUE(host->integrations().add("other", "demo", settings(R"({"api_key":"k-87654321"})")).has_value());
  {
    Database db = host->open_database().value();
    ASSERT_TRUE(db.run("UPDATE secrets SET record = (SELECT record FROM secrets WHERE integration_id = 2) "
                       "WHERE integration_id = 1")
                    .has_value());
  }
  const auto swapped = host->integrations().query("demo", "echo", {}, soon());
  ASSERT_FALSE(swapped.has_value());
  EXPECT_TRUE(host->integrations().query("other", "echo", {}, soon()).has_value());
}

TEST_F(HostTest, AFileThatChangesAfterItWasLookedAtIsNotTheSameFile) {
  const auto path = dir_.path() / "plugins" / "demo.so";
  const auto file = inspect_plugin_file(path);
  ASSERT_TRUE(file.has_value()) << file.error().message;
  EXPECT_TRUE(is_unchanged(file.value()));
  std::filesystem::copy_file(path, dir_.path() / "other");
  std::filesystem::rename(dir_.path() / "other", path);
  EXPECT_FALSE(is_unchanged(file.value())) << "the same bytes in another file";
  std::filesystem::remove(path);
  EXPECT_FALSE(is_unchanged(file.value()));
}

TEST_F(HostTest, WithoutAProgramToTryThemNewPluginsAreNotLoaded) {
  HostOptions options;
  options.data_dir = dir_.path() / "fresh";
  options.plugin_dirs = {dir_.path() / "plugins"};
  options.manifest_dir = AUTOHEAL_FAKE_MANIFESTS;
  const auto host = Host::open(options).value();
  EXPECT_TRUE(host->plugins().plugins().empty());
  ASSERT_FALSE(host->plugins().refused().empty());
  const auto missing = host->plugins().find("demo");
  ASSERT_FALSE(missing.has_value());
  EXPECT_EQ(missing.error().code, Errc::not_found);
  options.trial_program = "/nonexistent";
  EXPECT_TRUE(Host::open(options).value()->plugins().plugins().empty());
}

TEST_F(HostTest, ReadyFileIsPrivateAndComplete) {
  const auto file = dir_.path() / "ready.json";
  ASSERT_TRUE(write_ready_file(file, {"http://127.0.0.1:1", "token", "http://127.0.0.1:2"}).has_value());
  struct stat st {};
  ASSERT_EQ(::stat(file.c_str(), &st), 0);
  EXPECT_EQ(st.st_mode & 0777U, 0600U);
  std::ifstream in{file};
  const json::value ready = json::parse(std::string{std::istreambuf_iterator<char>{in}, {}});
  EXPECT_EQ(ready.at("admin_url").as_string(), "http://127.0.0.1:1");
  EXPECT_EQ(ready.at("pid").as_int64(), ::getpid());
  EXPECT_FALSE(write_ready_file(dir_.path() / "absent" / "f", {}).has_value());
}

TEST_F(HostTest, HealthSaysWhenAnIntegrationHasNoPlugin) {
  {
    const auto host = open();
    add(*host);
    const Health health(*host, host->open_database().value());
    EXPECT_TRUE(health.state().is_whole());
    EXPECT_EQ(health.state().without_plugin, 0U);
  }
  std::filesystem::remove(dir_.path() / "plugins" / "demo.so");
  const auto host = open();
  const Health health(*host, host->open_database().value());
  EXPECT_EQ(health.state().plugins, 0U);
  EXPECT_EQ(health.state().without_plugin, 1U);
  EXPECT_FALSE(health.state().is_serving()) << "no delivery can be taken";
  EXPECT_TRUE(health.state().store);
}

TEST_F(HostTest, HealthOfAHostWithoutIntegrationsIsWhole) {
  const auto host = open();
  EXPECT_TRUE(Health(*host, host->open_database().value()).state().is_whole());
}

// A write that failed counts until one succeeds: while somebody else holds the store's lock, none does. The answer
// itself never waits for that lock.
TEST_F(HostTest, HealthFailsWithAWriteAndHealsWithTheNext) {
  const auto host = open();
  Health health(*host, host->open_database().value());
  auto other = host->open_database();
  {
    auto lock = other.value().begin();
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
