// Runs a program as a user would and keeps everything that it said.
// Threads: [any-thread]. Errors: throws when the program cannot be started at all.
#pragma once

#include <chrono>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <sys/types.h>
#include <vector>

namespace autoheal {

struct ProcessResult {
  int exit_code = -1;  // -1: ended by a signal, or stopped because the time was over
  int signal = 0;
  bool timed_out = false;
  std::string out;
  std::string err;
};

struct ProcessOptions {
  std::map<std::string, std::string> environment;  // all of it, besides PATH and what sanitizers need
  std::string input;                               // standard input
  std::chrono::milliseconds limit{20000};
};

ProcessResult run_process(const std::filesystem::path& program, const std::vector<std::string>& arguments,
                          const ProcessOptions& options = {});

}  // namespace autoheal
