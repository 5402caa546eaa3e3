#include "store/sqlite/repositories.hpp"
#include "store/sqlite/rows.hpp"

namespace autoheal::host::sqlite {
namespace {

class SqliteDeliveries final : public DeliveryRepository {
 public:
  explicit SqliteDeliveries(ConnectionPool& pool) : pool_(pool) {}

  Result<std::vector<DeliveryRecord>> list(std::int64_t integration_id, const DeliveryFilter& filter) override {
    std::string sql = std::string(kSelectDelivery) + " WHERE d.integration_id = ?";
    std::vector<SqlValue> values{SqlValue(integration_id)};
    if (!filter.outcome.empty()) {
      sql += " AND d.outcome = ?";
      values.emplace_back(filter.outcome);
    }
    if (filter.before) {
      sql += " AND d.id < ?";
      values.emplace_back(*filter.before);
    }
    sql += " ORDER BY d.id DESC LIMIT ?";
    values.emplace_back(filter.limit);
    AH_TRY(const auto db, pool_.lease());
    AH_TRY(Cursor row, db->query_values(sql, values));
    return read_deliveries(std::move(row));
  }

  Result<std::vector<DeliveryRecord>> list_of_alert(std::int64_t alert_id, std::int64_t limit) override {
    AH_TRY(const auto db, pool_.lease());
    AH_TRY(Cursor row, db->query(std::string(kSelectDelivery) + " WHERE d.alert_id = ? ORDER BY d.id DESC LIMIT ?",
                                 alert_id, limit));
    return read_deliveries(std::move(row));
  }

  Result<std::optional<DeliveryRecord>> find(std::int64_t id) override {
    AH_TRY(const auto db, pool_.lease());
    AH_TRY(Cursor row, db->query(std::string(kSelectDelivery) + " WHERE d.id = ?", id));
    AH_TRY(const bool found, row.next());
    return found ? std::optional<DeliveryRecord>{read_delivery(row)} : std::nullopt;
  }

  Result<std::optional<DeliveryContent>> find_content(std::int64_t id) override {
    AH_TRY(const auto db, pool_.lease());
    AH_TRY(Cursor row, db->query(std::string(kSelectDelivery) + " WHERE d.id = ?", id));
    AH_TRY(const bool found, row.next());
    if (!found) return std::optional<DeliveryContent>{};
    DeliveryContent out{read_delivery(row), std::string(row.text(15)), std::nullopt};
    if (!row.is_null(16)) out.body.emplace(row.blob(16).begin(), row.blob(16).end());
    return std::optional<DeliveryContent>{std::move(out)};
  }

  Result<void> set_explanation(std::int64_t id, std::string_view explanation) override {
    AH_TRY(const auto db, pool_.lease());
    return db->run("UPDATE deliveries SET explanation = ? WHERE id = ?", explanation, id);
  }

 private:
  ConnectionPool& pool_;
};

}  // namespace

std::unique_ptr<DeliveryRepository> make_deliveries(ConnectionPool& pool) {
  return std::make_unique<SqliteDeliveries>(pool);
}

}  // namespace autoheal::host::sqlite
