#include "store/change_feed.hpp"

#include "store/sqlite/repositories.hpp"
#include "store/sqlite/rows.hpp"

namespace autoheal::host::sqlite {
namespace {

class SqliteChangeFeed final : public ChangeFeed {
 public:
  explicit SqliteChangeFeed(Database db) : db_(std::move(db)) {}

  // The version tells of all connections but this one, which only reads.
  Result<bool> has_changed() override {
    AH_TRY(const std::int64_t version, db_.data_version());
    return std::exchange(version_, version) != version;
  }

  Result<ChangeMark> newest() override {
    AH_TRY(Cursor row, db_.query("SELECT coalesce((SELECT CAST(value AS INTEGER) FROM meta WHERE key = "
                                 "'alert_changes'), 0), (SELECT coalesce(max(id), 0) FROM deliveries)"));
    AH_TRY_VOID(row.next());
    return ChangeMark{row.integer(0), row.integer(1)};
  }

  Result<std::vector<ChangedAlert>> list_alerts_after(std::int64_t number, std::size_t limit) override {
    AH_TRY(Cursor row, db_.query(std::string(kSelectAlert) + " WHERE a.change_seq > ? ORDER BY a.change_seq LIMIT ?",
                                 number, limit));
    std::vector<ChangedAlert> out;
    for (;;) {
      AH_TRY(const bool more, row.next());
      if (!more) return out;
      out.push_back({read_alert(row), row.integer(4)});
    }
  }

  Result<std::vector<DeliveryRecord>> list_deliveries_after(std::int64_t number, std::size_t limit) override {
    AH_TRY(Cursor row,
           db_.query(std::string(kSelectDelivery) + " WHERE d.id > ? ORDER BY d.id LIMIT ?", number, limit));
    return read_deliveries(std::move(row));
  }

 private:
  Database db_;
  std::optional<std::int64_t> version_;
};

}  // namespace

std::unique_ptr<ChangeFeed> make_change_feed(Database db) { return std::make_unique<SqliteChangeFeed>(std::move(db)); }

}  // namespace autoheal::host::sqlite
