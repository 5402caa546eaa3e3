#include "reads/directory.hpp"

#include "test_call.hpp"

#include <gtest/gtest.h>
#include <thread>

namespace autoheal::pagerduty::reads {
using namespace kit;
namespace {

namespace json = boost::json;
using testing::at;
using testing::TestAccount;
using testing::text_at;

json::array teams(std::size_t count) {
  json::array out;
  for (std::size_t i = 0; i < count; ++i)
    out.push_back({{"id", "PT" + std::to_string(i)}, {"name", "Team " + std::to_string(i)}});
  return out;
}

struct Teams : TestAccount {
  explicit Teams(std::size_t count) { client.list("/teams", "teams", teams(count)); }
  json::object search(const char* text) {
    return envelope("search_directory", {{"text", text}, {"kinds", json::array{"team"}}});
  }
};

TEST(Directory, ReadsEveryPageWithTwoWaits) {
  Teams account(250);
  json::value envelope = account.search("Team 249");
  EXPECT_EQ(text_at(envelope, "/data/matches/0/id"), "PT249");
  EXPECT_EQ(account.client.asked_for("/teams"), 3U);
  EXPECT_EQ(account.client.rounds, 2U);
}

TEST(Directory, KeepsNamesForFiveMinutes) {
  Teams account(3);
  account.search("Team 1");
  account.clock.advance(std::chrono::minutes{4});
  json::value second = account.search("Team 1");
  EXPECT_EQ(account.client.asked_for("/teams"), 1U);
  EXPECT_EQ(at(second, "/meta/directory_age_s").to_number<int>(), 240);
  account.clock.advance(std::chrono::minutes{2});
  account.search("Team 1");
  EXPECT_EQ(account.client.asked_for("/teams"), 2U);
}

TEST(Directory, ANameThatIsNotThereIsLookedForAnewOnce) {
  Teams account(3);
  account.client.list("/escalation_policies", "escalation_policies", {});
  account.client.list("/services", "services", {});
  account.search("Team 1");
  account.clock.advance(std::chrono::minutes{1});
  account.client.list("/teams", "teams", teams(4));
  json::value answer = account.envelope("who_is_on_call", {{"team", "Team 3"}});
  EXPECT_EQ(text_at(answer, "/data/subject/id"), "PT3") << json::serialize(answer);
  EXPECT_EQ(account.client.asked_for("/teams"), 2U);
}

TEST(Directory, AListThatFailedIsToldAndTriedAgain) {
  Teams account(3);
  account.client.fail("/teams", Error::of(Errc::upstream_unavailable, "PagerDuty answers 503."));
  EXPECT_EQ(text_at(account.search("x"), "/error/code"), "upstream_unavailable");
  account.client.list("/teams", "teams", teams(3));
  EXPECT_EQ(text_at(account.search("Team 2"), "/data/matches/0/id"), "PT2");
}

TEST(Directory, AnOldListIsBetterThanNone) {
  Teams account(3);
  account.search("Team 1");
  account.clock.advance(std::chrono::minutes{10});
  account.client.fail("/teams", Error::of(Errc::upstream_unavailable, "PagerDuty answers 503."));
  json::value answer = account.search("Team 1");
  EXPECT_EQ(text_at(answer, "/data/matches/0/id"), "PT1");
  EXPECT_EQ(at(answer, "/meta/directory_age_s").to_number<int>(), 600);
}

TEST(Directory, ARefusalIsNeverAnsweredFromOldNames) {
  Teams account(3);
  account.search("Team 1");
  account.clock.advance(std::chrono::minutes{10});
  account.client.fail("/teams", Error::of(Errc::unauthorized, "PagerDuty refused the key."));
  EXPECT_EQ(text_at(account.search("Team 1"), "/error/code"), "unauthorized");
}

TEST(Directory, ManyCallsShareOneRead) {
  Teams account(250);
  std::vector<std::jthread> threads;
  std::atomic<int> right{0};
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] {
      json::value envelope = account.search("Team 249");
      if (text_at(envelope, "/data/matches/0/id") == "PT249") ++right;
    });
  }
  threads.clear();
  EXPECT_EQ(right, 8);
  EXPECT_EQ(account.client.asked_for("/teams"), 3U);
}

}  // namespace
}  // namespace autoheal::pagerduty::reads
