// CancelSource: the host's side of "stop this call", seen by a plugin by poll and by descriptor.
// Threads: [any-thread]; cancel() is also safe in a signal handler.
#pragma once

#include <atomic>

namespace autoheal::host {

class CancelSource {
 public:
  CancelSource();  // takes one descriptor; without one left it works by poll only
  ~CancelSource();
  CancelSource(const CancelSource&) = delete;
  CancelSource& operator=(const CancelSource&) = delete;

  void cancel() noexcept;  // for good, any number of times
  bool is_cancelled() const noexcept { return cancelled_.load(std::memory_order_acquire); }
  int fd() const noexcept { return fd_; }  // readable after cancel(); -1: none

 private:
  std::atomic<bool> cancelled_{false};
  int fd_;
};

}  // namespace autoheal::host
