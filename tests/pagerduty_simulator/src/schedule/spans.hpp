// Spans of time with a person in them, and laying one list over another.
#pragma once

#include "model/schedule.hpp"

#include <string>
#include <vector>

namespace simulator {

struct Span {
  Millis start = 0;
  Millis end = 0;
  Index user = kNone;
};

// Sorted and free of overlaps: `top` wins over `base`, which keeps what is left. Both sorted and free of overlaps.
std::vector<Span> overlay(const std::vector<Span>& base, const std::vector<Span>& top);
// The parts that lie inside one of `windows` (sorted, free of overlaps).
std::vector<Span> intersect(const std::vector<Span>& spans, const std::vector<Span>& windows);
// Neighbours of the same person become one.
std::vector<Span> merge_neighbours(std::vector<Span> spans);
// Cut at the edges.
std::vector<Span> clip(const std::vector<Span>& spans, Millis since, Millis until);
// Percent of [since, until) that is covered.
double coverage(const std::vector<Span>& spans, Millis since, Millis until);

}  // namespace simulator
