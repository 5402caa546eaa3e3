// Pages of a list of incidents that go on by key (incident_order.hpp): what has to be read for one, and what of it is
// the page. Threads: pure functions but order_of; one call, one thread.
#pragma once

#include "reads/incident_cursor.hpp"
#include "reads/incident_scan.hpp"
#include "reads/reads.hpp"

#include <memory>
#include <optional>
#include <vector>

namespace autoheal::pagerduty::reads {

bool is_by_creation(IncidentSort sort);
kit::UtcTime second_of(const model::Incident& incident);

// Leaves out of the window what earlier pages had, but for the second in which they ended.
void narrow(IncidentQuestion& question, const IncidentCursor& start);

// PagerDuty's pages may end within a second, and the rest of it may belong before what was read of it. So a page of
// ours holds rows of seconds that were read to their end: `least` of them are enough.
void ask_for_whole_seconds(IncidentQuestion& question, const IncidentCursor& start, const IncidentOrder& order,
                           std::size_t least);

// The rows of one page, and what is around them.
struct IncidentPage {
  std::vector<model::Incident> rows;  // in order, from the page's begin on
  std::size_t before = 0;             // rows of the list that come before them
  std::optional<std::size_t> total;
  std::optional<std::size_t> sure;  // of the rows, those that nothing unread can come before; absent: all
  bool more = false;                // the list goes on after the last row
  bool skipped = false;             // rows that could not be read are missing somewhere
  std::optional<kit::Error> error;  // why rows are missing that were wanted
};

// narrowed: whether the scan's window left out what earlier pages had.
IncidentPage page_of(IncidentScan&& scan, const IncidentCursor& start, const IncidentOrder& order, bool narrowed);

// The order asked for. Without the account's priorities it is the nearest one, and stays that for all pages; start says
// so then. priorities: null if the order does not need them.
kit::Result<IncidentOrder> order_of(kit::Query& query, IncidentCursor& start,
                                    const std::shared_ptr<ListRead<model::Priority>>& priorities);

}  // namespace autoheal::pagerduty::reads
