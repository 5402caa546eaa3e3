#include "alerts/alerts.hpp"

#include "base/clock.hpp"
#include "base/json.hpp"
#include "intake/delivery_log.hpp"

#include <algorithm>
#include <array>
#include <boost/json.hpp>

namespace autoheal::host {
namespace {

namespace json = boost::json;

constexpr std::array<std::string_view, 3> kStatuses{"firing", "acknowledged", "resolved"};
constexpr std::array<std::string_view, 6> kSeverities{"critical", "high", "medium", "low", "info", "unknown"};
constexpr std::size_t kMaxTextBytes = 200;
constexpr int kMaxHistory = 500;

struct SortKey {
  std::string_view name;
  std::string_view column;
};
constexpr std::array<SortKey, 7> kSortKeys{{{"updated_at", "a.updated_at"},
                                            {"starts_at", "a.starts_at"},
                                            {"received_at", "a.received_at"},
                                            {"severity", "a.severity_rank"},
                                            {"status", "a.status"},
                                            {"name", "a.name COLLATE NOCASE"},
                                            {"service", "a.service COLLATE NOCASE"}}};

Error bad_filter(std::string name, std::string message) {
  auto error = Error::of(Errc::invalid_argument, "A filter is wrong: " + name + ".");
  error.problems.push_back({"/" + name, std::move(message)});
  return error;
}

template <std::size_t N>
bool is_one_of(const std::string& text, const std::array<std::string_view, N>& allowed) {
  return std::find(allowed.begin(), allowed.end(), text) != allowed.end();
}

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

Result<std::string> canonical_time(const std::string& name, const std::string& text) {
  const auto time = parse_rfc3339(text);
  if (!time) return failure(bad_filter(name, "must be a time as in RFC 3339"));
  return render_utc(*time);
}

Result<Where> build_where(const AlertFilter& filter, bool with_status) {
  for (const auto& status : filter.statuses) {
    if (!is_one_of(status, kStatuses)) return failure(bad_filter("status", "must be firing, acknowledged or resolved"));
  }
  for (const auto& severity : filter.severities) {
    if (!is_one_of(severity, kSeverities)) {
      return failure(bad_filter("severity", "must be critical, high, medium, low, info or unknown"));
    }
  }
  if (filter.text.size() > kMaxTextBytes) return failure(bad_filter("text", "must be at most 200 bytes long"));
  Where where;
  if (with_status) where.add_list("a.status", filter.statuses);
  where.add_list("a.severity", filter.severities);
  if (!filter.source.empty()) where.add("a.source = ?", filter.source);
  if (!filter.service.empty()) where.add("a.service = ?", filter.service);
  if (!filter.integration.empty()) where.add("i.name = ? COLLATE NOCASE", filter.integration);
  if (!filter.text.empty()) where.add("a.search LIKE ? ESCAPE '\\'", escape_like(filter.text));
  if (!filter.since.empty()) {
    AH_TRY(auto since, canonical_time("since", filter.since));
    where.add("a.updated_at >= ?", std::move(since));
  }
  if (!filter.until.empty()) {
    AH_TRY(auto until, canonical_time("until", filter.until));
    where.add("a.updated_at < ?", std::move(until));
  }
  return where;
}

constexpr std::string_view kFrom = " FROM alerts a JOIN integrations i ON i.id = a.integration_id";
constexpr std::string_view kColumns = "SELECT a.document, a.id, i.name, a.received_at";

json::object render_row(const Cursor& row) {
  return render_alert(std::string(row.text(0)), row.integer(1), std::string(row.text(2)), std::string(row.text(3)));
}

// From the counters that are kept, unless a filter asks for what they do not know.
Result<json::object> count(Database& db, const AlertFilter& filter, const Where& where) {
  const bool kept = filter.severities.empty() && filter.source.empty() && filter.service.empty() &&
                    filter.text.empty() && filter.since.empty() && filter.until.empty();
  const auto sql =
      kept ? "SELECT a.status, sum(a.alerts) FROM alert_counts a JOIN integrations i ON i.id = "
             "a.integration_id" +
                 where.sql + " GROUP BY a.status"
           : std::string("SELECT a.status, count(*)") + std::string(kFrom) + where.sql + " GROUP BY a.status";
  AH_TRY(auto row, db.query_values(sql, where.values()));
  json::object counts{{"firing", 0}, {"acknowledged", 0}, {"resolved", 0}};
  for (;;) {
    AH_TRY(const bool more, row.next());
    if (!more) return counts;
    counts[row.text(0)] = row.integer(1);
  }
}

Result<json::array> read_history(Database& db, std::int64_t alert_id) {
  AH_TRY(auto row, db.query("SELECT e.document, e.received_at, e.delivery_id FROM alerts a JOIN events e ON "
                            "e.integration_id = a.integration_id AND e.fingerprint = a.fingerprint WHERE a.id = ? "
                            "ORDER BY e.occurred_at DESC, e.event_id DESC LIMIT ?",
                            alert_id, kMaxHistory));
  json::array events;
  for (;;) {
    AH_TRY(const bool more, row.next());
    if (!more) break;
    AH_TRY(auto event, parse_json_object(row.text(0), "A stored event"));
    event["received_at"] = row.text(1);
    if (!row.is_null(2)) event["delivery_id"] = row.integer(2);
    events.push_back(std::move(event));
  }
  std::reverse(events.begin(), events.end());
  return events;
}

}  // namespace

json::object render_alert(const std::string& document, std::int64_t id, const std::string& integration,
                          const std::string& received_at) {
  json::object alert{{"id", id}, {"integration", integration}};
  if (auto parsed = parse_json_object(document, "A stored alert"); parsed.has_value()) {
    for (auto& [member, value] : parsed.value()) alert[member] = std::move(value);
  }
  alert["received_at"] = received_at;
  return alert;
}

Result<json::object> AlertService::list(const AlertFilter& filter) {
  const auto key =
      std::find_if(kSortKeys.begin(), kSortKeys.end(), [&](const auto& k) { return k.name == filter.sort; });
  if (key == kSortKeys.end()) {
    return failure(bad_filter("sort", "must be updated_at, starts_at, received_at, severity, status, name or service"));
  }
  if (filter.limit < 1 || filter.limit > 500) return failure(bad_filter("limit", "must be 1 to 500"));
  if (filter.offset < 0) return failure(bad_filter("offset", "must not be negative"));
  AH_TRY(const auto where, build_where(filter, true));
  AH_TRY(const auto without_status, build_where(filter, false));

  const std::scoped_lock lock(mutex_);
  AH_TRY(auto counts, count(db_, filter, without_status));
  std::int64_t total = 0;
  for (const auto& [status, number] : counts) {
    const bool wanted = filter.statuses.empty() ||
                        std::find(filter.statuses.begin(), filter.statuses.end(), status) != filter.statuses.end();
    if (wanted) total += number.to_number<std::int64_t>();
  }
  const std::string direction = filter.descending ? " DESC" : " ASC";
  auto sql =
      std::string(kColumns) + std::string(kFrom) + where.sql + " ORDER BY " + std::string(key->column) + direction;
  if (key->name != "updated_at") sql += ", a.updated_at DESC";
  sql += ", a.id" + direction + " LIMIT " + std::to_string(filter.limit) + " OFFSET " + std::to_string(filter.offset);
  AH_TRY(auto row, db_.query_values(sql, where.values()));
  json::array alerts;
  for (;;) {
    AH_TRY(const bool more, row.next());
    if (!more) break;
    alerts.push_back(render_row(row));
  }
  return json::object{{"alerts", std::move(alerts)}, {"total", total}, {"counts", std::move(counts)}};
}

Result<json::object> AlertService::get(std::int64_t id) {
  const std::scoped_lock lock(mutex_);
  json::object alert;
  {
    AH_TRY(auto row, db_.query(std::string(kColumns) + std::string(kFrom) + " WHERE a.id = ?", id));
    AH_TRY(const bool found, row.next());
    if (!found) return failure(Errc::not_found, "There is no alert " + std::to_string(id) + ".");
    alert = render_row(row);
  }
  AH_TRY(auto events, read_history(db_, id));
  AH_TRY(auto deliveries, list_deliveries_of_alert(db_, id));
  return json::object{
      {"alert", std::move(alert)}, {"events", std::move(events)}, {"deliveries", std::move(deliveries)}};
}

Result<json::object> AlertService::count_by_status() {
  const std::scoped_lock lock(counts_mutex_);
  return count(counts_db_, AlertFilter{}, Where{});
}

}  // namespace autoheal::host
