#include "store/sqlite/repositories.hpp"
#include "store/sqlite/rows.hpp"

#include <algorithm>
#include <array>

namespace autoheal::host::sqlite {
namespace {

constexpr std::string_view kFrom = " FROM alerts a JOIN integrations i ON i.id = a.integration_id";

constexpr std::array<std::string_view, 7> kSortColumns{
    "a.updated_at", "a.starts_at",           "a.received_at",           "a.severity_rank",
    "a.status",     "a.name COLLATE NOCASE", "a.service COLLATE NOCASE"};

std::string escape_like(const std::string& text) {
  std::string out = "%";
  for (char c : text) {
    if (c == '%' || c == '_' || c == '\\') out += '\\';
    out += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return out + "%";
}

// WHERE clauses with their values; the texts live in `kept`.
struct Where {
  std::string sql = " WHERE 1";
  std::vector<std::string> kept;

  void add(std::string_view clause, std::string value) {
    sql.append(" AND ").append(clause);
    kept.push_back(std::move(value));
  }
  void add_list(std::string_view column, const std::vector<std::string>& values) {
    if (values.empty()) return;
    sql.append(" AND ").append(column).append(" IN (");
    for (std::size_t i = 0; i < values.size(); ++i) sql.append(i == 0 ? "?" : ", ?");
    sql += ")";
    kept.insert(kept.end(), values.begin(), values.end());
  }
  std::vector<SqlValue> values() const { return {kept.begin(), kept.end()}; }
};

Where build_where(const AlertFilter& filter, bool with_status) {
  Where where;
  if (with_status) where.add_list("a.status", filter.statuses);
  where.add_list("a.severity", filter.severities);
  if (!filter.source.empty()) where.add("a.source = ?", filter.source);
  if (!filter.service.empty()) where.add("a.service = ?", filter.service);
  if (!filter.integration.empty()) where.add("i.name = ? COLLATE NOCASE", filter.integration);
  if (!filter.text.empty()) where.add("a.search LIKE ? ESCAPE '\\'", escape_like(filter.text));
  if (!filter.since.empty()) where.add("a.updated_at >= ?", filter.since);
  if (!filter.until.empty()) where.add("a.updated_at < ?", filter.until);
  return where;
}

std::string list_sql(const AlertFilter& filter, const Where& where) {
  const std::string direction = filter.descending ? " DESC" : " ASC";
  std::string sql = std::string(kSelectAlert) + where.sql + " ORDER BY ";
  sql.append(kSortColumns[static_cast<std::size_t>(filter.sort)]).append(direction);
  if (filter.sort != AlertSort::updated_at) sql += ", a.updated_at DESC";
  return sql + ", a.id" + direction + " LIMIT " + std::to_string(filter.limit) + " OFFSET " +
         std::to_string(filter.offset);
}

// From the counters that are kept, unless the filter asks for what they do not know.
std::string count_sql(const AlertFilter& filter, const Where& where) {
  const bool kept = filter.severities.empty() && filter.source.empty() && filter.service.empty() &&
                    filter.text.empty() && filter.since.empty() && filter.until.empty();
  if (!kept) return "SELECT a.status, count(*)" + std::string(kFrom) + where.sql + " GROUP BY a.status";
  return "SELECT a.status, sum(a.alerts) FROM alert_counts a JOIN integrations i ON i.id = a.integration_id" +
         where.sql + " GROUP BY a.status";
}

Result<std::vector<OpenFingerprint>> read_open(Cursor row) {
  std::vector<OpenFingerprint> out;
  for (;;) {
    AH_TRY(const bool more, row.next());
    if (!more) return out;
    out.push_back({std::string(row.text(0)), std::string(row.text(1))});
  }
}

class SqliteAlerts final : public AlertRepository {
 public:
  explicit SqliteAlerts(ConnectionPool& pool) : pool_(pool) {}

  Result<std::vector<AlertRecord>> list(const AlertFilter& filter) override {
    const Where where = build_where(filter, true);
    AH_TRY(const auto db, pool_.lease());
    AH_TRY(Cursor row, db->query_values(list_sql(filter, where), where.values()));
    std::vector<AlertRecord> out;
    for (;;) {
      AH_TRY(const bool more, row.next());
      if (!more) return out;
      out.push_back(read_alert(row));
    }
  }

  Result<AlertCounts> count(const AlertFilter& filter) override {
    const Where where = build_where(filter, false);
    AH_TRY(const auto db, pool_.lease());
    AH_TRY(Cursor row, db->query_values(count_sql(filter, where), where.values()));
    AlertCounts counts;
    for (;;) {
      AH_TRY(const bool more, row.next());
      if (!more) return counts;
      if (row.text(0) == "firing") counts.firing = row.integer(1);
      if (row.text(0) == "acknowledged") counts.acknowledged = row.integer(1);
      if (row.text(0) == "resolved") counts.resolved = row.integer(1);
    }
  }

  Result<std::optional<AlertRecord>> find(std::int64_t id) override {
    AH_TRY(const auto db, pool_.lease());
    AH_TRY(Cursor row, db->query(std::string(kSelectAlert) + " WHERE a.id = ?", id));
    AH_TRY(const bool found, row.next());
    return found ? std::optional<AlertRecord>{read_alert(row)} : std::nullopt;
  }

  Result<std::vector<StoredEvent>> list_events(std::int64_t alert_id, std::int64_t limit) override {
    AH_TRY(const auto db, pool_.lease());
    AH_TRY(Cursor row, db->query("SELECT e.document, e.received_at, e.delivery_id FROM alerts a JOIN events e ON "
                                 "e.integration_id = a.integration_id AND e.fingerprint = a.fingerprint WHERE a.id = ? "
                                 "ORDER BY e.occurred_at DESC, e.event_id DESC LIMIT ?",
                                 alert_id, limit));
    std::vector<StoredEvent> out;
    for (;;) {
      AH_TRY(const bool more, row.next());
      if (!more) break;
      out.push_back({std::string(row.text(0)), std::string(row.text(1)), row.optional_integer(2)});
    }
    std::reverse(out.begin(), out.end());
    return out;
  }

  Result<bool> has_event(std::int64_t integration_id, std::string_view event_id) override {
    AH_TRY(const auto db, pool_.lease());
    AH_TRY(Cursor row,
           db->query("SELECT 1 FROM events WHERE integration_id = ? AND event_id = ?", integration_id, event_id));
    return row.next();
  }

  Result<std::vector<OpenAlert>> list_open(std::int64_t limit) override {
    AH_TRY(const auto db, pool_.lease());
    AH_TRY(Cursor row, db->query("SELECT id, name, status, document FROM alerts WHERE status <> 'resolved' "
                                 "ORDER BY updated_at DESC LIMIT ?",
                                 limit));
    std::vector<OpenAlert> out;
    for (;;) {
      AH_TRY(const bool more, row.next());
      if (!more) return out;
      out.push_back({row.integer(0), std::string(row.text(1)), std::string(row.text(2)), std::string(row.text(3))});
    }
  }

  Result<std::vector<std::int64_t>> list_newest_ids(std::int64_t limit) override {
    AH_TRY(const auto db, pool_.lease());
    AH_TRY(Cursor row, db->query("SELECT id FROM alerts ORDER BY id DESC LIMIT ?", limit));
    std::vector<std::int64_t> out;
    for (;;) {
      AH_TRY(const bool more, row.next());
      if (!more) return out;
      out.push_back(row.integer(0));
    }
  }

  Result<std::vector<OpenFingerprint>> list_open_with_prefix(std::int64_t integration_id,
                                                             std::string_view prefix) override {
    AH_TRY(const auto db, pool_.lease());
    AH_TRY(Cursor row, db->query("SELECT fingerprint, starts_at FROM alerts WHERE integration_id = ? AND status <> "
                                 "'resolved' AND substr(fingerprint, 1, ?) = ?",
                                 integration_id, prefix.size(), prefix));
    return read_open(std::move(row));
  }

  Result<std::vector<OpenFingerprint>> list_open_without_prefix(std::int64_t integration_id, std::string_view prefix,
                                                                std::int64_t limit) override {
    AH_TRY(const auto db, pool_.lease());
    AH_TRY(Cursor row, db->query("SELECT fingerprint, starts_at FROM alerts WHERE integration_id = ? AND status <> "
                                 "'resolved' AND substr(fingerprint, 1, ?) <> ? ORDER BY updated_at DESC LIMIT ?",
                                 integration_id, prefix.size(), prefix, limit));
    return read_open(std::move(row));
  }

 private:
  ConnectionPool& pool_;
};

}  // namespace

std::unique_ptr<AlertRepository> make_alerts(ConnectionPool& pool) { return std::make_unique<SqliteAlerts>(pool); }

}  // namespace autoheal::host::sqlite
