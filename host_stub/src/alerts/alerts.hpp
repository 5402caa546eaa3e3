// AlertService: the alerts as the page and scripts read them. The event writer writes them.
// Threads: [any-thread]. Errors: invalid_argument (a filter), not_found, store, busy.
#pragma once

#include "base/result.hpp"
#include "store/sqlite/database.hpp"

#include <boost/json/fwd.hpp>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace autoheal::host {

struct AlertFilter {
  std::vector<std::string> statuses;    // none: all
  std::vector<std::string> severities;  // none: all
  std::string source;
  std::string service;
  std::string integration;
  std::string text;   // looked for in names, descriptions, labels and ids, without regard to case
  std::string since;  // RFC 3339, compared with updated_at
  std::string until;
  std::string sort = "updated_at";  // updated_at, starts_at, received_at, severity, status, name, service
  bool descending = true;           // severity: most severe first
  std::int64_t limit = 50;          // 1 to 500
  std::int64_t offset = 0;
};

// An Alert of docs/http-api.md from its row.
boost::json::object render_alert(const std::string& document, std::int64_t id, const std::string& integration,
                                 const std::string& received_at);

class AlertService {
 public:
  // `counts` is a connection of its own, so that counters never wait for a long list.
  AlertService(Database db, Database counts) : db_(std::move(db)), counts_db_(std::move(counts)) {}

  // {alerts, total, counts}; `counts` by status is of all that match the other filters.
  Result<boost::json::object> list(const AlertFilter& filter);
  // {alert, events, deliveries}
  Result<boost::json::object> get(std::int64_t id);
  // {firing, acknowledged, resolved} over everything.
  Result<boost::json::object> count_by_status();

 private:
  std::mutex mutex_;
  Database db_;  // guarded by mutex_
  std::mutex counts_mutex_;
  Database counts_db_;  // guarded by counts_mutex_
};

}  // namespace autoheal::host
