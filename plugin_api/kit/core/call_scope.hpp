// The part of an ABI call that code below plugin.cpp may see: until when, how much, whether still wanted, and how far.
// Threads: read by the thread that serves the call; is_cancelled and progress are [any-thread].
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
  std::function<void(std::uint32_t permyriad, std::string_view message)> progress = [](auto, auto) {};
};

}  // namespace autoheal::kit
