// Windows and counts that PagerDuty does not give in one piece, against a client that keeps its rules.
#include "reads/incident_scan.hpp"

#include "test_call.hpp"

#include <gtest/gtest.h>
#include <set>

namespace autoheal::pagerduty::reads {
using namespace kit;
namespace {

namespace json = boost::json;
using testing::at;
using testing::FakeClient;
using testing::TestAccount;
using testing::text_at;

struct Stored {
  std::string id;
  std::int64_t number;
  UtcTime created;
};

// Incidents every `apart`, the newest at `last`; the six-month rule, the 10,000 wall, pages, totals.
struct History : TestAccount {
  History(std::size_t count, std::chrono::seconds apart, const char* last) {
    for (std::size_t i = 0; i < count; ++i) {
      stored.push_back({"Q" + std::to_string(1'000'000 + i), static_cast<std::int64_t>(count - i),
                        *parse_rfc3339(last) - apart * static_cast<std::int64_t>(i)});
    }
    client.answer("/incidents", [this](const http::Request& request) { return answer(request); });
  }

  Result<std::string> answer(const http::Request& request) {
    std::size_t offset = std::stoul(FakeClient::param(request, "offset"));
    std::size_t limit = std::stoul(FakeClient::param(request, "limit"));
    if (offset + limit > 10'000) return failure(Errc::rejected, "Offset+limit exceeds maximum allowed value of 10000.");
    bool all = FakeClient::param(request, "date_range") == "all";
    UtcTime since{};
    UtcTime until = UtcTime::max();
    if (!all) {
      since = *parse_rfc3339(FakeClient::param(request, "since"));
      until = *parse_rfc3339(FakeClient::param(request, "until"));
      if (until - since > std::chrono::days{184}) return failure(Errc::rejected, "Invalid Input Provided: is invalid.");
    }
    std::vector<const Stored*> rows;
    for (const Stored& s : stored) {
      if (s.created >= since && s.created <= until) rows.push_back(&s);  // both ends included: the worse case
    }
    if (FakeClient::param(request, "sort_by") == "created_at:asc") std::reverse(rows.begin(), rows.end());
    if (failing_offset && offset == *failing_offset) return failure(Errc::rate_limited, "PagerDuty says slow down.");
    json::array page;
    for (std::size_t i = offset; i < std::min(rows.size(), offset + limit); ++i) {
      page.push_back({{"id", rows[i]->id},
                      {"incident_number", rows[i]->number},
                      {"title", "t " + std::to_string(rows[i]->number)},
                      {"status", "resolved"},
                      {"urgency", "high"},
                      {"created_at", render_rfc3339(rows[i]->created)},
                      {"resolved_at", render_rfc3339(rows[i]->created + std::chrono::minutes{5})}});
    }
    json::object reply{{"incidents", std::move(page)}, {"more", offset + limit < rows.size()}};
    if (FakeClient::param(request, "total") == "true") reply["total"] = rows.size();
    return json::serialize(reply);
  }

  json::object list(json::object arguments) {
    arguments["status"] = "any";
    return envelope("list_incidents", arguments);
  }

  std::vector<Stored> stored;
  std::optional<std::size_t> failing_offset;
};

TEST(IncidentScan, FourteenMonthsAndTwentyFiveThousandAreExact) {
  History account(25'000, std::chrono::seconds{1'470}, "2026-03-18T10:00:00Z");
  json::value envelope = account.list({{"window", "last 15 months"}, {"limit", 1}});
  EXPECT_EQ(at(envelope, "/meta/total").to_number<int>(), 25'000) << json::serialize(envelope);
  EXPECT_LE(account.client.asked.size(), 3U);  // one request for each half year
}

TEST(IncidentScan, ReadsThemAllOnce) {
  History account(25'000, std::chrono::seconds{1'470}, "2026-03-18T10:00:00Z");
  json::value envelope = account.list({{"window", "last 15 months"}, {"text", "t 7"}});
  EXPECT_EQ(at(envelope, "/meta/total").to_number<int>(), 1);
  EXPECT_EQ(text_at(envelope, "/data/incidents/0/number"), "7");
}

TEST(IncidentScan, HalvesAWindowWithMoreThanTenThousand) {
  History account(23'000, std::chrono::seconds{60}, "2026-03-18T10:00:00Z");
  json::value envelope = account.envelope("summarize_incidents", {{"window", "last 30 days"}, {"by", "urgency"}});
  EXPECT_EQ(at(envelope, "/data/totals/incidents").to_number<int>(), 23'000)
      << json::serialize(envelope).substr(0, 500);
}

TEST(IncidentScan, PagesGoOnWhereTheLastOneEnded) {
  History account(731, std::chrono::seconds{3'600 * 9}, "2026-03-18T10:00:00Z");  // with several in one second below
  for (std::size_t i = 100; i < 140; ++i) account.stored[i].created = account.stored[100].created;
  for (const char* sort : {"newest", "oldest", "longest"}) {
    std::set<std::int64_t> seen;
    json::object arguments{{"window", "last 365 days"}, {"limit", 90}, {"sort", sort}};
    for (int page = 0; page < 20; ++page) {
      json::value envelope = account.list(arguments);
      ASSERT_EQ(at(envelope, "/meta/total").to_number<int>(), 731) << json::serialize(envelope).substr(0, 400);
      for (const auto& row : at(envelope, "/data/incidents").as_array()) {
        EXPECT_TRUE(seen.insert(row.at("number").as_int64()).second) << sort << " repeats " << row.at("number");
      }
      if (at(envelope, "/meta/cuts").is_null()) break;
      arguments = at(envelope, "/meta/cuts/0/follow_up/arguments").as_object();
    }
    EXPECT_EQ(seen.size(), 731U) << sort;
  }
}

TEST(IncidentScan, NothingShiftsWhenNewOnesCome) {
  History account(250, std::chrono::seconds{3'600}, "2026-03-18T10:00:00Z");
  json::value first = account.list({{"window", "last 30 days"}, {"limit", 50}});
  for (int i = 0; i < 5; ++i) {
    account.stored.insert(account.stored.begin(),
                          {"QNEW" + std::to_string(i), 1'000 + i, *parse_rfc3339("2026-03-18T10:29:00Z")});
  }
  json::value second = account.list(at(first, "/meta/cuts/0/follow_up/arguments").as_object());
  EXPECT_EQ(text_at(second, "/data/incidents/0/number"), "200");
}

TEST(IncidentScan, APageThatFailsIsACutWithItsReason) {
  History account(500, std::chrono::seconds{3'600}, "2026-03-18T10:00:00Z");
  account.failing_offset = 200;
  json::value envelope = account.list({{"window", "last 30 days"}, {"limit", 400}, {"max_bytes", 262'144}});
  EXPECT_EQ(at(envelope, "/data/incidents").as_array().size(), 199U);  // the last one's second may go on
  EXPECT_FALSE(at(envelope, "/meta/complete").as_bool());
  EXPECT_EQ(text_at(envelope, "/meta/cuts/0/why"), "rate");
  EXPECT_EQ(at(envelope, "/meta/total").to_number<int>(), 500);
  account.failing_offset.reset();
  json::value rest = account.list(at(envelope, "/meta/cuts/0/follow_up/arguments").as_object());
  EXPECT_EQ(at(rest, "/data/incidents").as_array().size(), 301U);
}

TEST(IncidentScan, WithoutTheFirstPageThereIsAnError) {
  History account(10, std::chrono::seconds{3'600}, "2026-03-18T10:00:00Z");
  account.failing_offset = 0;
  json::value envelope = account.list({{"window", "last 30 days"}});
  EXPECT_EQ(text_at(envelope, "/error/code"), "rate_limited");
  EXPECT_NE(text_at(envelope, "/error/hint").find("shorter window"), std::string::npos);
}

TEST(IncidentScan, AnIgnoredFilterIsSaidAndDone) {
  History account(10, std::chrono::seconds{3'600}, "2026-03-18T10:00:00Z");
  json::value envelope = account.list({{"window", "last 30 days"}, {"urgency", "low"}});
  EXPECT_EQ(at(envelope, "/data/incidents").as_array().size(), 0U);
  EXPECT_NE(text_at(envelope, "/meta/warnings/0").find("did not apply a filter"), std::string::npos);
}

}  // namespace
}  // namespace autoheal::pagerduty::reads
