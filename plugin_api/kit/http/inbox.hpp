// Where the transfer loop puts the results of one Exchange, and how the waiting thread hears of them.
// Threads: [any-thread]. Shared by the Exchange and by its jobs in the loop; whoever is last frees it.
#pragma once

#include "kit/http/client.hpp"
#include "kit/http/wake.hpp"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <utility>
#include <vector>

namespace autoheal::kit::http {

class Inbox {
 public:
  using Item = std::pair<std::size_t, Result<Response>>;  // number of the request, what came of it

  explicit Inbox(std::uint32_t max_calls = 0) : max_calls_(max_calls) {}  // 0: no limit

  void put(std::size_t number, Result<Response> result) {
    const std::lock_guard lock(mutex_);
    if (is_closed()) return;
    items_.emplace_back(number, std::move(result));
    wake_.ring();
  }

  std::vector<Item> take() {
    const std::lock_guard lock(mutex_);
    wake_.quiet();
    return std::exchange(items_, {});
  }

  void close() noexcept { closed_.store(true, std::memory_order_release); }
  bool is_closed() const noexcept { return closed_.load(std::memory_order_acquire); }

  // Requests sent, counted by the loop alone.
  void count_call() noexcept { calls_.fetch_add(1, std::memory_order_relaxed); }
  int calls() const noexcept { return calls_.load(std::memory_order_relaxed); }

  std::uint32_t max_calls() const noexcept { return max_calls_; }
  bool may_call() const noexcept { return max_calls_ == 0 || static_cast<std::uint32_t>(calls()) < max_calls_; }

  int fd() const noexcept { return wake_.fd(); }

 private:
  const std::uint32_t max_calls_;
  Wake wake_;
  std::mutex mutex_;
  std::vector<Item> items_;
  std::atomic<bool> closed_{false};
  std::atomic<int> calls_{0};
};

}  // namespace autoheal::kit::http
