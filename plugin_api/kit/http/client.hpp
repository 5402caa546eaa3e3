// The door to a service. A query says what it wants to read, in any number of parallel requests, and gets replies
// one by one on its own thread; pacing, retries, breaker, deadline and cancel happen behind this interface.
//
//   auto exchange = client.open(scope, Priority::interactive);
//   exchange->get({"/incidents/Q1"}, [&](Result<Response> reply) { ... exchange->get(...more...) ... });
//   exchange->run();   // returns when every handler has been called
//
// There is no way to write here: a Request has no method, it is a GET.
// Threads: as each class says. Ownership: requests and replies are values; an Exchange may outlive the Client that
// opened it, and holds a copy of the scope, whose call must outlive it.
#pragma once

#include "kit/core/call_scope.hpp"
#include "kit/core/result.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace autoheal::kit::http {

// interactive: somebody waits; may use the reserve of the rate budget. background: yields to it. probe: Test
// Connection, which finds out how things are, so that neither an open breaker nor a key refused a moment ago holds it
// back.
enum class Priority : std::uint8_t { interactive, background, probe };

struct Request {
  std::string path;  // "/incidents/Q1/alerts"; plain segments only (url.hpp, is_plain_path)
  std::vector<std::pair<std::string, std::string>> params;  // not yet encoded: {"statuses[]", "triggered"}
};

struct Response {
  int status = 0;  // always 2xx
  std::string body;
  std::string request_id;
  std::chrono::milliseconds elapsed{0};  // of the attempt that succeeded
};

// What the service's headers said last about this key.
struct RateBudget {
  int limit = 0;
  int remaining = 0;
  std::chrono::seconds resets_in{0};
};

// The requests of one call. Not thread-safe: one thread opens, adds, runs and drops it. Dropping it abandons what
// is in flight without waiting for it.
class Exchange {
 public:
  // Called once per request, on the thread inside run(): a 2xx Response, or an Error whose http_status,
  // upstream_code and request_id tell what came instead.
  using Handler = std::function<void(Result<Response>)>;

  virtual ~Exchange() = default;

  // Queues a request; allowed inside a handler. A request beyond the scope's max_upstream_calls gets rate_limited and
  // is not sent; nor is the repeat of one that failed, whose handler gets that failure. After the deadline or a cancel
  // the handler gets deadline_exceeded or cancelled and nothing is sent.
  virtual void get(Request request, Handler handler) = 0;

  // Waits for all of them; at most until the deadline or a cancel, when the rest of the handlers get that error. Tells
  // the call's progress after each reply: the share of the requests known so far.
  virtual void run() = 0;

  virtual int upstream_calls() const = 0;  // sent so far, retries included
};

// One per instance and credential. [any-thread]
class Client {
 public:
  virtual ~Client() = default;
  virtual std::unique_ptr<Exchange> open(const CallScope& scope, Priority priority) = 0;
  virtual std::optional<RateBudget> rate_budget() const = 0;
};

}  // namespace autoheal::kit::http
