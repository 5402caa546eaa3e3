#include "intake/event_writer.hpp"

#include "alerts/refold.hpp"
#include "intake/event_batch.hpp"

#include <future>
#include <utility>

namespace autoheal::host {
namespace {

constexpr std::size_t kMaxBatch = 256;
constexpr std::size_t kMaxQueue = 4096;
constexpr std::size_t kPruneEvery = 200;  // deliveries

DeliveryReport failed_report(const WriteJob& job, const std::string& why) {
  DeliveryReport report;
  report.signature = job.assessment.signature;
  report.explanation = why;
  return report;
}

void report_to(const WriteJob& job, const DeliveryReport& report) {
  if (job.done) job.done(report);
}

}  // namespace

Result<DeliveryReport> require_stored(DeliveryReport report) {
  if (report.outcome == Outcome::unknown_source) return failure(Errc::not_found, report.explanation);
  if (report.outcome == Outcome::failed) return failure(Errc::store, report.explanation);
  return report;
}

EventWriter::EventWriter(std::unique_ptr<BatchWriter> batches, std::function<void()> after_commit,
                         std::function<void()> after_failure)
    : batches_(std::move(batches)),
      after_commit_(std::move(after_commit)),
      after_failure_(std::move(after_failure)),
      thread_([this] { run(); }) {}

EventWriter::~EventWriter() { stop(); }

void EventWriter::stop() {
  {
    const std::scoped_lock lock(mutex_);
    stopping_ = true;
  }
  ready_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void EventWriter::submit(WriteJob job) {
  {
    const std::scoped_lock lock(mutex_);
    if (!stopping_ && queue_.size() < kMaxQueue) {
      queue_.push_back(std::move(job));
      ready_.notify_one();
      return;
    }
  }
  report_to(job, failed_report(job, "The host is stopping or has too much to store."));
}

DeliveryReport EventWriter::write_and_wait(WriteJob job) {
  std::promise<DeliveryReport> promise;
  job.done = [&promise](const DeliveryReport& report) { promise.set_value(report); };
  submit(std::move(job));
  return promise.get_future().get();
}

void EventWriter::run() {
  for (;;) {
    std::vector<WriteJob> jobs;
    {
      std::unique_lock lock(mutex_);
      ready_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
      if (queue_.empty()) return;
      while (!queue_.empty() && jobs.size() < kMaxBatch) {
        jobs.push_back(std::move(queue_.front()));
        queue_.pop_front();
      }
    }
    write(jobs);
  }
}

void EventWriter::write(std::vector<WriteJob>& jobs) {
  const std::scoped_lock lock(batch_mutex_);
  auto reports = commit_batch(jobs);
  if (!reports.has_value() && jobs.size() > 1 && reports.error().code != Errc::busy) return write_one_by_one(jobs);
  if (!reports.has_value()) {
    if (after_failure_) after_failure_();
    for (const auto& job : jobs) report_to(job, failed_report(job, reports.error().message));
    return;
  }
  for (std::size_t i = 0; i < jobs.size(); ++i) report_to(jobs[i], reports.value()[i]);
  if (after_commit_) after_commit_();
  since_prune_ += jobs.size();
  if (since_prune_ >= kPruneEvery) prune();
}

void EventWriter::write_one_by_one(std::vector<WriteJob>& jobs) {
  bool any = false;
  for (auto& job : jobs) {
    std::vector<WriteJob> one;
    one.push_back(std::move(job));
    const auto reports = commit_batch(one);
    any = any || reports.has_value();
    if (reports.has_value() && after_commit_) after_commit_();
    report_to(one.front(),
              reports.has_value() ? reports.value().front() : failed_report(one.front(), reports.error().message));
  }
  if (!any && after_failure_) after_failure_();
}

Result<std::vector<DeliveryReport>> EventWriter::commit_batch(const std::vector<WriteJob>& jobs) {
  AH_TRY(const auto batch, batches_->begin());
  AH_TRY(auto reports, store_jobs(*batch, jobs));
  AH_TRY_VOID(batch->commit());
  return reports;
}

// What is left too long only takes room: a failure waits for the next time.
void EventWriter::prune() {
  since_prune_ = 0;
  (void)batches_->prune_deliveries();
}

Result<void> EventWriter::set_enrichment(std::int64_t alert_id, std::string_view enrichment) {
  {
    const std::scoped_lock lock(batch_mutex_);
    AH_TRY(const auto batch, batches_->begin());
    AH_TRY(const auto origin, batch->find_alert_origin(alert_id));
    if (!origin) return success();
    AH_TRY_VOID(batch->set_enrichment(alert_id, enrichment));
    AH_TRY_VOID(refold_alert(*batch, origin->integration_id, origin->fingerprint, origin->received_at));
    AH_TRY_VOID(batch->commit());
  }
  if (after_commit_) after_commit_();
  return success();
}

}  // namespace autoheal::host
