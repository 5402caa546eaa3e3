#include "store/sqlite/migrations.hpp"

#include <array>

namespace autoheal::host {
namespace {

// Times are text: RFC 3339, UTC, milliseconds, Z; they sort like the times themselves. Documents are JSON text.
// Removing an integration removes everything that belongs to it.
constexpr const char* kVersion1 = R"sql(
CREATE TABLE meta (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE integrations (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL UNIQUE COLLATE NOCASE,
  plugin TEXT NOT NULL,
  settings TEXT NOT NULL,                       -- object, without secrets
  revision INTEGER NOT NULL DEFAULT 1,          -- goes up when settings, secrets or the webhook URL change
  status TEXT NOT NULL DEFAULT 'not_tested',    -- not_tested, connected, partial, error, needs_attention
  last_test TEXT,                               -- connection table plus `at`
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL
);

CREATE TABLE secrets (
  integration_id INTEGER NOT NULL REFERENCES integrations(id) ON DELETE CASCADE,
  field TEXT NOT NULL,                          -- the setting's name
  record BLOB NOT NULL,                         -- encrypted, see secrets/record.hpp
  fingerprint TEXT NOT NULL,                    -- 8 hex digits, keyed
  updated_at TEXT NOT NULL,
  PRIMARY KEY (integration_id, field)
) WITHOUT ROWID;

CREATE TABLE webhook_endpoints (
  integration_id INTEGER PRIMARY KEY REFERENCES integrations(id) ON DELETE CASCADE,
  public_id TEXT NOT NULL UNIQUE,
  secret_hash BLOB NOT NULL,                    -- SHA-256 of the URL's secret
  url_secret BLOB NOT NULL,                     -- the URL's secret, encrypted
  previous_hash BLOB,                           -- after a rotation, until previous_until
  previous_until TEXT,
  enabled INTEGER NOT NULL DEFAULT 0,
  enabled_at TEXT,
  rotated_at TEXT,
  deliveries_total INTEGER NOT NULL DEFAULT 0,
  rejected_in_a_row INTEGER NOT NULL DEFAULT 0,
  last_rejected_at TEXT,
  last_event_at TEXT,
  last_event_type TEXT,
  last_event_outcome TEXT,
  last_ping_at TEXT
);

CREATE TABLE alerts (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  integration_id INTEGER NOT NULL REFERENCES integrations(id) ON DELETE CASCADE,
  fingerprint TEXT NOT NULL,
  document TEXT NOT NULL,                       -- the folded alert
  source TEXT NOT NULL,
  name TEXT NOT NULL,
  service TEXT NOT NULL DEFAULT '',             -- label service
  status TEXT NOT NULL,                         -- firing, acknowledged, resolved
  severity TEXT NOT NULL,
  severity_rank INTEGER NOT NULL,               -- 5 critical, 4 high, 3 medium, 2 low, 1 info, 0 unknown
  starts_at TEXT,
  acknowledged_at TEXT,
  ends_at TEXT,
  updated_at TEXT NOT NULL,                     -- source time of the newest event
  received_at TEXT NOT NULL,                    -- host time of the first event
  search TEXT NOT NULL DEFAULT '',              -- lower-case text that the text filter looks into
  change_seq INTEGER NOT NULL DEFAULT 0,        -- goes up with every change of any alert
  UNIQUE (integration_id, fingerprint)
);
CREATE INDEX alerts_by_status ON alerts(status, updated_at);
CREATE INDEX alerts_by_severity ON alerts(severity_rank, updated_at);
CREATE INDEX alerts_by_source ON alerts(source, updated_at);
CREATE INDEX alerts_by_service ON alerts(service, updated_at);
CREATE INDEX alerts_by_integration ON alerts(integration_id, updated_at);
CREATE INDEX alerts_by_start ON alerts(starts_at);
CREATE INDEX alerts_by_update ON alerts(updated_at);
CREATE INDEX alerts_by_change ON alerts(change_seq);

CREATE TABLE deliveries (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  integration_id INTEGER NOT NULL REFERENCES integrations(id) ON DELETE CASCADE,
  received_at TEXT NOT NULL,
  event_id TEXT,
  event_type TEXT,
  incident TEXT,                                -- {id, number, summary}
  outcome TEXT NOT NULL,
  http_status INTEGER NOT NULL,
  signature TEXT NOT NULL,
  explanation TEXT,
  headers TEXT NOT NULL DEFAULT '[]',           -- redacted
  body BLOB,
  bytes INTEGER NOT NULL DEFAULT 0,
  duration_us INTEGER NOT NULL DEFAULT 0,
  alert_id INTEGER REFERENCES alerts(id) ON DELETE SET NULL,
  source_ip TEXT,
  steps TEXT NOT NULL DEFAULT '[]'
);
CREATE INDEX deliveries_by_integration ON deliveries(integration_id, id);
CREATE INDEX deliveries_by_outcome ON deliveries(integration_id, outcome, id);
CREATE INDEX deliveries_by_alert ON deliveries(alert_id);

CREATE TABLE events (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  integration_id INTEGER NOT NULL REFERENCES integrations(id) ON DELETE CASCADE,
  event_id TEXT NOT NULL,
  fingerprint TEXT NOT NULL DEFAULT '',         -- empty: ping or ignored
  kind TEXT NOT NULL,
  event_type TEXT NOT NULL DEFAULT '',
  occurred_at TEXT NOT NULL,
  document TEXT NOT NULL,
  received_at TEXT NOT NULL,
  reconciled INTEGER NOT NULL DEFAULT 0,
  delivery_id INTEGER REFERENCES deliveries(id) ON DELETE SET NULL,
  UNIQUE (integration_id, event_id)
);
CREATE INDEX events_by_alert ON events(integration_id, fingerprint, occurred_at, event_id);
CREATE INDEX events_by_delivery ON events(delivery_id);

CREATE TABLE agents (
  name TEXT PRIMARY KEY COLLATE NOCASE,
  token_hash BLOB NOT NULL UNIQUE,              -- SHA-256
  created_at TEXT NOT NULL,
  last_used_at TEXT
) WITHOUT ROWID;
)sql";

// What enrichment found for an alert (object), laid under every later fold.
constexpr const char* kVersion2 = R"sql(
ALTER TABLE alerts ADD COLUMN enrichment TEXT;
)sql";

// How many alerts of each status an integration has, kept with every change: nobody counts a million rows to say so.
// (A new row has no status until it is folded, in the same transaction.)
constexpr const char* kVersion3 = R"sql(
CREATE TABLE alert_counts (
  integration_id INTEGER NOT NULL REFERENCES integrations(id) ON DELETE CASCADE,
  status TEXT NOT NULL,
  alerts INTEGER NOT NULL,
  PRIMARY KEY (integration_id, status)
) WITHOUT ROWID;
INSERT INTO alert_counts SELECT integration_id, status, count(*) FROM alerts GROUP BY integration_id, status;
CREATE TRIGGER alerts_counted_in AFTER INSERT ON alerts WHEN NEW.status <> '' BEGIN
  INSERT INTO alert_counts VALUES(NEW.integration_id, NEW.status, 1)
    ON CONFLICT(integration_id, status) DO UPDATE SET alerts = alerts + 1;
END;
CREATE TRIGGER alerts_counted_over AFTER UPDATE OF status ON alerts WHEN OLD.status <> NEW.status BEGIN
  UPDATE alert_counts SET alerts = alerts - 1 WHERE integration_id = OLD.integration_id AND status = OLD.status;
  INSERT INTO alert_counts VALUES(NEW.integration_id, NEW.status, 1)
    ON CONFLICT(integration_id, status) DO UPDATE SET alerts = alerts + 1;
END;
CREATE TRIGGER alerts_counted_out AFTER DELETE ON alerts BEGIN
  UPDATE alert_counts SET alerts = alerts - 1 WHERE integration_id = OLD.integration_id AND status = OLD.status;
END;
)sql";

constexpr std::array<const char*, 3> kMigrations{kVersion1, kVersion2, kVersion3};

}  // namespace

std::span<const char* const> migrations() { return kMigrations; }

}  // namespace autoheal::host
