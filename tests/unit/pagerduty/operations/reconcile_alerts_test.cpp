// What reconcile_alerts reads, and what it says of the rest when a part of PagerDuty fails.
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "support/row_name.hpp"
#include "test_call.hpp"

namespace autoheal::pagerduty::operations {
using namespace kit;
using namespace reads;
namespace {

namespace json = boost::json;
using testing::at;
using testing::FakeClient;
using testing::TestAccount;
using testing::text_at;

json::object incident(const std::string& id, const char* status, const char* created) {
  return {{"id", id},
          {"incident_number", 7},
          {"title", "checkout is slow"},
          {"status", status},
          {"urgency", "high"},
          {"created_at", created},
          {"last_status_change_at", "2026-03-18T10:00:00Z"},
          {"service", {{"id", "S1"}, {"summary", "checkout"}}}};
}

// QOPEN is open; QDURING came and went while the host was away; QBEFORE is open at the host alone.
struct Account : TestAccount {
  Account() {
    client.list("/incidents", "incidents",
                {incident("QOPEN", "triggered", "2026-03-18T09:59:00Z"),
                 incident("QDURING", "resolved", "2026-03-18T09:58:00Z")},
                [](const json::object& row, const http::Request& request) {
                  const auto statuses = FakeClient::params(request, "statuses[]");
                  return std::find(statuses.begin(), statuses.end(), row.at("status").as_string()) != statuses.end();
                });
    client.document("/incidents/QBEFORE", {{"incident", incident("QBEFORE", "resolved", "2026-03-17T00:00:00Z")}});
  }

  json::value reconcile() {
    return envelope("reconcile_alerts",
                    {{"open", json::array{"pagerduty:QBEFORE"}}, {"since", "2026-03-18T09:30:00Z"}});
  }

  // The lists with these statuses fail.
  void fail_lists_of(const std::string& status) {
    client.answer("/incidents", [status](const http::Request& request) -> Result<std::string> {
      const auto statuses = FakeClient::params(request, "statuses[]");
      if (std::find(statuses.begin(), statuses.end(), status) != statuses.end()) {
        return failure(Errc::upstream_unavailable, "PagerDuty answered 503.");
      }
      return std::string(R"({"incidents":[],"more":false,"total":0})");
    });
  }
};

std::set<std::string> events_of(const json::value& envelope) {
  std::set<std::string> out;
  for (const auto& event : at(envelope, "/data/events").as_array()) {
    out.insert(text_at(event, "/resource/id") + " " + text_at(event, "/kind"));
  }
  return out;
}

TEST(ReconcileAlerts, TellsWhatIsOpenWhatWasClosedMeanwhileAndWhatBecameOfTheRest) {
  Account account;
  const json::value envelope = account.reconcile();
  ASSERT_TRUE(at(envelope, "/error").is_null()) << json::serialize(envelope);
  EXPECT_EQ(events_of(envelope),
            (std::set<std::string>{"QOPEN unacknowledged", "QDURING resolved", "QBEFORE resolved"}));
  EXPECT_TRUE(at(envelope, "/data/up_to_date").as_bool());
  EXPECT_TRUE(at(envelope, "/meta/complete").as_bool());
}

TEST(ReconcileAlerts, AnIncidentThatIsGoneIsNamed) {
  Account account;
  account.client.fail("/incidents/QBEFORE", Error::of(Errc::not_found, "PagerDuty has no such incident."));
  const json::value envelope = account.reconcile();
  EXPECT_EQ(text_at(envelope, "/data/gone/0"), "pagerduty:QBEFORE");
  EXPECT_TRUE(at(envelope, "/data/up_to_date").as_bool()) << "there is nothing to be read later";
}

TEST(ReconcileAlerts, AnAlertThatCouldNotBeReadIsAskedForAgainBecauseItStaysOpen) {
  Account account;
  account.client.fail("/incidents/QBEFORE", Error::of(Errc::upstream_unavailable, "PagerDuty answered 503."));
  const json::value envelope = account.reconcile();
  EXPECT_FALSE(at(envelope, "/meta/complete").as_bool());
  EXPECT_EQ(text_at(envelope, "/meta/warnings/0"), "1 incident could not be read: PagerDuty answered 503.");
  EXPECT_TRUE(at(envelope, "/data/up_to_date").as_bool());
}

TEST(ReconcileAlerts, WithoutTheClosedOnesTheHostIsNotUpToDate) {
  Account account;
  account.fail_lists_of("resolved");
  const json::value envelope = account.reconcile();
  ASSERT_TRUE(at(envelope, "/error").is_null()) << json::serialize(envelope);
  EXPECT_FALSE(at(envelope, "/data/up_to_date").as_bool());
  EXPECT_FALSE(at(envelope, "/meta/complete").as_bool());
  EXPECT_EQ(events_of(envelope), (std::set<std::string>{"QBEFORE resolved"}));
}

TEST(ReconcileAlerts, WithoutTheOpenOnesThereIsNoAnswer) {
  Account account;
  account.fail_lists_of("triggered");
  EXPECT_EQ(text_at(account.reconcile(), "/error/code"), "upstream_unavailable");
}

TEST(ReconcileAlerts, APageOfTheOpenOnesThatFailsLeavesTheHostBehind) {
  Account account;
  json::array rows;
  for (int i = 0; i < 150; ++i) {
    rows.push_back(incident("Q" + std::to_string(i), "triggered", "2026-03-18T09:59:00Z"));
  }
  const std::string first = json::serialize(
      json::object{{"incidents", json::array(rows.begin(), rows.begin() + 100)}, {"more", true}, {"total", 150}});
  account.client.answer("/incidents", [first](const http::Request& request) -> Result<std::string> {
    if (FakeClient::param(request, "offset") == "100") {
      return failure(Errc::upstream_unavailable, "PagerDuty answered 503.");
    }
    const auto statuses = FakeClient::params(request, "statuses[]");
    if (statuses == std::vector<std::string>{"resolved"}) return std::string(R"({"incidents":[],"total":0})");
    return first;
  });
  const json::value envelope = account.reconcile();
  EXPECT_FALSE(at(envelope, "/data/up_to_date").as_bool());
  EXPECT_EQ(events_of(envelope).size(), 101U) << "what could be read is told";
}

TEST(ReconcileAlerts, AMomentThatIsNoneIsAnError) {
  Account account;
  EXPECT_EQ(text_at(account.envelope("reconcile_alerts", {{"since", "soon"}}), "/error/code"), "invalid_argument");
}

}  // namespace
}  // namespace autoheal::pagerduty::operations
