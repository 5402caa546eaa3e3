// The whole simulator: an account, its keys, the webhooks, and the path from a request to its answer.
#pragma once

#include "control/faults.hpp"
#include "net/reactor.hpp"
#include "rest/keys.hpp"
#include "rest/rate_budget.hpp"
#include "rest/router.hpp"
#include "store/lifecycle.hpp"
#include "webhooks/webhooks.hpp"

#include <deque>
#include <string>

namespace simulator {

struct Options {
  std::string listen = "127.0.0.1:0";
  std::string data = "demo";
  std::size_t incidents = 0;  // > 0: a generated set instead of the demo's story
  std::uint64_t seed = 1;
  std::string now;  // RFC 3339; empty: the real time
  int latency_ms = 0;
  std::string ready_file;
};

struct LoggedRequest {
  std::string method;
  std::string path;
  std::string query;
  std::string key;  // name of the key, empty if none was accepted
  int status = 0;
  Millis at = 0;       // the account's clock
  Millis real_at = 0;  // milliseconds of a monotonic clock, to see what ran side by side
  std::string request_id;
};

// A change of the data that happens after so many requests to a path: pages that move under a reader.
struct PendingChange {
  std::string path;
  int after = 1;
  std::function<void()> apply;
};

class Simulator {
 public:
  Simulator(const Options& options, Reactor& reactor);

  // Must be called on the reactor's thread.
  void handle(Request request, const Reactor::Send& send);

  Account account;
  Webhooks webhooks;
  Lifecycle lifecycle;
  KeyRing keys;
  RateBudget budget;
  Faults faults;
  std::deque<LoggedRequest> requests;
  std::vector<PendingChange> pending_changes;
  Reactor& reactor;

 private:
  Response answer(const Request& request, LoggedRequest& logged);
  Response answer_rest(const Request& request, const Key& key);
  std::string next_request_id();
  void apply_pending_changes(const std::string& path);

  Router router_;
  std::uint64_t request_counter_ = 0;
};

}  // namespace simulator
