#include "kit/names/ranking.hpp"

#include <gtest/gtest.h>

namespace autoheal::kit {
namespace {

struct Team {
  std::string id;
  std::string name;
};

std::string without_team(const Team&, std::string_view folded) {
  if (folded.starts_with("the ")) folded.remove_prefix(4);
  if (folded.ends_with(" team")) folded.remove_suffix(5);
  return std::string(folded);
}

GivenName given(std::string_view text, std::optional<std::string> url_id = {}) { return {text, fold(text), url_id}; }

std::string ids(const std::vector<Ranked<Team>>& ranked) {
  std::string out;
  for (const Ranked<Team>& each : ranked) out += (out.empty() ? "" : " ") + each.thing.id;
  return out;
}

const std::vector<Team> kTeams{{"T1", "Payments"}, {"T2", "Payments Platform"}, {"T3", "Web Team"}, {"T4", "Webb"}};

struct Row {
  const char* given;
  const char* ranked;
  const char* meant;
};

TEST(Ranking, BestFirstAndOnlyWhatIsMeant) {
  for (const Row& row :
       {Row{"Payments", "T1 T2", "T1"}, Row{"payments", "T1 T2", "T1"}, Row{"the payments team", "T1 T2", "T1"},
        Row{"pay", "T1 T2", "T1 T2"}, Row{"web", "T3 T4", "T3"}, Row{"Web Team", "T3 T4", "T3"}, Row{"T4", "T4", "T4"},
        Row{"paymnets", "T1 T2", "T1 T2"}, Row{"search", "", ""}}) {
    const auto ranked = rank(kTeams, given(row.given), without_team);
    EXPECT_EQ(ids(ranked), row.ranked) << row.given;
    EXPECT_EQ(ids(meant(ranked)), row.meant) << row.given;
  }
}

TEST(Ranking, AUrlMeansTheIdInIt) {
  EXPECT_EQ(ids(rank(kTeams, given("https://acme.example/teams/T3", "T3"), without_team)), "T3");
  EXPECT_EQ(ids(rank(kTeams, given("https://acme.example/", ""), without_team)), "");
}

TEST(Ranking, TheNearestAreFew) {
  const auto near = nearest(kTeams, given("webs"), without_team);
  ASSERT_EQ(near.size(), 3U);
  EXPECT_EQ(near.front().fit.match, Match::fuzzy);
  EXPECT_EQ(near.front().thing.id, "T4");
}

TEST(Ranking, SeveralFitsAreAnErrorWithChoices) {
  const Error error = ambiguous_name("team", "pay", "team", 12, {{"team", "T1", "Payments", ""}});
  EXPECT_EQ(error.code, Errc::ambiguous);
  EXPECT_EQ(error.message, "\"pay\" fits 12 names of kind team.");
  ASSERT_EQ(error.choices.size(), 1U);
  ASSERT_EQ(error.problems.size(), 1U);
  EXPECT_EQ(error.problems.front().pointer, "/team");
}

}  // namespace
}  // namespace autoheal::kit
