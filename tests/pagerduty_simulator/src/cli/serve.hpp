// Running the simulator until it is told to stop.
#pragma once

#include "simulator.hpp"

namespace simulator {

// Exit code: 0 after SIGTERM or SIGINT, 1 if it could not start, 2 for a malformed option.
int run_serve(const Options& options);

}  // namespace simulator
