#include "intake/event_store.hpp"

#include "alerts/fold.hpp"
#include "base/json.hpp"
#include "intake/event_writer.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <vector>

namespace autoheal::host {
namespace {

namespace json = boost::json;

// Lower case for ASCII: what the text filter compares with.
std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return text;
}

std::string search_text(const json::object& alert) {
  std::string text;
  for (const auto* member : {"name", "summary", "description", "external_id"}) {
    text.append(text_at(alert, member)).append("\n");
  }
  if (const auto* number = alert.if_contains("external_number")) text.append(json::serialize(*number)).append("\n");
  if (const auto* labels = alert.if_contains("labels"); labels != nullptr && labels->is_object()) {
    for (const auto& [label, value] : labels->get_object()) {
      if (value.is_string()) text.append(label).append("=").append(value.get_string()).append("\n");
    }
  }
  return lower(std::move(text));
}

std::string service_of(const json::object& alert) {
  const auto* labels = alert.if_contains("labels");
  return labels != nullptr && labels->is_object() ? text_at(labels->get_object(), "service") : std::string{};
}

std::optional<std::string> optional_text(const json::object& object, std::string_view member) {
  auto text = text_at(object, member);
  return text.empty() ? std::nullopt : std::optional<std::string>(std::move(text));
}

Result<std::vector<json::object>> read_stored_events(Database& db, std::int64_t integration_id,
                                                     std::string_view fingerprint) {
  AH_TRY(auto row, db.query("SELECT document FROM events WHERE integration_id = ? AND fingerprint = ? "
                            "ORDER BY occurred_at, event_id",
                            integration_id, fingerprint));
  std::vector<json::object> events;
  for (;;) {
    AH_TRY(const bool more, row.next());
    if (!more) return events;
    AH_TRY(auto event, parse_json_object(row.text(0), "A stored event"));
    events.push_back(std::move(event));
  }
}

struct StoredAlert {
  std::int64_t id = 0;
  std::string document;
  std::optional<std::string> enrichment;
};

Result<std::optional<StoredAlert>> find_alert(Database& db, std::int64_t integration_id, std::string_view fingerprint) {
  AH_TRY(auto row, db.query("SELECT id, document, enrichment FROM alerts WHERE integration_id = ? AND fingerprint = ?",
                            integration_id, fingerprint));
  AH_TRY(const bool found, row.next());
  if (!found) return std::optional<StoredAlert>{};
  return std::optional<StoredAlert>{StoredAlert{row.integer(0), std::string(row.text(1)), row.optional_text(2)}};
}

// Not the highest number in the table: that goes down when an integration is removed, and readers would miss a change.
Result<std::int64_t> next_change(Database& db) {
  AH_TRY(auto row, db.query("INSERT INTO meta(key, value) VALUES('alert_changes', '1') ON CONFLICT(key) DO UPDATE SET "
                            "value = value + 1 RETURNING value"));
  AH_TRY_VOID(row.next());
  const auto number = row.integer(0);
  AH_TRY_VOID(row.next());
  return number;
}

Result<void> write_alert(Database& db, std::int64_t id, const json::object& alert, std::string_view document) {
  AH_TRY(const auto change, next_change(db));
  const auto severity = text_at(alert, "severity");
  return db.run(
      "UPDATE alerts SET document = ?, source = ?, name = ?, service = ?, status = ?, severity = ?, severity_rank = ?, "
      "starts_at = ?, acknowledged_at = ?, ends_at = ?, updated_at = ?, search = ?, change_seq = ? WHERE id = ?",
      document, text_at(alert, "source"), text_at(alert, "name"), service_of(alert), text_at(alert, "status"),
      severity.empty() ? std::string("unknown") : severity, severity_rank(severity), optional_text(alert, "starts_at"),
      optional_text(alert, "acknowledged_at"), optional_text(alert, "ends_at"), text_at(alert, "updated_at"),
      search_text(alert), change, id);
}

}  // namespace

Result<bool> insert_event(Database& db, std::int64_t integration_id, const IncomingEvent& event, UtcTime received_at) {
  AH_TRY_VOID(db.run(
      "INSERT INTO events(integration_id, event_id, fingerprint, kind, event_type, occurred_at, document, received_at, "
      "reconciled) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT(integration_id, event_id) DO NOTHING",
      integration_id, event.event_id, event.fingerprint, event.kind, event.event_type, event.occurred_at,
      event.document, render_utc(received_at), event.reconciled ? 1 : 0));
  return db.changes() > 0;
}

Result<bool> differs_from_stored(Database& db, std::int64_t integration_id, const IncomingEvent& event) {
  AH_TRY(auto row, db.query("SELECT kind, fingerprint, document FROM events WHERE integration_id = ? AND event_id = ?",
                            integration_id, event.event_id));
  AH_TRY(const bool found, row.next());
  if (!found) return false;
  if (row.text(0) != event.kind || row.text(1) != event.fingerprint) return true;
  AH_TRY(const auto stored, parse_json_object(row.text(2), "A stored event"));
  AH_TRY(const auto given, parse_json_object(event.document, "An event"));
  const auto* before = stored.if_contains("alert");
  const auto* now = given.if_contains("alert");
  return (before == nullptr) != (now == nullptr) || (before != nullptr && *before != *now);
}

