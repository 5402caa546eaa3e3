#include "intake/delivery_log.hpp"

#include "base/bytes.hpp"
#include "base/json.hpp"
#include "intake/delivery.hpp"

#include <boost/json.hpp>

namespace autoheal::host {
namespace {

namespace json = boost::json;

constexpr int kDeliveriesOfAlert = 50;

json::value parsed_or_null(std::string_view text) {
  auto value = parse_json(text, "A stored document");
  return value.has_value() ? std::move(value.value()) : json::value();
}

bool is_outcome(std::string_view text) {
  for (int i = 0; i <= static_cast<int>(kLastOutcome); ++i) {
    if (name(static_cast<Outcome>(i)) == text) return true;
  }
  return false;
}

// Would a JSON reader take these bytes as text?
bool is_utf8(std::string_view bytes) {
  std::size_t i = 0;
  while (i < bytes.size()) {
    const auto lead = static_cast<unsigned char>(bytes[i]);
    const std::size_t more = lead < 0x80                   ? 0
                             : lead >= 0xC2 && lead < 0xE0 ? 1
                             : lead >= 0xE0 && lead < 0xF0 ? 2
                             : lead >= 0xF0 && lead < 0xF5 ? 3
                                                           : 4;
    if (more == 4 || bytes.size() - i <= more) return false;
    unsigned code = more == 0 ? lead : lead & (0x3FU >> more);
    for (std::size_t k = 1; k <= more; ++k) {
      const auto next = static_cast<unsigned char>(bytes[i + k]);
      if ((next & 0xC0U) != 0x80U) return false;
      code = code << 6U | (next & 0x3FU);
    }
    if ((more == 2 && (code < 0x800 || (code >= 0xD800 && code < 0xE000))) ||
        (more == 3 && (code < 0x10000 || code > 0x10FFFF))) {
      return false;
    }
    i += more + 1;
  }
  return true;
}

Error bad_delivery_filter(std::string name, std::string message) {
  auto error = Error::of(Errc::invalid_argument, "A filter is wrong: " + name + ".");
  error.problems.push_back({"/" + name, std::move(message)});
  return error;
}

}  // namespace

const std::string_view kDeliveryColumns =
    "SELECT d.id, i.name, d.received_at, d.event_id, d.event_type, d.incident, d.outcome, d.http_status, d.signature, "
    "d.explanation, d.duration_us, d.bytes, d.alert_id, d.source_ip, d.steps, d.headers, d.body FROM deliveries d "
    "JOIN integrations i ON i.id = d.integration_id";

json::object render_delivery(const Cursor& row) {
  json::object out{{"id", row.integer(0)}, {"integration", row.text(1)}, {"received_at", row.text(2)}};
  if (!row.is_null(3)) out["event_id"] = row.text(3);
  if (!row.is_null(4)) out["event_type"] = row.text(4);
  if (!row.is_null(5)) out["incident"] = parsed_or_null(row.text(5));
  out["outcome"] = row.text(6);
  out["http_status"] = row.integer(7);
  out["signature"] = row.text(8);
  if (!row.is_null(9)) out["explanation"] = row.text(9);
  out["duration_ms"] = static_cast<double>(row.integer(10)) / 1000.0;
  out["bytes"] = row.integer(11);
  if (!row.is_null(12)) out["alert_id"] = row.integer(12);
  if (!row.is_null(13)) out["source_ip"] = row.text(13);
  out["steps"] = parsed_or_null(row.text(14));
  return out;
}

Result<json::object> DeliveryLog::list(std::string_view integration, const DeliveryFilter& filter) {
  if (!filter.outcome.empty() && !is_outcome(filter.outcome)) {
    return failure(bad_delivery_filter("outcome", "must be one of the outcomes of a delivery"));
  }
  if (filter.limit < 1 || filter.limit > 200) return failure(bad_delivery_filter("limit", "must be 1 to 200"));
  const std::scoped_lock lock(mutex_);
  std::int64_t integration_id = 0;
  {
    AH_TRY(auto row, db_.query("SELECT id FROM integrations WHERE name = ?", integration));
    AH_TRY(const bool found, row.next());
    if (!found) return failure(Errc::not_found, "There is no integration named \"" + std::string(integration) + "\".");
    integration_id = row.integer(0);
  }
  std::string sql = std::string(kDeliveryColumns) + " WHERE d.integration_id = ?";
  std::vector<SqlValue> values{SqlValue(integration_id)};
  if (!filter.outcome.empty()) {
    sql += " AND d.outcome = ?";
    values.emplace_back(filter.outcome);
  }
  if (filter.before) {
    sql += " AND d.id < ?";
    values.emplace_back(*filter.before);
  }
  sql += " ORDER BY d.id DESC LIMIT " + std::to_string(filter.limit + 1);
  AH_TRY(auto row, db_.query_values(sql, values));
  json::array deliveries;
  std::int64_t last = 0;
  for (;;) {
    AH_TRY(const bool more, row.next());
    if (!more) return json::object{{"deliveries", std::move(deliveries)}};
    if (static_cast<std::int64_t>(deliveries.size()) == filter.limit) break;
    last = row.integer(0);
    deliveries.push_back(render_delivery(row));
  }
  return json::object{{"deliveries", std::move(deliveries)}, {"next_before", last}};
}

Result<json::object> DeliveryLog::get(std::int64_t id) {
  const std::scoped_lock lock(mutex_);
  AH_TRY(auto row, db_.query(std::string(kDeliveryColumns) + " WHERE d.id = ?", id));
  AH_TRY(const bool found, row.next());
  if (!found) return failure(Errc::not_found, "There is no delivery " + std::to_string(id) + " in the log.");
  auto out = render_delivery(row);
  out["headers"] = parsed_or_null(row.text(15));
  if (!row.is_null(16)) {
    const auto body = as_text(row.blob(16));
    if (is_utf8(body)) {
      out["body"] = body;
    } else {
      out["body_base64"] = render_base64(row.blob(16));
    }
  }
  return out;
}

Result<void> DeliveryLog::explain(std::int64_t id, std::string_view explanation) {
  const std::scoped_lock lock(mutex_);
  return db_.run("UPDATE deliveries SET explanation = ? WHERE id = ?", explanation, id);
}

Result<json::array> list_deliveries_of_alert(Database& db, std::int64_t alert_id) {
  AH_TRY(auto row, db.query(std::string(kDeliveryColumns) + " WHERE d.alert_id = ? ORDER BY d.id DESC LIMIT ?",
                            alert_id, kDeliveriesOfAlert));
  json::array deliveries;
  for (;;) {
    AH_TRY(const bool more, row.next());
    if (!more) return deliveries;
    deliveries.push_back(render_delivery(row));
  }
}

}  // namespace autoheal::host
