// AlertService: the alerts as the page and scripts read them. The event writer writes them.
// Threads: [any-thread]. Errors: invalid_argument (a filter), not_found, store, busy.
#pragma once

#include "base/result.hpp"
#include "store/alert_repository.hpp"

#include <boost/json/fwd.hpp>
#include <cstdint>
#include <string_view>

namespace autoheal::host {

// By its name in a query: "updated_at", ...
Result<AlertSort> parse_alert_sort(std::string_view name);

// An Alert of docs/http-api.md.
boost::json::object render_alert(const AlertRecord& alert);

class AlertService {
 public:
  explicit AlertService(AlertRepository& alerts) : alerts_(alerts) {}

  // {alerts, total, counts}; `counts` by status is of all that match the other filters. Times of the filter are
  // RFC 3339, limit is 1 to 500.
  Result<boost::json::object> list(AlertFilter filter) const;
  // {alert, events}
  Result<boost::json::object> get(std::int64_t id) const;
  // Over everything.
  Result<AlertCounts> count_by_status() const { return alerts_.count(AlertFilter{}); }

 private:
  AlertRepository& alerts_;
};

}  // namespace autoheal::host
