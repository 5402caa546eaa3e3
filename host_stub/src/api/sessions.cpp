#include "api/sessions.hpp"

#include <algorithm>

namespace autoheal::host::api {

namespace {
constexpr std::size_t kSessionTokenBytes = 32;
}

Sessions::Opened Sessions::open(Clock::time_point now) {
  Opened opened{random_token(kSessionTokenBytes), random_token(kSessionTokenBytes)};
  const std::scoped_lock lock(mutex_);
  std::erase_if(sessions_, [now](const auto& entry) { return now - entry.second.used > kIdle; });
  if (sessions_.size() >= kMost) {
    sessions_.erase(std::min_element(sessions_.begin(), sessions_.end(),
                                     [](const auto& a, const auto& b) { return a.second.used < b.second.used; }));
  }
  sessions_[sha256(as_bytes(opened.cookie))] = {opened.csrf_token, now};
  return opened;
}

std::optional<std::string> Sessions::find(std::string_view cookie, Clock::time_point now) {
  const auto key = sha256(as_bytes(cookie));
  const std::scoped_lock lock(mutex_);
  const auto found = sessions_.find(key);
  if (found == sessions_.end()) return std::nullopt;
  if (now - found->second.used > kIdle) {
    sessions_.erase(found);
    return std::nullopt;
  }
  found->second.used = now;
  return found->second.csrf_token;
}

void Sessions::close(std::string_view cookie) {
  const std::scoped_lock lock(mutex_);
  sessions_.erase(sha256(as_bytes(cookie)));
}

}  // namespace autoheal::host::api
