// A fixed number of threads and a bounded queue in front of them. A full queue is an answer, not a wait.
// [any-thread] for try_submit; stop is called once, by the owner.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace autoheal::host::http {

class WorkerPool {
 public:
  using Job = std::function<void()>;

  WorkerPool(std::size_t threads, std::size_t queue_limit);
  ~WorkerPool();
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  // False: the queue is full or the pool has stopped; the job was not taken. An exception that leaves a job ends there.
  bool try_submit(Job job);

  // Drops what is queued, waits for what runs.
  void stop();

 private:
  void run();

  std::mutex mutex_;
  std::condition_variable ready_;
  std::deque<Job> queue_;  // guarded by mutex_
  bool stopped_ = false;   // guarded by mutex_
  const std::size_t queue_limit_;
  std::vector<std::jthread> threads_;
};

}  // namespace autoheal::host::http
