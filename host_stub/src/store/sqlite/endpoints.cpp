#include "store/sqlite/repositories.hpp"

namespace autoheal::host::sqlite {
namespace {

constexpr std::string_view kBaseKey = "webhook_base";
constexpr const char* kSelectEndpoint =
    "SELECT e.integration_id, i.name, i.plugin, e.public_id, e.enabled, e.previous_until, e.enabled_at, e.secret_hash, "
    "e.url_secret, e.previous_hash FROM webhook_endpoints e JOIN integrations i ON i.id = e.integration_id ";

Bytes copy_of(ByteView view) { return {view.begin(), view.end()}; }

Result<std::optional<EndpointRecord>> read_endpoint(Cursor row) {
  AH_TRY(const bool found, row.next());
  if (!found) return std::optional<EndpointRecord>{};
  EndpointRecord out;
  out.endpoint.integration_id = row.integer(0);
  out.endpoint.integration = row.text(1);
  out.endpoint.plugin = row.text(2);
  out.endpoint.public_id = row.text(3);
  out.endpoint.enabled = row.integer(4) != 0;
  out.endpoint.previous_until = row.optional_text(5);
  out.endpoint.enabled_at = row.optional_text(6);
  out.secret_hash = copy_of(row.blob(7));
  out.url_secret = copy_of(row.blob(8));
  out.previous_hash = copy_of(row.blob(9));
  return std::optional<EndpointRecord>{std::move(out)};
}

Result<void> raise_revision(Database& db, std::int64_t integration_id) {
  return db.run("UPDATE integrations SET revision = revision + 1 WHERE id = ?", integration_id);
}

class SqliteEndpoints final : public EndpointRepository {
 public:
  explicit SqliteEndpoints(ConnectionPool& pool) : pool_(pool) {}

  Result<std::optional<EndpointRecord>> find(std::int64_t integration_id) override {
    AH_TRY(const auto db, pool_.lease());
    AH_TRY(Cursor row, db->query(std::string{kSelectEndpoint} + "WHERE e.integration_id = ?", integration_id));
    return read_endpoint(std::move(row));
  }

  Result<std::optional<EndpointRecord>> find_by_public_id(std::string_view public_id) override {
    AH_TRY(const auto db, pool_.lease());
    AH_TRY(Cursor row, db->query(std::string{kSelectEndpoint} + "WHERE e.public_id = ?", public_id));
    return read_endpoint(std::move(row));
  }

  Result<std::optional<EndpointActivity>> find_activity(std::int64_t integration_id) override {
    AH_TRY(const auto db, pool_.lease());
    AH_TRY(Cursor row, db->query("SELECT enabled, enabled_at, deliveries_total, rejected_in_a_row, last_rejected_at, "
                                 "last_event_at, last_event_type, last_event_outcome, last_ping_at, previous_until "
                                 "FROM webhook_endpoints WHERE integration_id = ?",
                                 integration_id));
    AH_TRY(const bool found, row.next());
    if (!found) return std::optional<EndpointActivity>{};
    EndpointActivity out;
    out.enabled = row.integer(0) != 0;
    out.enabled_at = row.optional_text(1);
    out.deliveries_total = row.integer(2);
    out.rejected_in_a_row = row.integer(3);
    out.last_rejected_at = row.optional_text(4);
    out.last_event_at = row.optional_text(5);
    out.last_event_type = row.text(6);
    out.last_event_outcome = row.text(7);
    out.last_ping_at = row.optional_text(8);
    out.previous_until = row.optional_text(9);
    return std::optional<EndpointActivity>{std::move(out)};
  }

  Result<std::map<std::int64_t, std::int64_t>> list_rejections() override {
    AH_TRY(const auto db, pool_.lease());
    AH_TRY(Cursor row, db->query("SELECT integration_id, rejected_in_a_row FROM webhook_endpoints WHERE enabled <> 0"));
    std::map<std::int64_t, std::int64_t> out;
    for (;;) {
      AH_TRY(const bool more, row.next());
      if (!more) return out;
      out[row.integer(0)] = row.integer(1);
    }
  }

  Result<void> add_if_absent(std::int64_t integration_id, const NewEndpoint& endpoint) override {
    AH_TRY(const auto db, pool_.lease());
    AH_TRY(Transaction transaction, db->begin());
    AH_TRY_VOID(
        db->run("INSERT INTO webhook_endpoints(integration_id, public_id, secret_hash, url_secret) "
                "VALUES(?, ?, ?, ?) ON CONFLICT(integration_id) DO NOTHING",
                integration_id, endpoint.public_id, endpoint.secret_hash, endpoint.url_secret));
    if (db->changes() == 0) return success();
    AH_TRY_VOID(raise_revision(*db, integration_id));
    return transaction.commit();
  }

  Result<void> rotate(std::int64_t integration_id, const EndpointRotation& rotation) override {
    AH_TRY(const auto db, pool_.lease());
    AH_TRY(Transaction transaction, db->begin());
    AH_TRY_VOID(
        db->run("UPDATE webhook_endpoints SET previous_hash = secret_hash, previous_until = ?, secret_hash = ?, "
                "url_secret = ?, rotated_at = ? WHERE integration_id = ?",
                rotation.previous_until, rotation.secret_hash, rotation.url_secret, rotation.at, integration_id));
    AH_TRY_VOID(raise_revision(*db, integration_id));
    return transaction.commit();
  }

  Result<void> set_enabled(std::int64_t integration_id, bool enabled, std::string_view at) override {
    AH_TRY(const auto db, pool_.lease());
    return db->run(
        "UPDATE webhook_endpoints SET enabled = ?, enabled_at = CASE WHEN ? AND NOT enabled THEN ? ELSE enabled_at END "
        "WHERE integration_id = ?",
        enabled, enabled, at, integration_id);
  }

  Result<void> clear_rejections(std::int64_t integration_id) override {
    AH_TRY(const auto db, pool_.lease());
    return db->run(
        "UPDATE webhook_endpoints SET rejected_in_a_row = 0 WHERE integration_id = ? AND rejected_in_a_row <> 0",
        integration_id);
  }

  Result<std::optional<std::string>> find_base() override {
    AH_TRY(const auto db, pool_.lease());
    return read_meta(*db, kBaseKey);
  }

  Result<void> set_base(std::string_view url) override {
    AH_TRY(const auto db, pool_.lease());
    AH_TRY(const auto stored, read_meta(*db, kBaseKey));
    if (stored == url) return success();
    AH_TRY(Transaction transaction, db->begin());
    AH_TRY_VOID(write_meta(*db, kBaseKey, url));
    AH_TRY_VOID(
        db->run("UPDATE integrations SET revision = revision + 1 "
                "WHERE id IN (SELECT integration_id FROM webhook_endpoints)"));
    return transaction.commit();
  }

 private:
  ConnectionPool& pool_;
};

}  // namespace

std::unique_ptr<EndpointRepository> make_endpoints(ConnectionPool& pool) {
  return std::make_unique<SqliteEndpoints>(pool);
}

}  // namespace autoheal::host::sqlite
