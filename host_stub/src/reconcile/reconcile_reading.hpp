// What one reconciliation reads: the pages of the plugin's operation with the role reconcile/1 (docs/documents.md
// section 6). Threads: [any-thread], values only.
#pragma once

#include "base/result.hpp"

#include <boost/json.hpp>
#include <cstddef>
#include <functional>
#include <string>

namespace autoheal::host {

// Asks the plugin's operation with these arguments; answers the envelope's text.
using AskReconcile = std::function<Result<std::string>(const boost::json::object& arguments)>;

struct ReconcileReading {
  boost::json::array events;  // each event_id once, in the order in which they were read
  std::string summary;        // of the first page, and what could not be read
  std::size_t pages = 0;
  bool cut = false;  // something is left that was not read
  bool up_to_date =
      false;  // every page says so, and there is no further one: the next reading may begin at this one's time
};

// Follows next_cursor to the last page; what a page told is no longer in `open` of the next. Ends early, with `cut`,
// after kMostReconcilePages, where a cursor comes again, and where a page fails; what was read until then is kept.
// Errors: those of the first page, plugin_fault (no list of events).
Result<ReconcileReading> read_reconciliation(const AskReconcile& ask, boost::json::object arguments);

}  // namespace autoheal::host
