// The one thread of an instance that talks to PagerDuty. It lives as long as the instance, so that connections, TLS
// sessions and the parsed CA bundle are kept from call to call, and starts with the first request.
// Threads: submit and drop_closed are [any-thread]; the destructor is [exclusive] and returns when the thread has
// ended: transfers are abandoned, a name lookup that hangs is left to its own thread.
#pragma once

#include "http/client.hpp"
#include "http/inbox.hpp"
#include "http/target.hpp"

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>

namespace autoheal::pagerduty::http {

// One request on its way through attempts, pauses and waiting for a slot.
struct Job {
  std::shared_ptr<Inbox> inbox;
  std::size_t number = 0;  // in its inbox
  std::shared_ptr<const Target> target;
  std::string url;
  Priority priority = Priority::interactive;
  std::chrono::steady_clock::time_point deadline;

  // Kept by the loop.
  int attempts = 0;
  std::chrono::steady_clock::time_point not_before{};
  std::optional<Error> last_error;
};

class TransferLoop {
 public:
  TransferLoop();
  ~TransferLoop();
  TransferLoop(const TransferLoop&) = delete;
  TransferLoop& operator=(const TransferLoop&) = delete;

  // Takes the job; its result arrives in its inbox, unless the inbox is closed before. Throws std::bad_alloc when there
  // is no memory or no thread for it.
  void submit(Job job);

  // Looks for closed inboxes and abandons their jobs, soon.
  void drop_closed() noexcept;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace autoheal::pagerduty::http
