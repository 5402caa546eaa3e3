// What the plugin is asked when alerts are read back.
#include "reconcile/reconcile.hpp"

#include "unit/host_stub/intake/event_writer_fixture.hpp"

#include <algorithm>

namespace autoheal::host {
namespace {

// The event of a test alert: that of an incident, under another fingerprint.
IncomingEvent with_fingerprint(const std::string& fingerprint) {
  auto out = event("event of " + fingerprint, "triggered", 1);
  out.fingerprint = fingerprint;
  auto document = json::parse(out.document).as_object();
  document["alert"].as_object()["fingerprint"] = fingerprint;
  out.document = json::serialize(document);
  return out;
}

TEST_F(EventWriterTest, OnlyOpenAlertsOfTheSourceAreAskedAbout) {
  write(job({event("E1", "triggered", 1, "Q1"), event("E2", "triggered", 2, "Q2"), event("E3", "resolved", 3, "Q2")}));
  write(job({event("E4", "triggered", 1, "Q3")}, 2));
  write(job({with_fingerprint("test:aGVsbG8"), with_fingerprint("test:"), with_fingerprint("testing:1")}));
  ASSERT_EQ(number("SELECT count(*) FROM alerts WHERE fingerprint LIKE 'test:%' AND status = 'firing'"), 2);
  const auto arguments = reconcile_arguments(*store_, 1);
  ASSERT_TRUE(arguments.has_value()) << arguments.error().message;
  const auto& open = arguments.value().at("open").as_array();
  EXPECT_EQ(open.size(), 2u) << json::serialize(open);
  for (const auto* wanted : {"pagerduty:Q1", "testing:1"}) {
    EXPECT_NE(std::find(open.begin(), open.end(), json::value(wanted)), open.end()) << wanted;
  }
}

TEST_F(EventWriterTest, WithTestAlertsAloneThereIsNothingToAskAbout) {
  write(job({with_fingerprint("test:aGVsbG8")}));
  const auto arguments = reconcile_arguments(*store_, 1);
  ASSERT_TRUE(arguments.has_value()) << arguments.error().message;
  EXPECT_FALSE(arguments.value().contains("open"));
}

// What the host makes itself: the strike of the sender stays, and there is no first event.
TEST_F(EventWriterTest, ATestAlertCountsAsNoDelivery) {
  ASSERT_TRUE(reader_->run("UPDATE webhook_endpoints SET rejected_in_a_row = 2").has_value());
  auto made = job({with_fingerprint("test:aGVsbG8")});
  made.origin = Origin::test_alert;
  auto again = job({with_fingerprint("test:aGVsbG8")});
  again.origin = Origin::test_alert;
  EXPECT_EQ(write(std::move(made)).new_events, 1u);
  EXPECT_EQ(write(std::move(again)).new_events, 0u);
  EXPECT_EQ(number("SELECT count(*) FROM deliveries WHERE outcome = 'test'"), 1);
  EXPECT_EQ(number("SELECT count(*) FROM deliveries"), 1) << "the second changed nothing";
  EXPECT_EQ(number("SELECT rejected_in_a_row FROM webhook_endpoints WHERE integration_id = 1"), 2);
  EXPECT_EQ(number("SELECT deliveries_total FROM webhook_endpoints WHERE integration_id = 1"), 0);
  EXPECT_EQ(number("SELECT count(*) FROM webhook_endpoints WHERE last_event_at IS NOT NULL"), 0);
}

}  // namespace
}  // namespace autoheal::host
