#include "intake/event_writer.hpp"

#include "alerts/refold.hpp"
#include "base/json.hpp"
#include "intake/delivery_steps.hpp"

#include <boost/json.hpp>
#include <future>
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

DeliveryReport removed_report() {
  DeliveryReport report;
  report.http_status = 404;
  report.outcome = Outcome::unknown_source;
  report.explanation = "The integration was removed.";
  return report;
}

void report_to(const WriteJob& job, const DeliveryReport& report) {
  if (job.done) job.done(report);
}

// Does the stored event of that id say something else than this one?
Result<bool> differs_from_stored(WriteBatch& batch, std::int64_t integration_id, const IncomingEvent& event) {
  AH_TRY(const auto stored, batch.find_event(integration_id, event.event_id));
  if (!stored) return false;
  if (stored->kind != event.kind || stored->fingerprint != event.fingerprint) return true;
  AH_TRY(const auto before, parse_json_object(stored->document, "A stored event"));
  AH_TRY(const auto now, parse_json_object(event.document, "An event"));
  const auto* alert_before = before.if_contains("alert");
  const auto* alert_now = now.if_contains("alert");
  if (alert_before == nullptr || alert_now == nullptr) return alert_before != alert_now;
  return *alert_before != *alert_now;
}

// Stores the events of one job and says what that makes of the delivery.
Result<DeliveryReport> store_events(WriteBatch& batch, const WriteJob& job, std::map<AlertKey, Refolded>& touched) {
  const auto& assessment = job.assessment;
  DeliveryReport report = report_of(assessment);
  if (assessment.events.empty() || assessment.outcome == Outcome::off) return report;

  const std::string received_at = render_utc(job.received_at);
  for (const auto& event : assessment.events) {
    AH_TRY(const bool is_new, batch.add_event(job.integration_id, event, received_at));
    if (is_new) ++report.new_events;
    if (!event.fingerprint.empty() && is_new) touched.try_emplace({job.integration_id, event.fingerprint});
    if (is_new) continue;
    AH_TRY(const bool differs, differs_from_stored(batch, job.integration_id, event));
    if (differs) report.explanation = "An event of this id came before and said something else. The first one stays.";
  }
  if (report.new_events == 0 && job.origin == Origin::delivery) {
    report.outcome = Outcome::duplicate;
    report.http_status = 200;
  }
  return report;
}

NewDelivery build_row(const WriteJob& job, const DeliveryReport& report) {
  const auto unless_empty = [](const std::string& text) {
    return text.empty() ? std::optional<std::string>{} : std::optional<std::string>{text};
  };
  const auto stored = since(job.started);
  NewDelivery row;
  row.integration_id = job.integration_id;
  row.received_at = render_utc(job.received_at);
  if (!job.assessment.events.empty()) {
    const IncomingEvent& event = job.assessment.events.front();
    row.event_id = unless_empty(event.event_id);
    row.event_type = unless_empty(event.event_type);
    row.incident = unless_empty(event.resource);
  }
  row.outcome = log_name(job.origin, report.outcome);
  row.http_status = report.http_status;
  row.signature = report.signature;
  row.explanation = unless_empty(report.explanation);
  row.headers = job.headers;
  row.body = job.body;
  row.duration_us = stored.count();
  row.alert_id = report.alert_id;
  row.source_ip = unless_empty(job.source_ip);
  row.steps = render_steps(job.assessment, report.outcome, job.plugin_done, stored);
  return row;
}

DeliveryCount count_of(Outcome outcome) {
  switch (outcome) {
    case Outcome::off:
    case Outcome::failed:
    case Outcome::unknown_source:
      return DeliveryCount::total;
    case Outcome::rejected:
      return DeliveryCount::rejected;
    case Outcome::ping:
      return DeliveryCount::ping;
    case Outcome::stored:
    case Outcome::duplicate:
    case Outcome::ignored:
    case Outcome::quarantined:
      break;
  }
  return DeliveryCount::event;
}

// Which alert the delivery is about, and how many it changed.
Result<void> note_alerts(WriteBatch& batch, const WriteJob& job, DeliveryReport& report,
                         const std::map<AlertKey, Refolded>& touched) {
  if (report.outcome == Outcome::off) return success();
  for (const auto& event : job.assessment.events) {
    if (event.fingerprint.empty()) continue;
    const auto folded = touched.find({job.integration_id, event.fingerprint});
    if (folded != touched.end() && folded->second.changed) ++report.alerts_changed;
    if (report.alert_id) continue;
    if (folded != touched.end()) {
      report.alert_id = folded->second.id;
    } else {
      AH_TRY(const auto known, batch.find_alert(job.integration_id, event.fingerprint));
      if (known) report.alert_id = known->id;
    }
  }
  return success();
}

// The log row, its links and the counters, once the alerts are known.
Result<void> log_delivery(WriteBatch& batch, const WriteJob& job, DeliveryReport& report,
                          const std::map<AlertKey, Refolded>& touched) {
  const bool is_delivery = job.origin == Origin::delivery;
  if (!is_delivery && report.new_events == 0) return success();  // nothing to tell
  AH_TRY_VOID(note_alerts(batch, job, report, touched));
  AH_TRY(report.delivery_id, batch.add_delivery(build_row(job, report)));
  const auto& events = job.assessment.events;
  if (report.outcome == Outcome::stored || report.outcome == Outcome::ignored || report.outcome == Outcome::ping) {
    for (const auto& event : events) {
      AH_TRY_VOID(batch.link_event(job.integration_id, event.event_id, *report.delivery_id));
    }
  }
  if (!is_delivery) return success();
  return batch.count_delivery(job.integration_id, count_of(report.outcome), render_utc(job.received_at),
                              events.empty() ? std::string_view{} : std::string_view{events.front().event_type},
                              name(report.outcome));
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
  auto reports = write_batch(jobs);
  if (!reports.has_value() && jobs.size() > 1 && reports.error().code != Errc::busy) {
    bool any = false;
    for (auto& job : jobs) {
      std::vector<WriteJob> one;
      one.push_back(std::move(job));
      auto report = write_batch(one);
      any = any || report.has_value();
      if (report.has_value() && after_commit_) after_commit_();
      report_to(one.front(),
                report.has_value() ? report.value().front() : failed_report(one.front(), report.error().message));
    }
    if (!any && after_failure_) after_failure_();
    return;
  }
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

Result<std::vector<DeliveryReport>> EventWriter::write_batch(std::vector<WriteJob>& jobs) {
  AH_TRY(const auto batch, batches_->begin());
  std::vector<DeliveryReport> reports;
  std::map<AlertKey, Refolded> touched;
  std::map<AlertKey, UtcTime> received;
  for (const auto& job : jobs) {
    AH_TRY(const bool exists, batch->has_integration(job.integration_id));
    if (!exists) {
      reports.push_back(removed_report());
      continue;
    }
    AH_TRY(auto report, store_events(*batch, job, touched));
    for (const auto& event : job.assessment.events) {
      received.try_emplace({job.integration_id, event.fingerprint}, job.received_at);
    }
    reports.push_back(std::move(report));
  }
  for (auto& [key, folded] : touched) {
    AH_TRY(folded, refold_alert(*batch, key.first, key.second, render_utc(received[key])));
  }
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    if (reports[i].outcome == Outcome::unknown_source) continue;
    AH_TRY_VOID(log_delivery(*batch, jobs[i], reports[i], touched));
  }
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
