// What reconcile_alerts reads, and what it says of the rest when a part of PagerDuty fails.
#include "support/row_name.hpp"
#include "test_call.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <set>
#include <vector>

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

TEST(ReconcileAlerts, YieldsOnlyIfNobodyWaits) {
  Account account;
  account.reconcile();
  account.scope.background = true;
  account.reconcile();
  EXPECT_EQ(account.client.priorities,
            (std::vector<http::Priority>{http::Priority::interactive, http::Priority::background}));
}

TEST(ReconcileAlerts, SaysSoWhenTheCallMayNotAskAgain) {
  Account account;
  account.scope.max_upstream_calls = 1;
  const json::value envelope = account.reconcile();
  EXPECT_FALSE(at(envelope, "/data/up_to_date").as_bool());
  EXPECT_NE(json::serialize(at(envelope, "/meta/warnings")).find("at most 1 requests to PagerDuty"), std::string::npos)
      << json::serialize(envelope);
  EXPECT_EQ(at(envelope, "/meta/upstream_calls").as_int64(), 1);
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

// --- pages

// So many open and so many closed meanwhile, three in each second, and so many that the host alone has open.
struct BusyAccount : TestAccount {
  BusyAccount(int open, int closed, int missing) {
    json::array rows;
    const auto second = [](const char* minute, int number) {
      const int seconds = 59 - number / 3 % 60;
      return std::string("2026-03-18T") + minute + (seconds < 10 ? ":0" : ":") + std::to_string(seconds) + "Z";
    };
    for (int i = 0; i < open; ++i)
      rows.push_back(incident("QOPEN" + std::to_string(i), "triggered", second("09:59", i).c_str()));
    for (int i = 0; i < closed; ++i)
      rows.push_back(incident("QCLOSED" + std::to_string(i), "resolved", second("09:58", i).c_str()));
    for (std::size_t i = 0; i < rows.size(); ++i) rows[i].as_object()["incident_number"] = 10'000 - i;
    client.list("/incidents", "incidents", rows, [](const json::object& row, const http::Request& request) {
      const auto statuses = FakeClient::params(request, "statuses[]");
      return std::find(statuses.begin(), statuses.end(), row.at("status").as_string()) != statuses.end();
    });
    for (int i = 0; i < missing; ++i) {
      const std::string id = "QMISSING" + std::to_string(i);
      client.document("/incidents/" + id, {{"incident", incident(id, "resolved", "2026-03-17T00:00:00Z")}});
      open_at_host.insert("pagerduty:" + id);
      wanted.insert(id);
    }
    for (const auto& row : rows) wanted.insert(text_at(row, "/id"));
    open_at_host.insert("pagerduty:QGONE");  // of which PagerDuty knows nothing
  }

  // As a host does: page after page, with what is left of `open`. False: that did not end.
  bool follow(int limit) {
    json::object arguments{{"since", "2026-03-18T09:30:00Z"}, {"limit", limit}};
    for (int page = 0; page < 100; ++page) {
      if (open_at_host.empty()) arguments.erase("open");
      if (!open_at_host.empty()) arguments["open"] = json::array(open_at_host.begin(), open_at_host.end());
      const json::value answer = envelope("reconcile_alerts", arguments);
      EXPECT_TRUE(at(answer, "/error").is_null()) << json::serialize(answer);
      EXPECT_LE(json::serialize(answer).size(), scope.max_result_bytes);
      const auto& events = at(answer, "/data/events");
      if (!events.is_array() || events.get_array().size() > static_cast<std::size_t>(limit)) return false;
      for (const auto& event : events.get_array()) {
        told.push_back(text_at(event, "/resource/id"));
        open_at_host.erase(text_at(event, "/alert/fingerprint"));
      }
      for (const auto& one : at(answer, "/data/gone").as_array()) {
        gone.push_back(std::string(one.as_string()));
        open_at_host.erase(gone.back());
      }
      up_to_date = up_to_date && at(answer, "/data/up_to_date").as_bool();
      ++pages;
      if (at(answer, "/data/next_cursor").is_null()) return true;
      arguments["cursor"] = at(answer, "/data/next_cursor");
    }
    return false;
  }

  std::set<std::string> open_at_host;
  std::set<std::string> wanted;
  std::vector<std::string> told;
  std::vector<std::string> gone;
  bool up_to_date = true;
  int pages = 0;
};

TEST(ReconcileAlerts, EveryPageSizeTellsEachIncidentExactlyOnce) {
  const struct {
    int open, closed, missing, limit;
  } rows[] = {{0, 0, 0, 1},        {1, 1, 1, 1},      {7, 5, 3, 1},    {7, 5, 3, 4},
              {7, 5, 3, 7},        {7, 5, 3, 12},     {7, 5, 3, 1000}, {150, 0, 0, 50},
              {100, 100, 10, 100}, {160, 40, 20, 33}, {0, 9, 9, 5},    {0, 0, 350, 1000}};
  for (const auto& row : rows) {
    SCOPED_TRACE(::testing::Message() << row.open << "/" << row.closed << "/" << row.missing << " by " << row.limit);
    BusyAccount account(row.open, row.closed, row.missing);
    ASSERT_TRUE(account.follow(row.limit));
    EXPECT_EQ(account.told.size(), account.wanted.size());
    EXPECT_EQ(std::set<std::string>(account.told.begin(), account.told.end()), account.wanted);
    EXPECT_EQ(account.gone, std::vector<std::string>{"pagerduty:QGONE"});
    EXPECT_TRUE(account.up_to_date);
  }
}

TEST(ReconcileAlerts, APageEndsBelowWhatTheCallTakes) {
  BusyAccount account(120, 30, 10);
  account.scope.max_result_bytes = 16 * 1024;
  ASSERT_TRUE(account.follow(1000));
  EXPECT_GT(account.pages, 5);
  EXPECT_EQ(account.told.size(), account.wanted.size());
  EXPECT_EQ(std::set<std::string>(account.told.begin(), account.told.end()), account.wanted);
}

TEST(ReconcileAlerts, ACursorThatIsNoneIsAnError) {
  for (const char* cursor : {"x", "o", "o1.2", "cn0.1.0.1.1.1.1", "list"}) {
    TestAccount account;
    const json::value answer = account.envelope("reconcile_alerts", {{"cursor", cursor}});
    EXPECT_EQ(text_at(answer, "/error/code"), "invalid_argument") << cursor;
    EXPECT_EQ(text_at(answer, "/error/problems/0/pointer"), "/cursor") << cursor;
  }
}

TEST(ReconcileAlerts, AMomentThatIsNoneIsAnError) {
  Account account;
  EXPECT_EQ(text_at(account.envelope("reconcile_alerts", {{"since", "soon"}}), "/error/code"), "invalid_argument");
}

}  // namespace
}  // namespace autoheal::pagerduty::operations
