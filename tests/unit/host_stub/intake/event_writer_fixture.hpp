// An event writer over a store of its own, with two integrations, and short words for what is given to it.
#pragma once

#include "intake/event_writer.hpp"
#include "store/sqlite/database.hpp"
#include "store/store.hpp"

#include <atomic>
#include <boost/json.hpp>
#include <cstdlib>
#include <filesystem>
#include <future>
#include <gtest/gtest.h>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace autoheal::host {

namespace json = boost::json;
using namespace std::chrono_literals;

inline UtcTime minute(int n) { return UtcTime{std::chrono::minutes{29'000'000 + n}}; }

inline IncomingEvent event(const std::string& id, const std::string& kind, int at, const std::string& incident = "Q1") {
  IncomingEvent out;
  out.event_id = id;
  out.kind = kind;
  out.event_type = "incident." + kind;
  out.occurred_at = render_utc(minute(at));
  json::object document{
      {"event_id", id}, {"kind", kind}, {"event_type", out.event_type}, {"occurred_at", out.occurred_at}};
  if (kind != "ping" && kind != "ignored") {
    out.fingerprint = "pagerduty:" + incident;
    document["alert"] = json::object{{"fingerprint", out.fingerprint}, {"source", "pagerduty"},
                                     {"name", "Disk " + incident},     {"severity", "high"},
                                     {"severity_source", "urgency"},   {"labels", {{"service", "checkout"}}}};
  }
  out.document = json::serialize(document);
  return out;
}

class EventWriterTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = ::testing::TempDir() + "event_writer_XXXXXX";
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    directory_ = pattern;
    store_ = std::move(open_store(directory_).value());
    reader_.emplace(std::move(Database::open(directory_ / "host.db").value()));
    for (const auto* name : {"one", "two"}) {
      ASSERT_TRUE(reader_
                      ->run("INSERT INTO integrations(name, plugin, settings, created_at, updated_at) "
                            "VALUES(?, 'pagerduty', '{}', '', '')",
                            name)
                      .has_value());
      const auto id = reader_->last_insert_id();
      ASSERT_TRUE(reader_
                      ->run("INSERT INTO webhook_endpoints(integration_id, public_id, secret_hash, url_secret) "
                            "VALUES(?, ?, x'00', x'00')",
                            id, name)
                      .has_value());
    }
    writer_ = std::make_unique<EventWriter>(std::move(store_->open_batch_writer().value()), [this] { ++commits_; });
  }
  void TearDown() override {
    writer_.reset();
    reader_.reset();
    store_.reset();
    std::filesystem::remove_all(directory_);
  }

  static WriteJob job(std::vector<IncomingEvent> events, std::int64_t integration = 1) {
    WriteJob out;
    out.integration_id = integration;
    out.assessment.http_status = 202;
    out.assessment.outcome = events.empty() ? Outcome::ignored : Outcome::stored;
    out.assessment.signature = "current";
    out.assessment.events = std::move(events);
    out.received_at = minute(100);
    out.started = std::chrono::steady_clock::now();
    out.headers = "[]";
    out.body = "{}";
    return out;
  }

  std::future<DeliveryReport> submit(WriteJob job) {
    auto promise = std::make_shared<std::promise<DeliveryReport>>();
    job.done = [promise](const DeliveryReport& report) { promise->set_value(report); };
    writer_->submit(std::move(job));
    return promise->get_future();
  }
  DeliveryReport write(WriteJob job) { return submit(std::move(job)).get(); }

  std::int64_t number(const char* sql) {
    auto row = std::move(reader_->query(sql).value());
    return row.next().value() ? row.integer(0) : -1;
  }
  std::string text(const char* sql) {
    auto row = std::move(reader_->query(sql).value());
    return row.next().value() ? std::string(row.text(0)) : "none";
  }

  std::filesystem::path directory_;
  std::unique_ptr<Store> store_;
  std::optional<Database> reader_;  // looks at the rows themselves
  std::unique_ptr<EventWriter> writer_;
  std::atomic<int> commits_{0};
};

}  // namespace autoheal::host
