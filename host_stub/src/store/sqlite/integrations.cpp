#include "store/sqlite/repositories.hpp"

namespace autoheal::host::sqlite {
namespace {

constexpr const char* kSelectIntegration =
    "SELECT id, name, plugin, settings, revision, status, last_test, created_at, updated_at FROM integrations ";

Integration read_integration(const Cursor& row) {
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
    Integration integration = read_integration(row);
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

Result<void> write_secrets(Database& db, std::int64_t id, const std::vector<SecretChange>& secrets,
                           std::string_view at) {
  for (const SecretChange& secret : secrets) {
    if (!secret.record) {
      AH_TRY_VOID(db.run("DELETE FROM secrets WHERE integration_id = ? AND field = ?", id, secret.field));
      continue;
    }
    AH_TRY_VOID(
        db.run("INSERT INTO secrets(integration_id, field, record, fingerprint, updated_at) VALUES(?, ?, ?, ?, ?) "
               "ON CONFLICT(integration_id, field) DO UPDATE SET record = excluded.record, "
               "fingerprint = excluded.fingerprint, updated_at = excluded.updated_at",
               id, secret.field, *secret.record, secret.fingerprint, at));
  }
  return success();
}

// `id` 0: of nobody yet.
Result<void> check_name_is_free(Database& db, std::string_view name, std::int64_t id, const char* hint) {
  AH_TRY(Cursor row, db.query("SELECT 1 FROM integrations WHERE name = ? AND id <> ?", name, id));
  AH_TRY(const bool taken, row.next());
  if (!taken) return success();
  return failure(Errc::name_taken, "There is an integration " + std::string{name} + " already.", hint);
}

class SqliteIntegrations final : public IntegrationRepository {
 public:
  explicit SqliteIntegrations(ConnectionPool& pool) : pool_(pool) {}

  Result<std::vector<Integration>> list() override {
    AH_TRY(const auto db, pool_.lease());
    std::vector<Integration> out;
    {
      AH_TRY(Cursor row, db->query(std::string{kSelectIntegration} + "ORDER BY name"));
      for (;;) {
        AH_TRY(const bool more, row.next());
        if (!more) break;
        out.push_back(read_integration(row));
      }
    }
    for (Integration& integration : out) {
      AH_TRY_VOID(read_secrets(*db, integration));
    }
    return out;
  }

  Result<Integration> get(std::string_view name) override {
    AH_TRY(const auto db, pool_.lease());
    AH_TRY(Cursor row, db->query(std::string{kSelectIntegration} + "WHERE name = ?", name));
    return read_one(*db, std::move(row), std::string{name});
  }

  Result<Integration> get(std::int64_t id) override {
    AH_TRY(const auto db, pool_.lease());
    AH_TRY(Cursor row, db->query(std::string{kSelectIntegration} + "WHERE id = ?", id));
    return read_one(*db, std::move(row), "number " + std::to_string(id));
  }

  Result<std::optional<std::int64_t>> find_id(std::string_view name) override {
    AH_TRY(const auto db, pool_.lease());
    AH_TRY(Cursor row, db->query("SELECT id FROM integrations WHERE name = ?", name));
    AH_TRY(const bool found, row.next());
    return found ? std::optional<std::int64_t>{row.integer(0)} : std::nullopt;
  }

  Result<std::map<std::string, std::size_t>> count_by_plugin() override {
    AH_TRY(const auto db, pool_.lease());
    AH_TRY(Cursor row, db->query("SELECT plugin, count(*) FROM integrations GROUP BY plugin"));
    std::map<std::string, std::size_t> counts;
    for (;;) {
      AH_TRY(const bool more, row.next());
      if (!more) return counts;
      counts.emplace(row.text(0), static_cast<std::size_t>(row.integer(1)));
    }
  }

  Result<std::int64_t> add(std::string_view plugin, const IntegrationChange& integration,
                           const SealSecrets& seal) override {
    AH_TRY(const auto db, pool_.lease());
    AH_TRY(Transaction transaction, db->begin());
    AH_TRY_VOID(check_name_is_free(*db, integration.name, 0,
                                   "Choose another name, or change that one with `integrations set`."));
    AH_TRY_VOID(
        db->run("INSERT INTO integrations(name, plugin, settings, created_at, updated_at) VALUES(?, ?, ?, ?, ?)",
                integration.name, plugin, integration.settings, integration.at, integration.at));
    const std::int64_t id = db->last_insert_id();
    AH_TRY(const auto secrets, seal(id));
    AH_TRY_VOID(write_secrets(*db, id, secrets, integration.at));
    AH_TRY_VOID(transaction.commit());
    return id;
  }

  Result<bool> update(std::int64_t id, std::int64_t revision, const IntegrationChange& change) override {
    AH_TRY(const auto db, pool_.lease());
    AH_TRY(Transaction transaction, db->begin());
    AH_TRY_VOID(check_name_is_free(*db, change.name, id, "Choose another name."));
    AH_TRY_VOID(
        db->run("UPDATE integrations SET name = ?, settings = ?, revision = revision + 1, updated_at = ?, "
                "status = CASE WHEN ? THEN 'not_tested' ELSE status END, "
                "last_test = CASE WHEN ? THEN NULL ELSE last_test END WHERE id = ? AND revision = ?",
                change.name, change.settings, change.at, change.forget_test, change.forget_test, id, revision));
    if (db->changes() != 1) return false;
    AH_TRY_VOID(write_secrets(*db, id, change.secrets, change.at));
    AH_TRY_VOID(transaction.commit());
    return true;
  }

  Result<void> set_status(std::int64_t id, std::int64_t revision, std::string_view status,
                          const std::optional<std::string>& last_test) override {
    AH_TRY(const auto db, pool_.lease());
    return db->run(
        "UPDATE integrations SET status = ?, last_test = coalesce(?, last_test) WHERE id = ? AND revision = ?", status,
        last_test, id, revision);
  }

  Result<void> remove(std::int64_t id) override {
    AH_TRY(const auto db, pool_.lease());
    return db->run("DELETE FROM integrations WHERE id = ?", id);
  }

  Result<std::optional<Bytes>> find_secret(std::int64_t id, std::string_view field) override {
    AH_TRY(const auto db, pool_.lease());
    AH_TRY(Cursor row, db->query("SELECT record FROM secrets WHERE integration_id = ? AND field = ?", id, field));
    AH_TRY(const bool found, row.next());
    if (!found) return std::optional<Bytes>{};
    return std::optional<Bytes>{Bytes(row.blob(0).begin(), row.blob(0).end())};
  }

 private:
  ConnectionPool& pool_;
};

}  // namespace

std::unique_ptr<IntegrationRepository> make_integrations(ConnectionPool& pool) {
  return std::make_unique<SqliteIntegrations>(pool);
}

}  // namespace autoheal::host::sqlite
