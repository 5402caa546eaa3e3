// What the store says is what the plugin does, whoever wrote it.
#include "integrations/integrations.hpp"

#include "integration/host/host_fixture.hpp"

#include <atomic>
#include <thread>
#include <vector>

namespace autoheal::host {
namespace {

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
  CallOptions options = call_within(std::chrono::seconds{30}, Asker::person(), cancel);
  std::chrono::steady_clock::time_point cancelled_at;
  options.progress = [&](std::uint32_t, std::string_view) {
    cancelled_at = std::chrono::steady_clock::now();
    cancel->cancel();
  };
  const auto cancelled = host->integrations().query("demo", "slow", {}, options);
  EXPECT_LT(std::chrono::steady_clock::now() - cancelled_at, std::chrono::milliseconds{250});
  EXPECT_EQ(cancelled.error().code, Errc::cancelled);
  const auto late =
      host->integrations().query("demo", "slow", {}, call_within(std::chrono::milliseconds{50}, Asker::person()));
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

TEST_F(HostTest, ADiagnosisThatFindsTheSenderHealthyEndsItsStrikesWhoeverAsks) {
  const auto host = open();
  add(*host);
  ASSERT_TRUE(host->integrations().add("other", "demo", settings(R"({"api_key":"k-87654321"})")).has_value());
  Database db = open_database();
  for (const char* name : {"demo", "other"}) ASSERT_TRUE(host->endpoints().set_enabled(name, true).has_value());
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
  const Case cases[] = {{"diagnose", "broken", 3},
                        {"diagnose", "unknown", 3},
                        {"diagnose", "", 3},
                        {"echo", "healthy", 3},              // says "healthy", but diagnoses nothing
                        {"diagnose_webhook", "healthy", 3},  // is called like another plugin's, and has no role
                        {"diagnose", "healthy", 0},
                        {"diagnose", "healthy", 0}};
  ASSERT_TRUE(db.run("UPDATE webhook_endpoints SET rejected_in_a_row = 3").has_value());
  for (const auto& [operation, found, left] : cases) {
    const auto envelope = host->integrations().query("demo", operation, json::object{{"text", found}}, soon());
    ASSERT_TRUE(envelope.has_value()) << envelope.error().message;
    EXPECT_EQ(rejected(1), left) << operation << " " << found;
    EXPECT_EQ(rejected(2), 3) << "another integration's count";
  }
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
  EXPECT_EQ(host->endpoints().url("demo").error().code, Errc::locked);
  EXPECT_EQ(host->integrations().set_secret("demo", "api_key", SecretText{"k-87654321"}).error().code, Errc::locked);
  std::filesystem::rename(dir_.path() / "aside", key);
  EXPECT_TRUE(host->integrations().query("demo", "echo", {}, soon()).has_value());
}

TEST_F(HostTest, AChangedRecordLocksThatIntegrationOnly) {
  const auto host = open();
  add(*host);
  ASSERT_TRUE(host->integrations().add("other", "demo", settings(R"({"api_key":"k-87654321"})")).has_value());
  {
    Database db = open_database();
    ASSERT_TRUE(db.run("UPDATE secrets SET record = (SELECT record FROM secrets WHERE integration_id = 2) "
                       "WHERE integration_id = 1")
                    .has_value());
  }
  const auto swapped = host->integrations().query("demo", "echo", {}, soon());
  ASSERT_FALSE(swapped.has_value());
  EXPECT_TRUE(host->integrations().query("other", "echo", {}, soon()).has_value());
}

}  // namespace
}  // namespace autoheal::host
