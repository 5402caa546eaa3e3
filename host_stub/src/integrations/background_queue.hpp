// BackgroundQueue: calls into plugins that nobody waits for, one after the other.
//
// Bounded: at most 64 jobs wait, four a second begin after a burst of twenty, and what does not fit is left out, for
// such work is a courtesy. When it ends, the running job is cancelled and the waiting ones are dropped.
// Threads: add is [any-thread]; one thread of its own works.
#pragma once

#include "base/result.hpp"
#include "plugin/call.hpp"

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string_view>
#include <thread>

namespace autoheal::host {

class BackgroundQueue {
 public:
  using Job = std::function<Result<void>(const std::shared_ptr<CancelSource>& cancel)>;

  // `failed`: what the log says when a job fails; a literal.
  explicit BackgroundQueue(std::string_view failed);
  ~BackgroundQueue();
  BackgroundQueue(const BackgroundQueue&) = delete;
  BackgroundQueue& operator=(const BackgroundQueue&) = delete;

  // False: it is left out.
  bool add(Job job);

 private:
  void run();
  bool wait_for_token();  // false: stopping

  const std::string_view failed_;
  std::mutex mutex_;
  std::condition_variable ready_;
  std::deque<Job> queue_;  // guarded by mutex_
  bool stopping_ = false;  // guarded by mutex_
  const std::shared_ptr<CancelSource> cancel_ = std::make_shared<CancelSource>();
  double tokens_;  // the own thread
  std::chrono::steady_clock::time_point filled_at_;
  std::jthread thread_;
};

}  // namespace autoheal::host
