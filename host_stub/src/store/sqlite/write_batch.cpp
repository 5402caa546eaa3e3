#include "store/write_batch.hpp"

#include "store/sqlite/repositories.hpp"

namespace autoheal::host::sqlite {
namespace {

// Not the highest number in the table: that goes down when an integration is removed, and readers would miss a change.
Result<std::int64_t> next_change(Database& db) {
  AH_TRY(Cursor row, db.query("INSERT INTO meta(key, value) VALUES('alert_changes', '1') ON CONFLICT(key) DO UPDATE "
                              "SET value = value + 1 RETURNING value"));
  AH_TRY_VOID(row.next());
  const auto number = row.integer(0);
  AH_TRY_VOID(row.next());
  return number;
}

class SqliteWriteBatch final : public WriteBatch {
 public:
  SqliteWriteBatch(Database& db, Transaction transaction) : db_(db), transaction_(std::move(transaction)) {}

  Result<bool> has_integration(std::int64_t id) override {
    AH_TRY(Cursor row, db_.query("SELECT 1 FROM integrations WHERE id = ?", id));
    return row.next();
  }

  Result<bool> add_event(std::int64_t integration_id, const EventRecord& event, std::string_view received_at) override {
    AH_TRY_VOID(db_.run(
        "INSERT INTO events(integration_id, event_id, fingerprint, kind, event_type, occurred_at, document, "
        "received_at, reconciled) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT(integration_id, event_id) DO NOTHING",
        integration_id, event.event_id, event.fingerprint, event.kind, event.event_type, event.occurred_at,
        event.document, received_at, event.reconciled ? 1 : 0));
    return db_.changes() > 0;
  }

  Result<std::optional<EventRecord>> find_event(std::int64_t integration_id, std::string_view event_id) override {
    AH_TRY(Cursor row, db_.query("SELECT kind, event_type, occurred_at, fingerprint, document, reconciled FROM events "
                                 "WHERE integration_id = ? AND event_id = ?",
                                 integration_id, event_id));
    AH_TRY(const bool found, row.next());
    if (!found) return std::optional<EventRecord>{};
    return std::optional<EventRecord>{
        EventRecord{std::string(event_id), std::string(row.text(0)), std::string(row.text(1)), std::string(row.text(2)),
                    std::string(row.text(3)), std::string(row.text(4)), row.integer(5) != 0}};
  }

  Result<std::vector<std::string>> list_event_documents(std::int64_t integration_id,
                                                        std::string_view fingerprint) override {
    AH_TRY(Cursor row, db_.query("SELECT document FROM events WHERE integration_id = ? AND fingerprint = ? "
                                 "ORDER BY occurred_at, event_id",
                                 integration_id, fingerprint));
    std::vector<std::string> documents;
    for (;;) {
      AH_TRY(const bool more, row.next());
      if (!more) return documents;
      documents.emplace_back(row.text(0));
    }
  }

  Result<void> link_event(std::int64_t integration_id, std::string_view event_id, std::int64_t delivery_id) override {
    return db_.run("UPDATE events SET delivery_id = ? WHERE integration_id = ? AND event_id = ?", delivery_id,
                   integration_id, event_id);
  }

  Result<std::optional<FoldedAlert>> find_alert(std::int64_t integration_id, std::string_view fingerprint) override {
    AH_TRY(Cursor row, db_.query("SELECT id, document, enrichment FROM alerts WHERE integration_id = ? AND "
                                 "fingerprint = ?",
                                 integration_id, fingerprint));
    AH_TRY(const bool found, row.next());
    if (!found) return std::optional<FoldedAlert>{};
    return std::optional<FoldedAlert>{FoldedAlert{row.integer(0), std::string(row.text(1)), row.optional_text(2)}};
  }

  Result<std::optional<AlertOrigin>> find_alert_origin(std::int64_t alert_id) override {
    AH_TRY(Cursor row, db_.query("SELECT integration_id, fingerprint, received_at FROM alerts WHERE id = ?", alert_id));
    AH_TRY(const bool found, row.next());
    if (!found) return std::optional<AlertOrigin>{};
    return std::optional<AlertOrigin>{AlertOrigin{row.integer(0), std::string(row.text(1)), std::string(row.text(2))}};
  }

  Result<std::int64_t> add_alert(std::int64_t integration_id, std::string_view fingerprint,
                                 std::string_view received_at) override {
    AH_TRY_VOID(
        db_.run("INSERT INTO alerts(integration_id, fingerprint, document, source, name, status, severity, "
                "severity_rank, updated_at, received_at) VALUES(?, ?, '', '', '', '', '', 0, '', ?)",
                integration_id, fingerprint, received_at));
    return db_.last_insert_id();
  }

