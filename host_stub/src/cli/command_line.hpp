// The command line as a value. command_line.cpp is the one file that includes the library which parses it.
// Threads: none; used once at start.
#pragma once

#include "base/options.hpp"
#include "log/log.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace autoheal::host {

enum class Command : std::uint8_t {
  serve,
  plugins,
  integrations_add,
  integrations_set,
  integrations_list,
  integrations_show,
  integrations_remove,
  integrations_secret,
  integrations_webhook,
  test,
  query,
  webhook,
  agents_add,
  agents_list,
  agents_remove,
  mcp,
  try_plugin,  // hidden: the child's side of a plugin's trial
};

struct CommandLine {
  Command command = Command::plugins;
  HostOptions host;
  ServeOptions serve;
  bool json = false;
  std::optional<LogLevel> log_level;

  std::string name;                // of the integration or agent
  std::string plugin;              // --plugin
  std::string rename;              // --rename
  std::filesystem::path settings;  // --settings; "-": standard input
  std::string field;               // of `integrations secret`
  std::string action;              // set, clear; on, off, url, rotate
  std::int64_t grace_s = 86400;
  std::string operation;
  std::string arguments = "{}";
  double timeout_s = 0;  // 0: the command's own
  std::filesystem::path body;
  std::vector<std::string> headers;
  bool dry_run = false;
  std::string tools;  // of `mcp`: names and stars, with commas
  std::filesystem::path trial_file;
};

// The command line, or the exit code of a program that has nothing to do: 0 after --help and --version, 2 after a usage
// error. What there is to say has been printed.
std::variant<CommandLine, int> parse_command_line(int argc, char** argv);

}  // namespace autoheal::host
