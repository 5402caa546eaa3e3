// The waterfall of one delivery: the steps it took, how long each took, and what would help where it ended.
// Threads: [any-thread], pure.
#pragma once

#include "intake/delivery.hpp"

#include <chrono>
#include <string>

namespace autoheal::host {

// JSON array of {name, outcome, at_ms, fix}. Both times are counted from the end of the delivery's body.
std::string render_steps(const Assessment& assessment, Outcome outcome, std::chrono::microseconds plugin_done,
                         std::chrono::microseconds stored);

}  // namespace autoheal::host
