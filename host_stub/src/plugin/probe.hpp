// A trial of a plugin in a process of its own: load, negotiate, describe, create and destroy an instance. Whatever goes
// wrong there goes wrong there. The child is this program started again (never a fork that runs on) with a hidden
// subcommand, limits on time, memory and files, and no standard streams.
// Threads: try_plugin is [any-thread].
#pragma once

#include <chrono>
#include <filesystem>
#include <string>

namespace autoheal::host {

inline constexpr int kReportFd = 3;  // where the child writes its steps and its verdict, one a line
inline constexpr const char* kProbeCommand = "try-plugin";  // hidden: PROGRAM try-plugin FILE

struct TrialVerdict {
  bool passed = false;
  std::string reason;  // half a sentence, when it did not pass
};

// `program` is the host's executable.
TrialVerdict try_plugin(const std::filesystem::path& program, const std::filesystem::path& plugin,
                        std::chrono::milliseconds limit = std::chrono::seconds{5});

// The child's side. Returns the exit code of the process.
int run_trial(const std::filesystem::path& plugin);

}  // namespace autoheal::host
