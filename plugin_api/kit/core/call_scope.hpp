// The part of an ABI call that code below the verbs may see: until when, how much, whether still wanted, and how far.
// Made by scope_of (plugin/scope_of.hpp), or by a test.
// Threads: read by the thread that serves the call; is_cancelled and progress are [any-thread].
// Ownership: what it borrows from the call is valid until the verb returns; never keep a copy longer.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string_view>

namespace autoheal::kit {

struct CallScope {
  std::chrono::steady_clock::time_point deadline = std::chrono::steady_clock::time_point::max();
  int cancel_fd = -1;                                         // readable on cancel; poll only
  std::size_t max_result_bytes = 4 * 1024 * 1024;             // of the document that is written
  std::function<bool()> is_cancelled = [] { return false; };  // also true past the deadline
  std::uint32_t max_upstream_calls = 0;                       // requests sent, retries included; 0: no limit
  bool background = false;  // nobody waits for the answer: a job of the host, or its upkeep
  // permyriad: parts of 10,000 that are done. message: a few words for a person, without a secret.
  std::function<void(std::uint32_t permyriad, std::string_view message)> progress = [](auto, auto) {};
};

}  // namespace autoheal::kit