Result<FoldedAlert> refold_alert(Database& db, std::int64_t integration_id, std::string_view fingerprint,
                                 UtcTime received_at) {
  AH_TRY(const auto events, read_stored_events(db, integration_id, fingerprint));
  auto alert = fold_alert(events);
  if (alert.empty()) return failure(Errc::internal, "A fingerprint has no event with an alert.");
  AH_TRY(auto stored, find_alert(db, integration_id, fingerprint));
  if (stored && stored->enrichment) {
    AH_TRY(const auto enrichment, parse_json_object(*stored->enrichment, "A stored enrichment"));
    apply_enrichment(alert, enrichment);
  }
  const auto document = json::serialize(alert);
  if (stored && stored->document == document) return FoldedAlert{stored->id, false};
  if (!stored) {
    AH_TRY_VOID(
        db.run("INSERT INTO alerts(integration_id, fingerprint, document, source, name, status, severity, "
               "severity_rank, updated_at, received_at) VALUES(?, ?, '', '', '', '', '', 0, '', ?)",
               integration_id, fingerprint, render_utc(received_at)));
    stored.emplace().id = db.last_insert_id();
  }
  AH_TRY_VOID(write_alert(db, stored->id, alert, document));
  return FoldedAlert{stored->id, true};
}

Result<std::int64_t> insert_delivery(Database& db, const WriteJob& job, const DeliveryReport& report,
                                     std::chrono::microseconds stored) {
  const auto& assessment = job.assessment;
  const IncomingEvent* event = assessment.events.empty() ? nullptr : &assessment.events.front();
  const auto text_or_null = [](const std::string* text) {
    return text == nullptr || text->empty() ? std::optional<std::string>{} : std::optional<std::string>{*text};
  };
  const bool keeps_body = !job.body.empty() && job.body.size() <= kMaxBodyKept;
  const auto body = keeps_body ? SqlValue(as_bytes(job.body)) : SqlValue(nullptr);
  const auto duration = std::chrono::duration_cast<std::chrono::microseconds>(stored).count();
  AH_TRY_VOID(db.run_values(
      "INSERT INTO deliveries(integration_id, received_at, event_id, event_type, incident, outcome, http_status, "
      "signature, explanation, headers, body, bytes, duration_us, alert_id, source_ip, steps) "
      "VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      {job.integration_id, render_utc(job.received_at), text_or_null(event == nullptr ? nullptr : &event->event_id),
       text_or_null(event == nullptr ? nullptr : &event->event_type),
       text_or_null(event == nullptr ? nullptr : &event->resource), name(report.outcome), report.http_status,
       report.signature, text_or_null(&report.explanation), job.headers, body, job.body.size(), duration,
       report.alert_id, text_or_null(&job.source_ip),
       render_steps(assessment, report.outcome, job.plugin_done, stored)}));
  return db.last_insert_id();
}

Result<void> link_event(Database& db, std::int64_t integration_id, std::string_view event_id,
                        std::int64_t delivery_id) {
  return db.run("UPDATE events SET delivery_id = ? WHERE integration_id = ? AND event_id = ?", delivery_id,
                integration_id, event_id);
}

Result<void> count_delivery(Database& db, const WriteJob& job, const DeliveryReport& report) {
  const auto id = job.integration_id;
  const auto now = render_utc(job.received_at);
  switch (report.outcome) {
    case Outcome::reconciled:
    case Outcome::test:
      return success();
    case Outcome::off:
    case Outcome::failed:
      return db.run("UPDATE webhook_endpoints SET deliveries_total = deliveries_total + 1 WHERE integration_id = ?",
                    id);
    case Outcome::rejected:
      return db.run(
          "UPDATE webhook_endpoints SET deliveries_total = deliveries_total + 1, "
          "rejected_in_a_row = rejected_in_a_row + 1, last_rejected_at = ? WHERE integration_id = ?",
          now, id);
    case Outcome::ping:
      return db.run(
          "UPDATE webhook_endpoints SET deliveries_total = deliveries_total + 1, rejected_in_a_row = 0, "
          "last_ping_at = ? WHERE integration_id = ?",
          now, id);
    case Outcome::stored:
    case Outcome::duplicate:
    case Outcome::ignored:
    case Outcome::quarantined:
      break;
  }
  const auto type = job.assessment.events.empty() ? std::string{} : job.assessment.events.front().event_type;
  return db.run(
      "UPDATE webhook_endpoints SET deliveries_total = deliveries_total + 1, rejected_in_a_row = 0, "
      "last_event_at = ?, last_event_type = ?, last_event_outcome = ? WHERE integration_id = ?",
      now, type, name(report.outcome), id);
}

Result<bool> integration_exists(Database& db, std::int64_t integration_id) {
  AH_TRY(auto row, db.query("SELECT 1 FROM integrations WHERE id = ?", integration_id));
  return row.next();
}

Result<void> prune_deliveries(Database& db) {
  std::vector<std::int64_t> integrations;
  {
    AH_TRY(auto row, db.query("SELECT id FROM integrations"));
    for (;;) {
      AH_TRY(const bool more, row.next());
      if (!more) break;
      integrations.push_back(row.integer(0));
    }
  }
  for (const auto id : integrations) {
    AH_TRY_VOID(
        db.run("DELETE FROM deliveries WHERE integration_id = ?1 AND id <= coalesce((SELECT id FROM deliveries "
               "WHERE integration_id = ?1 ORDER BY id DESC LIMIT 1 OFFSET ?2), 0)",
               id, kDeliveriesKept));
    AH_TRY_VOID(
        db.run("UPDATE deliveries SET body = NULL WHERE integration_id = ?1 AND body IS NOT NULL AND outcome <> "
               "'quarantined' AND id <= coalesce((SELECT id FROM deliveries WHERE integration_id = ?1 "
               "ORDER BY id DESC LIMIT 1 OFFSET ?2), 0)",
               id, kBodiesKept));
  }
  return success();
}

}  // namespace autoheal::host
