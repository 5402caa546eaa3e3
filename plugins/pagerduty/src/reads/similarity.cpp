#include "reads/similarity.hpp"

#include "kit/names/name_match.hpp"
#include "kit/text/ascii.hpp"
#include "kit/text/hash.hpp"

#include <algorithm>
#include <cmath>
#include <unordered_map>

namespace autoheal::pagerduty::reads {
namespace {

constexpr double kLeastScore = 0.2;
constexpr double kCloseScore = 0.4;
constexpr double kTemplate = 0.45;
constexpr double kWords = 0.40;
constexpr double kDescription = 0.10;
constexpr double kSameService = 0.25;
constexpr double kNeighbour = 0.12;
constexpr double kSameSource = 0.10;
constexpr double kSamePriority = 0.03;
constexpr double kSameHours = 0.05;

using Words = std::vector<std::uint64_t>;  // hashes, sorted, each once

template <class Visit>
void each_word(std::string_view text, Visit visit) {
  while (!text.empty()) {
    const std::size_t blank = text.find(' ');
    if (blank != 0) visit(text.substr(0, blank));
    text = blank == std::string_view::npos ? std::string_view{} : text.substr(blank + 1);
  }
}

bool is_small_word(std::string_view word) {
  constexpr std::string_view kSmall[] = {"a",  "the", "on",  "in",    "of",    "is", "for",
                                         "to", "at",  "and", "above", "below", "#"};
  return std::find(std::begin(kSmall), std::end(kSmall), word) != std::end(kSmall);
}

Words template_words(std::string_view folded_template) {
  Words out;
  each_word(folded_template, [&](std::string_view word) {
    if (!is_small_word(word)) out.push_back(kit::fnv1a(word));
  });
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

// Rare words weigh more.
class Weights {
 public:
  explicit Weights(std::size_t documents) : documents_(static_cast<double>(documents + 1)) {}
  void count(const Words& words) {
    for (std::uint64_t word : words) ++counts_[word];
  }
  double of(std::uint64_t word) const {
    const auto found = counts_.find(word);
    return std::log(documents_ / (found == counts_.end() ? 1.0 : static_cast<double>(found->second))) + 0.3;
  }

 private:
  double documents_;
  std::unordered_map<std::uint64_t, std::size_t> counts_;
};

double overlap(const Words& a, const Words& b, const Weights& weights) {
  double both = 0;
  double all = 0;
  auto x = a.begin();
  auto y = b.begin();
  while (x != a.end() || y != b.end()) {
    if (y == b.end() || (x != a.end() && *x < *y)) {
      all += weights.of(*x++);
    } else if (x == a.end() || *y < *x) {
      all += weights.of(*y++);
    } else {
      both += weights.of(*x);
      all += weights.of(*x++);
      ++y;
    }
  }
  return all > 0 ? both / all : 0;
}

int hour_of(kit::UtcTime time) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  return static_cast<int>(std::chrono::floor<std::chrono::hours>(time - day).count());
}

bool same_hours(const model::Incident& a, const model::Incident& b) {
  const int apart = std::abs(hour_of(a.created_at) - hour_of(b.created_at));
  return std::min(apart, 24 - apart) <= 1;
}

struct Profile {
  std::uint64_t title = 0;
  Words words;
};

Profile profile_of(std::string_view title) {
  const std::string text = title_template(title);
  return {kit::fnv1a(text), template_words(text)};
}

void add(SimilarHit& hit, double score, const char* reason) {
  hit.score += score;
  hit.reasons.emplace_back(reason);
}

SimilarHit compare(const SimilarityQuestion& question, const Profile& mine, const model::Incident& other,
                   const Profile& theirs, const Weights& weights) {
  SimilarHit hit;
  const model::Incident& like = question.like;
  double words = overlap(mine.words, theirs.words, weights);
  if (mine.title == theirs.title) {
    add(hit, kTemplate + kWords, "same title but for numbers and names");
  } else if (words >= 0.2) {
    add(hit, (kTemplate + kWords) * words * 0.85, words >= 0.6 ? "most words of the title" : "some words of the title");
  }
  if (question.is_text) return hit;
  if (!like.service.id.empty() && like.service.id == other.service.id) {
    add(hit, kSameService, "same service");
  } else if (question.neighbours.contains(other.service.id)) {
    add(hit, kNeighbour, "a service that depends on this one, or on which it depends");
  }
  if (like.trigger && other.trigger) {
    bool same_agent =
        !like.trigger->agent.summary.empty() && like.trigger->agent.summary == other.trigger->agent.summary;
    if (same_agent && like.trigger->channel == other.trigger->channel)
      add(hit, kSameSource, "triggered by the same source");
    const bool told = !like.trigger->description.empty() && like.trigger->description != like.title;
    if (told && title_template(like.trigger->description) == title_template(other.trigger->description)) {
      add(hit, kDescription, "same first trigger event");
    }
  }
  if (!like.priority.id.empty() && like.priority.id == other.priority.id) hit.score += kSamePriority;
  if (same_hours(like, other)) add(hit, kSameHours, "same time of day");
  return hit;
}

// What a twin would reach, given what is known of the incident.
double best_score(const SimilarityQuestion& question) {
  double score = kTemplate + kWords;
  if (question.is_text) return score;
  const model::Incident& like = question.like;
  if (!like.service.id.empty()) score += kSameService;
  if (like.trigger && !like.trigger->agent.summary.empty()) score += kSameSource;
  if (like.trigger && !like.trigger->description.empty() && like.trigger->description != like.title)
    score += kDescription;
  if (!like.priority.id.empty()) score += kSamePriority;
  return score + kSameHours;
}

bool has_digit(std::string_view word) { return std::any_of(word.begin(), word.end(), kit::is_digit); }

// One of the two went into the other: the same incident, not an earlier one.
bool is_merge_of(const model::Incident& a, const model::Incident& b) {
  return (!a.merged_into.id.empty() && a.merged_into.id == b.id) ||
         (!b.merged_into.id.empty() && b.merged_into.id == a.id);
}

}  // namespace

std::string title_template(std::string_view title) {
  const std::string folded = kit::fold(title);
  std::string out;
  each_word(folded, [&](std::string_view word) {
    const std::string_view kept = has_digit(word) ? std::string_view("#") : word;
    if (kept == "#" && out.ends_with('#')) return;  // "eu west 1 7" and "eu west 12" are the same
    out += (out.empty() ? "" : " ") + std::string(kept);
  });
  return out;
}

std::vector<SimilarHit> rank_similar(const SimilarityQuestion& question, const std::vector<model::Incident>& candidates,
                                     std::size_t most) {
  const Profile mine = profile_of(question.like.title);
  std::vector<Profile> profiles;
  profiles.reserve(candidates.size());
  Weights weights(candidates.size());
  for (const model::Incident& candidate : candidates) {
    profiles.push_back(profile_of(candidate.title));
    weights.count(profiles.back().words);
  }
  const double most_possible = best_score(question);
  std::vector<SimilarHit> hits;
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    if (candidates[i].id == question.like.id || is_merge_of(candidates[i], question.like)) continue;
    SimilarHit hit = compare(question, mine, candidates[i], profiles[i], weights);
    const bool about_the_same = !hit.reasons.empty() && hit.reasons.front().find("title") != std::string::npos;
    hit.index = i;
    hit.score = std::min(hit.score / most_possible, 1.0);
    if (hit.score >= kLeastScore && (about_the_same || hit.score >= kCloseScore)) hits.push_back(std::move(hit));
  }
  const auto better = [&](const SimilarHit& a, const SimilarHit& b) {
    if (a.score != b.score) return a.score > b.score;
    return candidates[a.index].created_at > candidates[b.index].created_at;  // the later one is the better lesson
  };
  const std::size_t kept = std::min(most, hits.size());
  std::partial_sort(hits.begin(), hits.begin() + static_cast<std::ptrdiff_t>(kept), hits.end(), better);
  hits.resize(kept);
  return hits;
}

}  // namespace autoheal::pagerduty::reads
