// The rate budget: so many requests per window for each key, or for all keys of one user together. Counts real time,
// whatever the account's clock does, because clients wait in real time.
#pragma once

#include "net/message.hpp"
#include "rest/keys.hpp"

#include <map>
#include <string>

namespace simulator {

class RateBudget {
 public:
  int limit = 960;
  int window_seconds = 60;
  bool headers = true;  // false: no ratelimit headers at all, and a 429 without the usual body

  // Counts one request; true if it is within the budget.
  bool take(const Key& key);
  void add_headers(const Key& key, Response& response) const;
  // What is left for every key from now on, until its window ends.
  void set_remaining(int remaining);
  void reset() { windows_.clear(); }

 private:
  struct Window {
    Millis started = 0;
    int used = 0;
  };
  static std::string bucket(const Key& key);
  std::map<std::string, Window> windows_;
};

}  // namespace simulator
