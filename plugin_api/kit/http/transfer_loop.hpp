// The one thread of an instance that talks to its service. It lives as long as the instance, so that connections, TLS
// sessions and the parsed CA bundle are kept from call to call, and starts with the first request.
// Threads: submit and drop_closed are [any-thread]; the destructor is [exclusive] and returns when the thread has
// ended: transfers are abandoned, a name lookup that hangs is left to its own thread.
// Ownership: shared by the clients on it; an instance makes one, whose last owner ends the thread.
#pragma once

#include "kit/http/job.hpp"

#include <memory>

namespace autoheal::kit::http {

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

}  // namespace autoheal::kit::http
