#include "intake/event_batch.hpp"

#include "alerts/refold.hpp"
#include "base/json.hpp"
#include "intake/delivery_steps.hpp"

#include <boost/json.hpp>
#include <map>
#include <utility>

namespace autoheal::host {
namespace {

using AlertKey = std::pair<std::int64_t, std::string>;

std::chrono::microseconds since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - start);
}

DeliveryReport removed_report() {
  DeliveryReport report;
  report.http_status = 404;
  report.outcome = Outcome::unknown_source;
  report.explanation = "The integration was removed.";
  return report;
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

Result<std::vector<DeliveryReport>> store_jobs(WriteBatch& batch, const std::vector<WriteJob>& jobs) {
  std::vector<DeliveryReport> reports;
  std::map<AlertKey, Refolded> touched;
  std::map<AlertKey, UtcTime> received;
  for (const auto& job : jobs) {
    AH_TRY(const bool exists, batch.has_integration(job.integration_id));
    if (!exists) {
      reports.push_back(removed_report());
      continue;
    }
    AH_TRY(auto report, store_events(batch, job, touched));
    for (const auto& event : job.assessment.events) {
      received.try_emplace({job.integration_id, event.fingerprint}, job.received_at);
    }
    reports.push_back(std::move(report));
  }
  for (auto& [key, folded] : touched) {
    AH_TRY(folded, refold_alert(batch, key.first, key.second, render_utc(received[key])));
  }
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    if (reports[i].outcome == Outcome::unknown_source) continue;
    AH_TRY_VOID(log_delivery(batch, jobs[i], reports[i], touched));
  }
  return reports;
}

}  // namespace autoheal::host
