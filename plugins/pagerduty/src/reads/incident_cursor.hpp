// Where a page of list_incidents begins: the key of the last row that was shown. It has one size however many rows
// share a second, and a row that keeps its key comes exactly once. Threads: pure functions, [any-thread].
#pragma once

#include "kit/core/clock.hpp"
#include "reads/incident_order.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace autoheal::pagerduty::reads {

struct IncidentCursor {
  IncidentSort sort = IncidentSort::newest;
  std::size_t done = 0;             // rows of the pages before
  kit::UtcTime as_of{};             // of the first page
  std::optional<IncidentKey> last;  // the row before; absent: this is the first page
};

inline constexpr std::size_t kLongestIncidentCursor = 120;  // well below what an argument may have

std::string render_cursor(const IncidentCursor& cursor);
std::optional<IncidentCursor> parse_cursor(std::string_view text);

}  // namespace autoheal::pagerduty::reads
