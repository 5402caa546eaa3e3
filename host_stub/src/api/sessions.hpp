// Sessions of the page: a random cookie value that the host knows by its hash only, and the CSRF token that belongs to
// it. They live in memory: a restart signs everybody out. Threads: [any-thread].
#pragma once

#include "base/bytes.hpp"

#include <chrono>
#include <cstddef>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace autoheal::host::api {

class Sessions {
 public:
  using Clock = std::chrono::steady_clock;
  static constexpr std::chrono::hours kIdle{8};
  static constexpr std::size_t kMost = 32;  // the one that was used longest ago gives way

  struct Opened {
    std::string cookie;
    std::string csrf_token;
  };
  Opened open(Clock::time_point now = Clock::now());
  // The CSRF token of a live session, which thereby lives on.
  std::optional<std::string> find(std::string_view cookie, Clock::time_point now = Clock::now());
  void close(std::string_view cookie);

 private:
  struct Session {
    std::string csrf_token;
    Clock::time_point used;
  };
  std::mutex mutex_;
  std::map<Sha256, Session> sessions_;  // guarded by mutex_; by the hash of the cookie
};

}  // namespace autoheal::host::api
