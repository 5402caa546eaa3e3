// How alike two incidents are, from what the incident list tells: title template, words, first trigger entry, service
// and its neighbours, time of day. Threads: pure functions, [any-thread].
#pragma once

#include "model/incident.hpp"

#include <string>
#include <unordered_set>
#include <vector>

namespace autoheal::pagerduty::reads {

struct SimilarHit {
  std::size_t index = 0;  // into the candidates
  double score = 0;       // 0..1
  std::vector<std::string> reasons;
};

struct SimilarityQuestion {
  model::Incident like;                        // only title for a text
  std::unordered_set<std::string> neighbours;  // services that its service depends on or that depend on it
  bool is_text = false;
};

// A title with what varies taken out: "Disk 91% full on db-7" is "disk # full on db #".
std::string title_template(std::string_view title);

// The best `most` of the candidates with a score worth showing, best first; the question's own incident is left out.
std::vector<SimilarHit> rank_similar(const SimilarityQuestion& question, const std::vector<model::Incident>& candidates,
                                     std::size_t most);

}  // namespace autoheal::pagerduty::reads
