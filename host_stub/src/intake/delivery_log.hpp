// DeliveryLog: what came in at the webhook URL of an integration, whatever became of it. Bounded: see event_store.hpp.
// Threads: [any-thread]. Errors: invalid_argument (a filter), not_found, store, busy.
#pragma once

#include "base/result.hpp"
#include "store/sqlite/database.hpp"

#include <boost/json/fwd.hpp>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace autoheal::host {

struct DeliveryFilter {
  std::string outcome;                 // empty: all
  std::int64_t limit = 50;             // 1 to 200
  std::optional<std::int64_t> before;  // id; only older ones
};

class DeliveryLog {
 public:
  explicit DeliveryLog(Database db) : db_(std::move(db)) {}

  // {deliveries, next_before}, newest first.
  Result<boost::json::object> list(std::string_view integration, const DeliveryFilter& filter);
  // A Delivery with `headers` and `body` (`body_base64` if it is not text; neither when it is not kept any more).
  Result<boost::json::object> get(std::int64_t id);

  Result<void> explain(std::int64_t id, std::string_view explanation);

 private:
  std::mutex mutex_;
  Database db_;  // guarded by mutex_
};

// Columns of a Delivery and the row as docs/http-api.md has it; for other readers of the table.
extern const std::string_view kDeliveryColumns;  // SELECT ... FROM deliveries d JOIN integrations i
boost::json::object render_delivery(const Cursor& row);
Result<boost::json::array> list_deliveries_of_alert(Database& db, std::int64_t alert_id);

}  // namespace autoheal::host