  Result<void> put_alert(std::int64_t id, const AlertColumns& alert) override {
    AH_TRY(const auto change, next_change(db_));
    return db_.run(
        "UPDATE alerts SET document = ?, source = ?, name = ?, service = ?, status = ?, severity = ?, "
        "severity_rank = ?, starts_at = ?, acknowledged_at = ?, ends_at = ?, updated_at = ?, search = ?, "
        "change_seq = ? WHERE id = ?",
        alert.document, alert.source, alert.name, alert.service, alert.status, alert.severity, alert.severity_rank,
        alert.starts_at, alert.acknowledged_at, alert.ends_at, alert.updated_at, alert.search, change, id);
  }

  Result<void> set_enrichment(std::int64_t alert_id, std::string_view enrichment) override {
    return db_.run("UPDATE alerts SET enrichment = ? WHERE id = ?", enrichment, alert_id);
  }

  Result<std::int64_t> add_delivery(const NewDelivery& delivery) override {
    const bool keeps_body = !delivery.body.empty() && delivery.body.size() <= kMaxBodyKept;
    const auto body = keeps_body ? SqlValue(as_bytes(delivery.body)) : SqlValue(nullptr);
    AH_TRY_VOID(db_.run_values(
        "INSERT INTO deliveries(integration_id, received_at, event_id, event_type, incident, outcome, http_status, "
        "signature, explanation, headers, body, bytes, duration_us, alert_id, source_ip, steps) "
        "VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        {delivery.integration_id, delivery.received_at, delivery.event_id, delivery.event_type, delivery.incident,
         delivery.outcome, delivery.http_status, delivery.signature, delivery.explanation, delivery.headers, body,
         delivery.body.size(), delivery.duration_us, delivery.alert_id, delivery.source_ip, delivery.steps}));
    return db_.last_insert_id();
  }

  Result<void> count_delivery(std::int64_t integration_id, DeliveryCount count, std::string_view at,
                              std::string_view event_type, std::string_view outcome) override {
    switch (count) {
      case DeliveryCount::total:
        return db_.run("UPDATE webhook_endpoints SET deliveries_total = deliveries_total + 1 WHERE integration_id = ?",
                       integration_id);
      case DeliveryCount::rejected:
        return db_.run(
            "UPDATE webhook_endpoints SET deliveries_total = deliveries_total + 1, "
            "rejected_in_a_row = rejected_in_a_row + 1, last_rejected_at = ? WHERE integration_id = ?",
            at, integration_id);
      case DeliveryCount::ping:
        return db_.run(
            "UPDATE webhook_endpoints SET deliveries_total = deliveries_total + 1, rejected_in_a_row = 0, "
            "last_ping_at = ? WHERE integration_id = ?",
            at, integration_id);
      case DeliveryCount::event:
        break;
    }
    return db_.run(
        "UPDATE webhook_endpoints SET deliveries_total = deliveries_total + 1, rejected_in_a_row = 0, "
        "last_event_at = ?, last_event_type = ?, last_event_outcome = ? WHERE integration_id = ?",
        at, event_type, outcome, integration_id);
  }

  Result<void> commit() override { return transaction_.commit(); }

 private:
  Database& db_;
  Transaction transaction_;
};

Result<void> prune_integration(Database& db, std::int64_t id) {
  AH_TRY_VOID(
      db.run("DELETE FROM deliveries WHERE integration_id = ?1 AND id <= coalesce((SELECT id FROM deliveries "
             "WHERE integration_id = ?1 ORDER BY id DESC LIMIT 1 OFFSET ?2), 0)",
             id, kDeliveriesKept));
  return db.run(
      "UPDATE deliveries SET body = NULL WHERE integration_id = ?1 AND body IS NOT NULL AND outcome <> "
      "'quarantined' AND id <= coalesce((SELECT id FROM deliveries WHERE integration_id = ?1 "
      "ORDER BY id DESC LIMIT 1 OFFSET ?2), 0)",
      id, kBodiesKept);
}

class SqliteBatchWriter final : public BatchWriter {
 public:
  explicit SqliteBatchWriter(Database db) : db_(std::move(db)) {}

  Result<std::unique_ptr<WriteBatch>> begin() override {
    AH_TRY(Transaction transaction, db_.begin());
    return std::unique_ptr<WriteBatch>{std::make_unique<SqliteWriteBatch>(db_, std::move(transaction))};
  }

  Result<void> prune_deliveries() override {
    AH_TRY(Transaction transaction, db_.begin());
    std::vector<std::int64_t> integrations;
    {
      AH_TRY(Cursor row, db_.query("SELECT id FROM integrations"));
      for (;;) {
        AH_TRY(const bool more, row.next());
        if (!more) break;
        integrations.push_back(row.integer(0));
      }
    }
    for (const auto id : integrations) {
      AH_TRY_VOID(prune_integration(db_, id));
    }
    return transaction.commit();
  }

 private:
  Database db_;
};

}  // namespace

std::unique_ptr<BatchWriter> make_batch_writer(Database db) {
  return std::make_unique<SqliteBatchWriter>(std::move(db));
}

}  // namespace autoheal::host::sqlite
