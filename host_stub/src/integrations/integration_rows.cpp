#include "integrations/integration_rows.hpp"

namespace autoheal::host {
namespace {

constexpr const char* kSelect =
    "SELECT id, name, plugin, settings, revision, status, last_test, created_at, updated_at FROM integrations ";

Integration read_integration_row(const Cursor& row) {
  Integration out;
  out.id = row.integer(0);
  out.name = row.text(1);
  out.plugin = row.text(2);
  out.settings = row.text(3);
  out.revision = row.integer(4);
  out.status = row.text(5);
  out.last_test = row.optional_text(6);
  out.created_at = row.text(7);
  out.updated_at = row.text(8);
  return out;
}

Result<void> read_secrets(Database& db, Integration& integration) {
  AH_TRY(Cursor row,
         db.query("SELECT field, fingerprint, updated_at FROM secrets WHERE integration_id = ?", integration.id));
  for (;;) {
    AH_TRY(const bool more, row.next());
    if (!more) return success();
    integration.secrets.emplace(row.text(0), SecretInfo{std::string{row.text(1)}, std::string{row.text(2)}});
  }
}

Result<Integration> read_one(Database& db, Cursor row, const std::string& wanted) {
  AH_TRY(const bool found, row.next());
  if (found) {
    Integration integration = read_integration_row(row);
    AH_TRY_VOID(read_secrets(db, integration));
    return integration;
  }
  std::string names;
  AH_TRY(Cursor all, db.query("SELECT name FROM integrations ORDER BY name"));
  for (;;) {
    AH_TRY(const bool more, all.next());
    if (!more) break;
    names.append(names.empty() ? "" : ", ").append(all.text(0));
  }
  return failure(Errc::not_found, "There is no integration " + wanted + ".",
                 names.empty() ? "None has been added yet." : "There are: " + names + ".");
}

constexpr const char* kSelectEndpoint =
    "SELECT e.integration_id, i.name, i.plugin, e.public_id, e.enabled, e.previous_until, e.enabled_at, e.secret_hash, "
    "e.url_secret, e.previous_hash FROM webhook_endpoints e JOIN integrations i ON i.id = e.integration_id ";

Bytes to_bytes_copy(ByteView view) { return {view.begin(), view.end()}; }

Result<std::optional<EndpointRow>> read_endpoint(Cursor row) {
  AH_TRY(const bool found, row.next());
  if (!found) return std::optional<EndpointRow>{};
  EndpointRow out;
  out.endpoint.integration_id = row.integer(0);
  out.endpoint.integration = row.text(1);
  out.endpoint.plugin = row.text(2);
  out.endpoint.public_id = row.text(3);
  out.endpoint.enabled = row.integer(4) != 0;
  out.endpoint.previous_until = row.optional_text(5);
  out.endpoint.enabled_at = row.optional_text(6);
  out.secret_hash = to_bytes_copy(row.blob(7));
  out.url_secret = to_bytes_copy(row.blob(8));
  out.previous_hash = to_bytes_copy(row.blob(9));
  return std::optional<EndpointRow>{std::move(out)};
}

}  // namespace

Result<std::vector<Integration>> list_integrations(Database& db) {
  std::vector<Integration> out;
  {
    AH_TRY(Cursor row, db.query(std::string{kSelect} + "ORDER BY name"));
    for (;;) {
      AH_TRY(const bool more, row.next());
      if (!more) break;
      out.push_back(read_integration_row(row));
    }
  }
  for (Integration& integration : out) {
    AH_TRY_VOID(read_secrets(db, integration));
  }
  return out;
}

Result<Integration> get_integration(Database& db, std::string_view name) {
  AH_TRY(Cursor row, db.query(std::string{kSelect} + "WHERE name = ?", name));
  return read_one(db, std::move(row), std::string{name});
}

Result<Integration> get_integration(Database& db, std::int64_t id) {
  AH_TRY(Cursor row, db.query(std::string{kSelect} + "WHERE id = ?", id));
  return read_one(db, std::move(row), "number " + std::to_string(id));
}

Result<std::int64_t> insert_integration(Database& db, std::string_view name, std::string_view plugin,
                                        std::string_view settings, std::string_view now) {
  {
    AH_TRY(Cursor row, db.query("SELECT 1 FROM integrations WHERE name = ?", name));
    AH_TRY(const bool taken, row.next());
    if (taken) {
      return failure(Errc::name_taken, "There is an integration " + std::string{name} + " already.",
                     "Choose another name, or change that one with `integrations set`.");
    }
  }
  AH_TRY_VOID(db.run("INSERT INTO integrations(name, plugin, settings, created_at, updated_at) VALUES(?, ?, ?, ?, ?)",
                     name, plugin, settings, now, now));
  return db.last_insert_id();
}

Result<bool> update_integration(Database& db, const Integration& integration, std::string_view new_name,
                                std::string_view settings, bool forget_test, std::string_view now) {
  {
    AH_TRY(Cursor row, db.query("SELECT 1 FROM integrations WHERE name = ? AND id <> ?", new_name, integration.id));
    AH_TRY(const bool taken, row.next());
    if (taken) {
      return failure(Errc::name_taken, "There is an integration " + std::string{new_name} + " already.",
                     "Choose another name.");
    }
  }
  AH_TRY_VOID(
      db.run("UPDATE integrations SET name = ?, settings = ?, revision = revision + 1, updated_at = ?, "
             "status = CASE WHEN ? THEN 'not_tested' ELSE status END, "
             "last_test = CASE WHEN ? THEN NULL ELSE last_test END WHERE id = ? AND revision = ?",
             new_name, settings, now, forget_test, forget_test, integration.id, integration.revision));
  return db.changes() == 1;
}

Result<void> touch_integration(Database& db, std::int64_t id) {
  return db.run("UPDATE integrations SET revision = revision + 1 WHERE id = ?", id);
}

Result<void> put_secret(Database& db, std::int64_t id, std::string_view field, const Bytes& record,
                        std::string_view fingerprint, std::string_view now) {
  return db.run(
      "INSERT INTO secrets(integration_id, field, record, fingerprint, updated_at) VALUES(?, ?, ?, ?, ?) "
      "ON CONFLICT(integration_id, field) DO UPDATE SET record = excluded.record, "
      "fingerprint = excluded.fingerprint, updated_at = excluded.updated_at",
      id, field, record, fingerprint, now);
}

Result<void> delete_secret(Database& db, std::int64_t id, std::string_view field) {
  return db.run("DELETE FROM secrets WHERE integration_id = ? AND field = ?", id, field);
}

Result<std::optional<Bytes>> get_secret(Database& db, std::int64_t id, std::string_view field) {
  AH_TRY(Cursor row, db.query("SELECT record FROM secrets WHERE integration_id = ? AND field = ?", id, field));
  AH_TRY(const bool found, row.next());
  if (!found) return std::optional<Bytes>{};
  return std::optional<Bytes>{to_bytes_copy(row.blob(0))};
}

Result<std::optional<EndpointRow>> get_endpoint(Database& db, std::int64_t integration_id) {
  AH_TRY(Cursor row, db.query(std::string{kSelectEndpoint} + "WHERE e.integration_id = ?", integration_id));
  return read_endpoint(std::move(row));
}

Result<std::optional<EndpointRow>> find_endpoint_row(Database& db, std::string_view public_id) {
  AH_TRY(Cursor row, db.query(std::string{kSelectEndpoint} + "WHERE e.public_id = ?", public_id));
  return read_endpoint(std::move(row));
}

}  // namespace autoheal::host
