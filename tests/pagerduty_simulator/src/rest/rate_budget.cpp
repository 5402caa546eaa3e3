#include "rest/rate_budget.hpp"

#include <algorithm>

namespace simulator {

std::string RateBudget::bucket(const Key& key) {
  return key.kind == Key::Kind::user ? "user " + std::to_string(key.user) : "key " + key.name;
}

bool RateBudget::take(const Key& key) {
  Window& window = windows_[bucket(key)];
  const Millis now = Clock::monotonic();
  if (window.started == 0 || now - window.started >= window_seconds * kSecond) window = {now, 0};
  if (window.used >= limit) return false;
  ++window.used;
  return true;
}

void RateBudget::add_headers(const Key& key, Response& response) const {
  if (!headers) return;
  const auto found = windows_.find(bucket(key));
  const Window window = found == windows_.end() ? Window{Clock::monotonic(), 0} : found->second;
  const Millis left = window.started + window_seconds * kSecond - Clock::monotonic();
  response.headers.emplace_back("ratelimit-limit", std::to_string(limit));
  response.headers.emplace_back("ratelimit-remaining", std::to_string(std::max(0, limit - window.used)));
  response.headers.emplace_back("ratelimit-reset", std::to_string(std::max<Millis>(0, (left + kSecond - 1) / kSecond)));
}

void RateBudget::set_remaining(int remaining) {
  for (auto& [name, window] : windows_) window.used = std::max(0, limit - remaining);
}

}  // namespace simulator
