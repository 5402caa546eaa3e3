// EventWriter: the one thread of this process that stores events. It takes everything that waits, writes it in one
// transaction {new events, re-folded alerts, delivery rows, counters of the alert source}, commits, and only
// then tells each of them what became of it. Many deliveries share one sync of the disk, and none is answered before
// it.
//
// A batch that fails is tried again one by one, so that a poisoned delivery fails alone; a job of a failed transaction
// is told so and left no trace.
// Threads: [any-thread]. `done` is called exactly once, on the writer's thread or, when nothing is taken any more, on
// the caller's; it must return soon.
#pragma once

#include "intake/write_job.hpp"
#include "store/write_batch.hpp"

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string_view>
#include <thread>
#include <vector>

namespace autoheal::host {

// The report, or an error when nothing was stored: not_found (the integration was removed), store.
Result<DeliveryReport> require_stored(DeliveryReport report);

class EventWriter {
 public:
  // `after_commit` is called on the writer's thread after each commit, once the jobs have been told.
  // `after_failure` likewise when nothing of a batch could be stored.
  EventWriter(std::unique_ptr<BatchWriter> batches, std::function<void()> after_commit,
              std::function<void()> after_failure = {});
  ~EventWriter();
  EventWriter(const EventWriter&) = delete;
  EventWriter& operator=(const EventWriter&) = delete;

  void submit(WriteJob job);

  // The same without `done`, and waits for what became of it.
  DeliveryReport write_and_wait(WriteJob job);

  // Finishes what waits; from then on jobs are told that the host is stopping. Once, by the owner, or by the
  // destructor.
  void stop();

  // Folds that alert again, after its enrichment changed. Waits for the commit.
  Result<void> set_enrichment(std::int64_t alert_id, std::string_view enrichment);

 private:
  void run();
  void write(std::vector<WriteJob>& jobs);
  void write_one_by_one(std::vector<WriteJob>& jobs);
  Result<std::vector<DeliveryReport>> commit_batch(const std::vector<WriteJob>& jobs);
  void prune();

  std::mutex batch_mutex_;
  const std::unique_ptr<BatchWriter> batches_;  // guarded by batch_mutex_: one batch at a time
  const std::function<void()> after_commit_;
  const std::function<void()> after_failure_;
  std::mutex mutex_;
  std::condition_variable ready_;
  std::deque<WriteJob> queue_;  // guarded by mutex_
  bool stopping_ = false;       // guarded by mutex_
  std::size_t since_prune_ = 0;
  std::jthread thread_;
};

}  // namespace autoheal::host
