// What the repositories promise, whatever stands behind them; and that they wait for nobody.
#include "store/store.hpp"

#include "store/agent_repository.hpp"
#include "store/change_feed.hpp"
#include "store/delivery_repository.hpp"
#include "store/endpoint_repository.hpp"
#include "store/integration_repository.hpp"
#include "store/meta_repository.hpp"
#include "store/sqlite/connection_pool.hpp"
#include "store/write_batch.hpp"
#include "support/temp_dir.hpp"

#include <atomic>
#include <filesystem>
#include <gtest/gtest.h>
#include <iterator>
#include <thread>
#include <vector>

namespace autoheal::host {
namespace {

constexpr const char* kAt = "2026-03-14T09:26:53.589Z";

IntegrationChange named(std::string name) {
  IntegrationChange out;
  out.name = std::move(name);
  out.settings = "{}";
  out.at = kAt;
  return out;
}

Result<std::vector<SecretChange>> no_secrets(std::int64_t) { return std::vector<SecretChange>{}; }

class StoreTest : public ::testing::Test {
 protected:
  void SetUp() override {
    auto opened = open_store(dir_.path());
    ASSERT_TRUE(opened.has_value()) << opened.error().message;
    store_ = std::move(opened.value());
  }
  std::int64_t add(const char* name) {
    auto id = store_->integrations().add("pagerduty", named(name), no_secrets);
    EXPECT_TRUE(id.has_value());
    return id.has_value() ? id.value() : 0;
  }
  // An alert that fires, in a batch of its own.
  void write_alert(std::int64_t integration, const std::string& fingerprint) {
    const auto writer = store_->open_batch_writer().value();
    const auto batch = writer->begin().value();
    ASSERT_TRUE(batch->add_event(integration, {fingerprint, "triggered", "", kAt, fingerprint, "{}"}, kAt).value());
    const auto id = batch->add_alert(integration, fingerprint, kAt).value();
    AlertColumns alert;
    alert.document = "{}";
    alert.status = "firing";
    alert.updated_at = kAt;
    ASSERT_TRUE(batch->put_alert(id, alert).has_value());
    ASSERT_TRUE(batch->commit().has_value());
  }

