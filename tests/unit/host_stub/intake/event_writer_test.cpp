#include "intake/event_writer.hpp"

#include "unit/host_stub/intake/event_writer_fixture.hpp"

namespace autoheal::host {
namespace {

TEST_F(EventWriterTest, StoresEventAlertAndLogRowTogether) {
  const auto report = write(job({event("E1", "triggered", 1)}));
  EXPECT_EQ(report.http_status, 202u);
  EXPECT_EQ(name(report.outcome), "stored");
  ASSERT_TRUE(report.delivery_id && report.alert_id);
  EXPECT_EQ(report.alerts_changed, 1u);
  EXPECT_EQ(text("SELECT status FROM alerts"), "firing");
  EXPECT_EQ(text("SELECT service FROM alerts"), "checkout");
  EXPECT_EQ(number("SELECT severity_rank FROM alerts"), 4);
  EXPECT_EQ(number("SELECT delivery_id FROM events"), *report.delivery_id);
  EXPECT_EQ(number("SELECT alert_id FROM deliveries"), *report.alert_id);
  EXPECT_EQ(number("SELECT deliveries_total FROM webhook_endpoints WHERE integration_id = 1"), 1);
}

TEST_F(EventWriterTest, FiftyCopiesHaveOneEffect) {
  std::vector<std::future<DeliveryReport>> futures;
  for (int i = 0; i < 50; ++i) futures.push_back(submit(job({event("E1", "triggered", 1)})));
  int stored = 0;
  int duplicate = 0;
  for (auto& future : futures) {
    const auto report = future.get();
    if (report.outcome == Outcome::stored && report.http_status == 202) ++stored;
    if (report.outcome == Outcome::duplicate && report.http_status == 200) ++duplicate;
    EXPECT_EQ(report.alert_id, 1);
  }
  EXPECT_EQ(stored, 1);
  EXPECT_EQ(duplicate, 49);
  EXPECT_EQ(number("SELECT count(*) FROM events"), 1);
  EXPECT_EQ(number("SELECT count(*) FROM alerts"), 1);
  EXPECT_EQ(number("SELECT count(*) FROM deliveries"), 50);
}

TEST_F(EventWriterTest, TheSameEventForTwoIntegrationsIsTwoAlerts) {
  EXPECT_EQ(name(write(job({event("E1", "triggered", 1)}, 1)).outcome), "stored");
  EXPECT_EQ(name(write(job({event("E1", "triggered", 1)}, 2)).outcome), "stored");
  EXPECT_EQ(number("SELECT count(*) FROM alerts"), 2);
}

TEST_F(EventWriterTest, ALateEventStillFillsIn) {
  write(job({event("E3", "resolved", 3)}));
  write(job({event("E1", "triggered", 1)}));
  EXPECT_EQ(text("SELECT status FROM alerts"), "resolved");
  EXPECT_EQ(write(job({event("E2", "acknowledged", 2)})).alerts_changed, 1u);
  EXPECT_EQ(text("SELECT acknowledged_at FROM alerts"), render_utc(minute(2)));
  EXPECT_EQ(text("SELECT ends_at FROM alerts"), render_utc(minute(3)));
}

TEST_F(EventWriterTest, SameIdWithOtherContentKeepsTheFirstAndSaysSo) {
  write(job({event("E1", "triggered", 1)}));
  const auto report = write(job({event("E1", "resolved", 2)}));
  EXPECT_EQ(report.http_status, 200u);
  EXPECT_NE(report.explanation.find("came before"), std::string::npos);
  EXPECT_EQ(text("SELECT status FROM alerts"), "firing");
}

TEST_F(EventWriterTest, CountsRejectionsUntilAValidEvent) {
  const auto rejected = [] {
    auto out = job({});
    out.assessment.http_status = 401;
    out.assessment.outcome = Outcome::rejected;
    out.assessment.signature = "invalid";
    return out;
  };
  const auto* row = "SELECT rejected_in_a_row FROM webhook_endpoints WHERE integration_id = 1";
  for (int i = 1; i <= 3; ++i) {
    EXPECT_EQ(write(rejected()).http_status, 401u);
    EXPECT_EQ(number(row), i);
  }
  EXPECT_EQ(number("SELECT rejected_in_a_row FROM webhook_endpoints WHERE integration_id = 2"), 0);
  write(job({event("E1", "triggered", 1)}));
  EXPECT_EQ(number(row), 0);
  EXPECT_EQ(number("SELECT count(*) FROM deliveries WHERE outcome = 'rejected'"), 3);
  EXPECT_EQ(number("SELECT count(*) FROM events"), 1);
}

TEST_F(EventWriterTest, OffStoresNothingButTheLogRow) {
  auto off = job({event("E1", "triggered", 1)});
  off.assessment.outcome = Outcome::off;
  EXPECT_EQ(write(std::move(off)).http_status, 202u);
  EXPECT_EQ(number("SELECT count(*) FROM events"), 0);
  EXPECT_EQ(number("SELECT count(*) FROM alerts"), 0);
  EXPECT_EQ(text("SELECT event_id FROM deliveries"), "E1");
}

TEST_F(EventWriterTest, ARemovedIntegrationIs404AndTheOthersAreStored) {
  auto gone = submit(job({event("E1", "triggered", 1)}, 99));
  auto here = submit(job({event("E1", "triggered", 1)}, 1));
  EXPECT_EQ(gone.get().http_status, 404u);
  EXPECT_EQ(here.get().http_status, 202u);
  EXPECT_EQ(number("SELECT count(*) FROM deliveries"), 1);
}

TEST_F(EventWriterTest, APoisonedJobFailsAloneAndLeavesNoTrace) {
  auto poisoned = event("E1", "triggered", 1, "Q-poison");
  poisoned.document = "not JSON";
  std::vector<std::future<DeliveryReport>> futures;
  futures.push_back(submit(job({event("A", "triggered", 1, "QA")})));
  futures.push_back(submit(job({poisoned})));
  futures.push_back(submit(job({event("B", "triggered", 1, "QB")})));
  EXPECT_EQ(futures[0].get().http_status, 202u);
  const auto failed = futures[1].get();
  EXPECT_EQ(failed.http_status, 503u);
  EXPECT_EQ(name(failed.outcome), "failed");
  EXPECT_EQ(futures[2].get().http_status, 202u);
  EXPECT_EQ(number("SELECT count(*) FROM events"), 2);
  EXPECT_EQ(number("SELECT count(*) FROM deliveries"), 2);
}

TEST_F(EventWriterTest, AStoreThatFailsIs503) {
  ASSERT_TRUE(reader_->run("DROP TABLE deliveries").has_value());
  EXPECT_EQ(write(job({event("E1", "triggered", 1)})).http_status, 503u);
  EXPECT_EQ(number("SELECT count(*) FROM events"), 0);
}

TEST_F(EventWriterTest, EnrichmentStaysThroughLaterEvents) {
  const auto alert = write(job({event("E1", "triggered", 1)})).alert_id.value();
  ASSERT_TRUE(
      writer_->set_enrichment(alert, R"({"labels":{"env":"prod","service":"x"},"severity":"critical"})").has_value());
  write(job({event("E2", "acknowledged", 2)}));
  const auto document = json::parse(text("SELECT document FROM alerts")).as_object();
  EXPECT_EQ(document.at("labels"), (json::value{{"service", "checkout"}, {"env", "prod"}}));
  EXPECT_EQ(document.at("severity").as_string(), "critical");
  EXPECT_EQ(document.at("status").as_string(), "acknowledged");
}

TEST_F(EventWriterTest, EachChangeOfAnAlertHasItsNumber) {
  write(job({event("E1", "triggered", 1, "A")}));
  write(job({event("E2", "triggered", 1, "B")}));
  write(job({event("E3", "resolved", 2, "A")}));
  write(job({event("E3", "resolved", 2, "A")}));
  EXPECT_EQ(number("SELECT change_seq FROM alerts WHERE fingerprint = 'pagerduty:A'"), 3);
  EXPECT_EQ(number("SELECT change_seq FROM alerts WHERE fingerprint = 'pagerduty:B'"), 2);
}

TEST_F(EventWriterTest, TheDestructorFinishesWhatWaits) {
  std::vector<std::future<DeliveryReport>> futures;
  for (int i = 0; i < 20; ++i) futures.push_back(submit(job({event("E" + std::to_string(i), "triggered", i)})));
  writer_.reset();
  for (auto& future : futures) EXPECT_EQ(future.get().http_status, 202u);
  EXPECT_EQ(number("SELECT count(*) FROM events"), 20);
}

TEST_F(EventWriterTest, PruningKeepsTheNewestRowsAndTheQuarantinedBodies) {
  ASSERT_TRUE(
      reader_
          ->run(
              "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2100) INSERT INTO deliveries("
              "integration_id, received_at, outcome, http_status, signature, body) SELECT 1, '', CASE i WHEN 200 THEN "
              "'quarantined' ELSE 'stored' END, 202, 'current', x'00' FROM n")
          .has_value());
  ASSERT_TRUE(store_->open_batch_writer().value()->prune_deliveries().has_value());
  EXPECT_EQ(number("SELECT count(*) FROM deliveries"), kDeliveriesKept);
  EXPECT_EQ(number("SELECT min(id) FROM deliveries"), 101);
  EXPECT_EQ(number("SELECT count(*) FROM deliveries WHERE body IS NOT NULL"), kBodiesKept + 1);
}

}  // namespace
}  // namespace autoheal::host
