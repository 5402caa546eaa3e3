// What a library or a call must leave alone in its process, and what is counted there.
// Threads: [any-thread]. The numbers come from /proc.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>

namespace autoheal::validator {

struct ProcessState {
  std::string environment, directory, locale, signals;
  unsigned umask = 0;

  static ProcessState read();
  // What differs from `before`, in words; empty: nothing.
  std::string difference(const ProcessState& before) const;
};

std::size_t count_threads();
std::size_t count_descriptors();
std::size_t bytes_printed();  // to standard output and error since the check began

// The shortest of three runs of `body`: a busy machine must not fail a plugin.
template <class Body>
std::chrono::milliseconds shortest_time(Body&& body) {
  auto shortest = std::chrono::milliseconds::max();
  for (int turn = 0; turn < 3; ++turn) {
    const auto begin = std::chrono::steady_clock::now();
    body();
    const auto took = std::chrono::steady_clock::now() - begin;
    shortest = std::min(shortest, std::chrono::duration_cast<std::chrono::milliseconds>(took));
  }
  return shortest;
}

// What a plugin is allowed: `promised`, and five times as much in a build with sanitizers.
std::chrono::milliseconds allowed(std::chrono::milliseconds promised);

// Waits up to two seconds for the number of threads to fall to `most`: a joined thread may still be in /proc for a
// moment.
bool threads_fall_to(std::size_t most);

// ---- the guards, made of functions that this program puts before those of the C library ----

// From now on no socket but a local one can be made and no name resolved; attempts are counted, of all threads.
void forbid_network();
void allow_network();
void allow_loopback_only();  // connections elsewhere fail and are counted
unsigned network_attempts();

// The n-th allocation from now on fails, in any thread.
void fail_allocation(std::uint64_t nth);
void stop_failing();  // allocation_failed() keeps its answer
// While one lives, this thread's allocations do not fail: the validator's own code inside a callback.
class OwnAllocations {
 public:
  OwnAllocations();
  ~OwnAllocations();
  OwnAllocations(const OwnAllocations&) = delete;
  OwnAllocations& operator=(const OwnAllocations&) = delete;
};
bool allocation_failed();      // since the last fail_allocation(n)
bool can_watch_allocations();  // false in a build with sanitizers
std::int64_t live_bytes();     // allocated and not freed, of the whole process

}  // namespace autoheal::validator
