// The plain Test Connection: a few reads, one after the other, each of which must work.
// Threads: runs on the thread of the call.
#pragma once

#include "kit/connection/probe.hpp"

#include <span>
#include <string>
#include <string_view>

namespace autoheal::kit {

// One read, and its row in the table.
struct Probe {
  std::string_view name;    // "incidents"
  std::string_view title;   // "Read incidents"
  std::string_view proves;  // what it shows when it passes
  std::string_view path;    // "/api/v2/incidents.json"
  ReplyCheck check;
};

// The table as JSON, also when it says "fail". The first probe is the way in; after one that fails the rest are
// skipped, and its reason is the summary. all_good: the summary if all pass. The only error is cancelled.
Result<std::string> test_in_turn(http::Client& client, const CallScope& scope, std::span<const Probe> probes,
                                 std::string_view all_good);

}  // namespace autoheal::kit
