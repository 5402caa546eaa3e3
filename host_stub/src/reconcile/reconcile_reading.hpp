// What one reconciliation reads: the answer of the operation, and those of the follow-up calls that its cuts name.
// Threads: [any-thread], values only.
#pragma once

#include "base/result.hpp"

#include <boost/json.hpp>
#include <cstddef>
#include <functional>
#include <string>

namespace autoheal::host {

inline constexpr std::size_t kMostFollowUps = 20;

// Asks the plugin with these arguments; answers the envelope's text.
using AskReconcile = std::function<Result<std::string>(const boost::json::object& arguments)>;

struct ReconcileReading {
  boost::json::array events;  // each event_id once, in the order in which they were read
  std::string summary;        // of the first answer, and what could not be read
  std::size_t follow_ups = 0;
  bool cut = false;         // something is left that was not read
  bool up_to_date = false;  // the first answer says so: the next reading may begin where this one did
};

// Follows cuts whose follow_up is the same operation again, each call once and at most kMostFollowUps of them, and not
// those of an answer that told nothing new. A follow-up that fails ends the reading and keeps what was read.
// Errors: those of the first call, plugin_fault (no list of events).
Result<ReconcileReading> read_reconciliation(const AskReconcile& ask, const boost::json::object& arguments);

}  // namespace autoheal::host
