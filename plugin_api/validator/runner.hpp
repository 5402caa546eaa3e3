// Runs checks, each in a process of its own: a crash, an exit or a hang is a failed check and not a failed run.
// Threads: one. The child is this program, executed again (never a fork that goes on without exec).
#pragma once

#include "report.hpp"
#include "sidecar.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace autoheal::validator {

struct RunOptions {
  std::string program;  // path of this program
  std::string file;     // the plugin, absolute
  std::string sidecar;  // path, or empty
  std::chrono::seconds limit{45};
  std::vector<std::string> only;  // ids; empty: all. What they need is run, too
};

Report run_checks(const RunOptions& options);

// The child's part: runs one check and writes what it found to `descriptor`. Does not return.
[[noreturn]] void run_one(const Check& check, const std::string& file, const std::optional<Sidecar>& sidecar,
                          int descriptor);

}  // namespace autoheal::validator
