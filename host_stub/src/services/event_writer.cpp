#include "services/event_writer.hpp"

#include "services/event_store.hpp"

#include <map>
#include <utility>

namespace autoheal::host {
namespace {

constexpr std::size_t kMaxBatch = 256;
constexpr std::size_t kMaxQueue = 4096;
constexpr std::size_t kPruneEvery = 200;  // deliveries

using AlertKey = std::pair<std::int64_t, std::string>;

std::chrono::microseconds since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - start);
}

DeliveryReport failed_report(const WriteJob& job, const std::string& why) {
  DeliveryReport report;
  report.signature = job.assessment.signature;
  report.explanation = why;
  return report;
}

DeliveryReport gone_report() {
  DeliveryReport report;
  report.http_status = 404;
  report.explanation = "The integration was removed.";
  return report;
}

void tell(const WriteJob& job, const DeliveryReport& report) {
  if (job.done) job.done(report);
}

// Stores the events of one job and says what that makes of the delivery.
Result<DeliveryReport> store_events(Database& db, const WriteJob& job, std::map<AlertKey, FoldedAlert>& touched) {
  const auto& assessment = job.assessment;
  DeliveryReport report;
  report.http_status = assessment.http_status;
  report.outcome = assessment.outcome;
  report.signature = assessment.signature;
  report.explanation = assessment.explanation;
  report.told = assessment.told;
  for (const auto& event : assessment.events) report.events.push_back(event.document);
  if (assessment.events.empty() || assessment.outcome == Outcome::off) return report;

  for (const auto& event : assessment.events) {
    AH_TRY(const bool is_new, insert_event(db, job.integration_id, event, job.received_at));
    if (is_new) ++report.new_events;
    if (!event.fingerprint.empty() && is_new) touched.try_emplace({job.integration_id, event.fingerprint});
    if (is_new) continue;
    AH_TRY(const bool differs, differs_from_stored(db, job.integration_id, event));
    if (differs) report.explanation = "An event of this id came before and said something else. The first one stays.";
  }
  if (report.new_events == 0 && is_delivery(assessment.outcome)) {
    report.outcome = Outcome::duplicate;
    report.http_status = 200;
  }
  return report;
}

Result<std::optional<std::int64_t>> find_alert_id(Database& db, std::int64_t integration_id,
                                                  const std::string& fingerprint) {
  AH_TRY(auto row,
         db.query("SELECT id FROM alerts WHERE integration_id = ? AND fingerprint = ?", integration_id, fingerprint));
  AH_TRY(const bool found, row.next());
  return found ? std::optional<std::int64_t>(row.integer(0)) : std::nullopt;
}

// The log row, its links and the counters, once the alerts are known.
Result<void> log_delivery(Database& db, const WriteJob& job, DeliveryReport& report,
                          const std::map<AlertKey, FoldedAlert>& touched) {
  if (!is_delivery(report.outcome) && report.new_events == 0) return success();  // nothing to tell
  for (const auto& event : job.assessment.events) {
    if (event.fingerprint.empty() || report.outcome == Outcome::off) continue;
    const auto folded = touched.find({job.integration_id, event.fingerprint});
    if (folded != touched.end() && folded->second.changed) ++report.alerts_changed;
    if (report.alert_id) continue;
    if (folded != touched.end()) {
      report.alert_id = folded->second.id;
    } else {
      AH_TRY(report.alert_id, find_alert_id(db, job.integration_id, event.fingerprint));
    }
  }
  AH_TRY(report.delivery_id, insert_delivery(db, job, report, since(job.started)));
  if (report.outcome == Outcome::stored || report.outcome == Outcome::ignored || report.outcome == Outcome::ping ||
      !is_delivery(report.outcome)) {
    for (const auto& event : job.assessment.events) {
      AH_TRY_VOID(link_event(db, job.integration_id, event.event_id, *report.delivery_id));
    }
  }
  return count_delivery(db, job, report);
}

}  // namespace

EventWriter::EventWriter(Database db, std::function<void()> after_commit, std::function<void()> after_failure)
    : db_(std::move(db)),
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
  tell(job, failed_report(job, "The host is stopping or has too much to store."));
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
  const std::scoped_lock lock(db_mutex_);
  auto reports = write_batch(jobs);
  if (!reports.has_value() && jobs.size() > 1 && reports.error().code != Errc::busy) {
    bool any = false;
    for (auto& job : jobs) {
      std::vector<WriteJob> one;
      one.push_back(std::move(job));
      auto report = write_batch(one);
      any = any || report.has_value();
      if (report.has_value() && after_commit_) after_commit_();
      tell(one.front(),
           report.has_value() ? report.value().front() : failed_report(one.front(), report.error().message));
    }
    if (!any && after_failure_) after_failure_();
    return;
  }
  if (!reports.has_value()) {
    if (after_failure_) after_failure_();
    for (const auto& job : jobs) tell(job, failed_report(job, reports.error().message));
    return;
  }
  for (std::size_t i = 0; i < jobs.size(); ++i) tell(jobs[i], reports.value()[i]);
  if (after_commit_) after_commit_();
  since_prune_ += jobs.size();
  if (since_prune_ >= kPruneEvery) prune();
}

Result<std::vector<DeliveryReport>> EventWriter::write_batch(std::vector<WriteJob>& jobs) {
  AH_TRY(auto transaction, db_.begin());
  std::vector<DeliveryReport> reports;
  std::map<AlertKey, FoldedAlert> touched;
  std::map<AlertKey, UtcTime> received;
  for (const auto& job : jobs) {
    AH_TRY(const bool exists, integration_exists(db_, job.integration_id));
    if (!exists) {
      reports.push_back(gone_report());
      continue;
    }
    AH_TRY(auto report, store_events(db_, job, touched));
    for (const auto& event : job.assessment.events) {
      received.try_emplace({job.integration_id, event.fingerprint}, job.received_at);
    }
    reports.push_back(std::move(report));
  }
  for (auto& [key, folded] : touched) {
    AH_TRY(folded, refold_alert(db_, key.first, key.second, received[key]));
  }
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    if (reports[i].http_status == 404) continue;
    AH_TRY_VOID(log_delivery(db_, jobs[i], reports[i], touched));
  }
  AH_TRY_VOID(transaction.commit());
  return reports;
}

void EventWriter::prune() {
  since_prune_ = 0;
  auto transaction = db_.begin();
  if (!transaction.has_value()) return;
  if (prune_deliveries(db_).has_value()) (void)transaction.value().commit();
}

Result<void> EventWriter::set_enrichment(std::int64_t alert_id, std::string_view enrichment) {
  {
    const std::scoped_lock lock(db_mutex_);
    AH_TRY(auto transaction, db_.begin());
    std::int64_t integration_id = 0;
    std::string fingerprint;
    std::string received_at;
    {
      AH_TRY(auto row, db_.query("SELECT integration_id, fingerprint, received_at FROM alerts WHERE id = ?", alert_id));
      AH_TRY(const bool found, row.next());
      if (!found) return success();
      integration_id = row.integer(0);
      fingerprint = std::string(row.text(1));
      received_at = std::string(row.text(2));
    }
    AH_TRY_VOID(db_.run("UPDATE alerts SET enrichment = ? WHERE id = ?", enrichment, alert_id));
    AH_TRY(const auto folded,
           refold_alert(db_, integration_id, fingerprint, parse_rfc3339(received_at).value_or(UtcTime{})));
    (void)folded;
    AH_TRY_VOID(transaction.commit());
  }
  if (after_commit_) after_commit_();
  return success();
}

}  // namespace autoheal::host
