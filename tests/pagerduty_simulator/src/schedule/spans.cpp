#include "schedule/spans.hpp"

#include <algorithm>

namespace simulator {

std::vector<Span> overlay(const std::vector<Span>& base, const std::vector<Span>& top) {
  std::vector<Span> out = top;
  for (const Span& span : base) {
    Millis from = span.start;
    for (const Span& cover : top) {
      if (cover.end <= from) continue;
      if (cover.start >= span.end) break;
      if (cover.start > from) out.push_back({from, cover.start, span.user});
      from = std::max(from, cover.end);
    }
    if (from < span.end) out.push_back({from, span.end, span.user});
  }
  std::sort(out.begin(), out.end(), [](const Span& a, const Span& b) { return a.start < b.start; });
  return out;
}

std::vector<Span> intersect(const std::vector<Span>& spans, const std::vector<Span>& windows) {
  std::vector<Span> out;
  for (const Span& span : spans) {
    for (const Span& window : windows) {
      const Millis start = std::max(span.start, window.start);
      const Millis end = std::min(span.end, window.end);
      if (start < end) out.push_back({start, end, span.user});
    }
  }
  return out;
}

std::vector<Span> merge_neighbours(std::vector<Span> spans) {
  std::vector<Span> out;
  for (const Span& span : spans) {
    if (!out.empty() && out.back().user == span.user && out.back().end >= span.start) {
      out.back().end = std::max(out.back().end, span.end);
    } else {
      out.push_back(span);
    }
  }
  return out;
}

std::vector<Span> clip(const std::vector<Span>& spans, Millis since, Millis until) {
  std::vector<Span> out;
  for (Span span : spans) {
    span.start = std::max(span.start, since);
    span.end = std::min(span.end, until);
    if (span.start < span.end) out.push_back(span);
  }
  return out;
}

double coverage(const std::vector<Span>& spans, Millis since, Millis until) {
  if (until <= since) return 0;
  Millis covered = 0;
  for (const Span& span : clip(spans, since, until)) covered += span.end - span.start;
  const double percent = 100.0 * static_cast<double>(covered) / static_cast<double>(until - since);
  return static_cast<double>(static_cast<std::int64_t>(percent * 100 + 0.5)) / 100;
}

}  // namespace simulator
