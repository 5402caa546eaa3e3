// Incidents of any window and any count: windows longer than PagerDuty's six months are sliced, slices with more than
// its 10,000 rows are halved, pages run side by side, every id comes once, and the total is exact.
// Threads: one call, one thread.
#pragma once

#include "api/incidents.hpp"
#include "kit/answer/query.hpp"

#include <functional>
#include <limits>
#include <optional>
#include <vector>

namespace autoheal::pagerduty::reads {

inline constexpr std::size_t kAllRows = std::numeric_limits<std::size_t>::max();

struct IncidentQuestion {
  api::IncidentFilter filter;
  std::optional<kit::Window> window;  // of creation, since <= t < until; absent: incidents of any age
  std::size_t wanted = kAllRows;      // rows from the front, in the filter's order
  // Whether these rows from the front will do; else more are read while there are any. Absent: `wanted` decides alone.
  std::function<bool(const std::vector<const model::Incident*>&)> enough;
};

struct IncidentScan {
  std::vector<model::Incident> rows;  // without holes, from the front
  std::optional<std::size_t> total;   // of all rows, if exactly known
  bool more = false;                  // there are rows after the last one
  std::size_t skipped = 0;            // rows that could not be read, wherever they belong: then there is no exact total
  std::optional<kit::Error> error;    // why rows are missing that were wanted; without rows: why there is nothing
  std::vector<std::string> warnings;

  bool is_whole() const { return !more && skipped == 0; }  // only then may anything be denied
};

// Runs the call's exchange. Rows that could not be read make the answer incomplete.
IncidentScan scan_incidents(kit::Query& query, const IncidentQuestion& question);

// Queues a read of nothing but the total; the value is there after Exchange::run.
std::shared_ptr<std::optional<std::size_t>> count_incidents(kit::Query& query, const api::IncidentFilter& filter,
                                                            const std::optional<kit::Window>& window);

}  // namespace autoheal::pagerduty::reads
