#include "reads/similarity.hpp"

#include "kit/time/rfc3339.hpp"

#include <gtest/gtest.h>

namespace autoheal::pagerduty::reads {
using namespace kit;
namespace {

model::Incident incident(const std::string& id, const std::string& title, const std::string& service) {
  model::Incident out;
  out.id = id;
  out.title = title;
  out.service = {service, "service", service, ""};
  out.created_at = *parse_rfc3339("2026-03-18T10:00:00Z");
  return out;
}

TEST(TitleTemplate, TakesOutWhatVaries) {
  EXPECT_EQ(title_template("Disk 91% full on db-7"), title_template("Disk 4% full on db-19"));
  EXPECT_EQ(title_template("pod api-7f9c4 restarted"), title_template("pod api-0a1b2 restarted"));
  EXPECT_NE(title_template("Disk full"), title_template("Memory full"));
}

TEST(Similarity, TheTwinComesFirst) {
  SimilarityQuestion question;
  question.like = incident("Q0", "checkout p99 latency above 2 s on host-7", "S1");
  std::vector<model::Incident> candidates{
      incident("Q1", "search p99 latency above 9 s on host-1", "S2"), incident("Q2", "checkout error rate 12%", "S1"),
      incident("Q3", "checkout p99 latency above 5 s on host-3", "S1"), incident("Q4", "Disk 90% full", "S9")};
  auto hits = rank_similar(question, candidates, 10);
  ASSERT_FALSE(hits.empty());
  EXPECT_EQ(candidates[hits[0].index].id, "Q3");
  EXPECT_GT(hits[0].score, 0.9);
  for (const SimilarHit& hit : hits) EXPECT_NE(candidates[hit.index].id, "Q4");
}

TEST(Similarity, SaysWhy) {
  SimilarityQuestion question;
  question.like = incident("Q0", "queue of worker is growing", "S1");
  question.neighbours = {"S2"};
  std::vector<model::Incident> candidates{incident("Q1", "queue of worker is growing", "S2")};
  auto hits = rank_similar(question, candidates, 10);
  ASSERT_EQ(hits.size(), 1U);
  ASSERT_GE(hits[0].reasons.size(), 2U);
  EXPECT_NE(hits[0].reasons[1].find("depends"), std::string::npos);
}

TEST(Similarity, ItselfAndWhatWasMergedAreLeftOut) {
  SimilarityQuestion question;
  question.like = incident("Q0", "same", "S1");
  std::vector<model::Incident> candidates{incident("Q0", "same", "S1"), incident("Q1", "same", "S1")};
  candidates[1].merged_into = {"Q0", "incident", "", ""};
  EXPECT_TRUE(rank_similar(question, candidates, 10).empty());
}

TEST(Similarity, TheSameServiceAloneIsNotEnough) {
  SimilarityQuestion question;
  question.like = incident("Q0", "database failover", "S1");
  std::vector<model::Incident> candidates{incident("Q1", "certificate expires", "S1")};
  EXPECT_TRUE(rank_similar(question, candidates, 10).empty());
}

TEST(Similarity, RareWordsWeighMore) {
  SimilarityQuestion question;
  question.is_text = true;
  question.like.title = "promotion timeout";
  std::vector<model::Incident> candidates;
  for (int i = 0; i < 50; ++i) candidates.push_back(incident("T" + std::to_string(i), "upstream timeout", "S1"));
  candidates.push_back(incident("Q1", "promotion rules broken", "S1"));
  auto hits = rank_similar(question, candidates, 5);
  ASSERT_FALSE(hits.empty());
  EXPECT_EQ(candidates[hits[0].index].id, "Q1");
}

TEST(Similarity, NothingToCompareIsNothingFound) {
  SimilarityQuestion question;
  question.like.title = "";
  EXPECT_TRUE(rank_similar(question, {}, 10).empty());
  EXPECT_TRUE(rank_similar(question, {incident("Q1", "x", "S1")}, 10).empty());
}

}  // namespace
}  // namespace autoheal::pagerduty::reads