  TempDir dir_;
  std::unique_ptr<Store> store_;
};

TEST_F(StoreTest, ASecretThatCannotBeSealedLeavesNoIntegration) {
  const auto refuse = [](std::int64_t) -> Result<std::vector<SecretChange>> {
    return failure(Errc::locked, "No key.");
  };
  EXPECT_EQ(store_->integrations().add("pagerduty", named("one"), refuse).error().code, Errc::locked);
  EXPECT_TRUE(store_->integrations().list().value().empty());
}

TEST_F(StoreTest, NamesAreTakenWithoutRegardToCase) {
  add("Production");
  EXPECT_EQ(store_->integrations().add("pagerduty", named("PRODUCTION"), no_secrets).error().code, Errc::name_taken);
  const auto other = add("other");
  EXPECT_EQ(store_->integrations().update(other, 1, named("production")).error().code, Errc::name_taken);
  EXPECT_EQ(store_->integrations().get("production").value().name, "Production");
}

TEST_F(StoreTest, OfTwoChangesOfOneRevisionTheSecondIsRefused) {
  const auto id = add("one");
  auto change = named("one");
  change.secrets.push_back({"api_key", Bytes{1, 2}, "00000000"});
  EXPECT_TRUE(store_->integrations().update(id, 1, change).value());
  change.secrets[0].record = std::nullopt;
  EXPECT_FALSE(store_->integrations().update(id, 1, change).value());
  EXPECT_EQ(store_->integrations().find_secret(id, "api_key").value(), (Bytes{1, 2})) << "nothing of it was done";
  EXPECT_TRUE(store_->integrations().update(id, 2, change).value());
  EXPECT_EQ(store_->integrations().find_secret(id, "api_key").value(), std::nullopt);
}

TEST_F(StoreTest, AStatusOfAnotherRevisionIsNotWritten) {
  const auto id = add("one");
  ASSERT_TRUE(store_->integrations().set_status(id, 1, "connected", R"({"verdict":"pass"})").has_value());
  ASSERT_TRUE(store_->integrations().set_status(id, 7, "error", std::nullopt).has_value());
  EXPECT_EQ(store_->integrations().get(id).value().status, "connected");
  ASSERT_TRUE(store_->integrations().set_status(id, 1, "needs_attention", std::nullopt).has_value());
  EXPECT_EQ(store_->integrations().get(id).value().last_test, R"({"verdict":"pass"})") << "it stays without a new one";
}

TEST_F(StoreTest, AnEndpointIsMadeOnceAndRaisesTheRevision) {
  const auto id = add("one");
  ASSERT_TRUE(store_->endpoints().add_if_absent(id, {"first", Bytes{1}, Bytes{2}}).has_value());
  ASSERT_TRUE(store_->endpoints().add_if_absent(id, {"second", Bytes{3}, Bytes{4}}).has_value());
  EXPECT_EQ(store_->endpoints().find(id).value()->endpoint.public_id, "first");
  EXPECT_FALSE(store_->endpoints().find_by_public_id("second").value());
  EXPECT_EQ(store_->integrations().get(id).value().revision, 2);
  ASSERT_TRUE(store_->endpoints().set_base("https://hooks.example.com").has_value());
  ASSERT_TRUE(store_->endpoints().set_base("https://hooks.example.com").has_value());
  EXPECT_EQ(store_->integrations().get(id).value().revision, 3) << "the same base again changes nothing";
}

TEST_F(StoreTest, RemovingAnIntegrationRemovesItFromEveryRepository) {
  const auto id = add("one");
  ASSERT_TRUE(store_->endpoints().add_if_absent(id, {"public", Bytes{1}, Bytes{2}}).has_value());
  write_alert(id, "f");
  ASSERT_TRUE(store_->integrations().remove(id).has_value());
  EXPECT_EQ(store_->integrations().get(id).error().code, Errc::not_found);
  EXPECT_FALSE(store_->endpoints().find(id).value());
  EXPECT_EQ(store_->alerts().count({}).value().firing, 0);
  EXPECT_FALSE(store_->alerts().has_event(id, "f").value());
}

TEST_F(StoreTest, ABatchWithoutCommitLeavesNothing) {
  const auto id = add("one");
  const auto writer = store_->open_batch_writer().value();
  {
    const auto batch = writer->begin().value();
    ASSERT_TRUE(batch->add_event(id, {"E", "ping", "", kAt, "", "{}"}, kAt).value());
    EXPECT_FALSE(batch->add_event(id, {"E", "ping", "", kAt, "", "{}"}, kAt).value()) << "known already";
  }
  EXPECT_FALSE(store_->alerts().has_event(id, "E").value());
  EXPECT_TRUE(writer->begin().has_value()) << "the next one may come";
}

TEST_F(StoreTest, AFeedTellsOfEveryCommitAndMissesNoAlert) {
  const auto id = add("one");
  const auto feed = store_->open_change_feed().value();
  EXPECT_TRUE(feed->has_changed().value()) << "at first";
  EXPECT_FALSE(feed->has_changed().value());
  ASSERT_TRUE(store_->meta().put("k", "v").has_value());
  EXPECT_TRUE(feed->has_changed().value());
  const auto mark = feed->newest().value();
  write_alert(id, "a");
  write_alert(id, "b");
  EXPECT_TRUE(feed->has_changed().value());
  const auto changed = feed->list_alerts_after(mark.alert, 10).value();
  ASSERT_EQ(changed.size(), 2U);
  EXPECT_LT(changed[0].number, changed[1].number);
  EXPECT_EQ(feed->newest().value().alert, changed[1].number);
  ASSERT_TRUE(store_->integrations().remove(id).has_value());
  EXPECT_EQ(feed->newest().value().alert, changed[1].number) << "a number is never given twice";
}

TEST_F(StoreTest, AnAgentIsFoundByItsTokenOnly) {
  ASSERT_TRUE(store_->agents().add("agent", Bytes{1}, kAt).value());
  EXPECT_FALSE(store_->agents().add("AGENT", Bytes{2}, kAt).value()) << "the name is taken";
  EXPECT_EQ(store_->agents().find_by_token(Bytes{1}).value()->name, "agent");
  EXPECT_FALSE(store_->agents().find_by_token(Bytes{2}).value());
  EXPECT_TRUE(store_->agents().remove("agent").value());
  EXPECT_FALSE(store_->agents().remove("agent").value());
}

// While somebody writes (a batch, a removal of a million rows), whatever a delivery or a page reads is there at once.
TEST_F(StoreTest, ReadsWaitForNoWrite) {
  const auto id = add("one");
  ASSERT_TRUE(store_->endpoints().add_if_absent(id, {"public", Bytes{1}, Bytes{2}}).has_value());
  const auto writer = store_->open_batch_writer().value();
  const auto batch = writer->begin().value();
  ASSERT_TRUE(batch->add_event(id, {"E", "ping", "", kAt, "", "{}"}, kAt).value());
  EXPECT_TRUE(store_->endpoints().find_by_public_id("public").value());
  EXPECT_EQ(store_->integrations().get(id).value().name, "one");
  EXPECT_TRUE(store_->deliveries().list(id, {}).value().empty());
  EXPECT_FALSE(store_->alerts().has_event(id, "E").value()) << "not before its commit";
  ASSERT_TRUE(batch->commit().has_value());
  EXPECT_TRUE(store_->alerts().has_event(id, "E").value());
}

TEST_F(StoreTest, ALeaseIsOnesOwnAndComesBack) {
  ConnectionPool pool(dir_.path() / "host.db");
  const Database* first = nullptr;
  {
    const auto one = pool.lease().value();
    const auto two = pool.lease().value();
    EXPECT_NE(&*one, &*two);
    first = &*one;
  }
  EXPECT_EQ(&*pool.lease().value(), first) << "the one that came back last";
}

TEST_F(StoreTest, WhereNoConnectionCanBeOpenedACallerWaitsForOneThatIsLent) {
  const auto directory = dir_.path() / "sub";
  std::filesystem::create_directory(directory);
  ConnectionPool pool(directory / "host.db");
  std::optional<ConnectionPool::Lease> lent{std::move(pool.lease().value())};
  std::filesystem::rename(directory, dir_.path() / "elsewhere");
  std::atomic<bool> given_back{false};
  std::jthread other([&] {
    EXPECT_TRUE(pool.lease().has_value());
    EXPECT_TRUE(given_back);
  });
  given_back = true;
  lent.reset();
}

TEST_F(StoreTest, WhatItIsPreparedForOpensNothing) {
  const auto open_files = [] {
    const std::filesystem::directory_iterator all("/proc/self/fd");
    return std::distance(begin(all), end(all));
  };
  const auto id = add("one");
  ASSERT_TRUE(store_->prepare_for(3).has_value());
  const auto before = open_files();
  for (int round = 0; round < 50; ++round) {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 3; ++i) {
      threads.emplace_back([&] { EXPECT_TRUE(store_->integrations().get(id).has_value()); });
    }
  }
  EXPECT_EQ(open_files(), before);
}

TEST_F(StoreTest, WhereNoneIsLentTheErrorComesAtOnce) {
  ConnectionPool pool(dir_.path() / "absent" / "host.db");
  EXPECT_EQ(pool.lease().error().code, Errc::store);
}

}  // namespace
}  // namespace autoheal::host
