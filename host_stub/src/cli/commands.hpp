// The commands themselves. Each prints its answer on standard output (JSON with --json) and returns the exit code; what
// it returns as Error is printed by its caller.
#pragma once

#include "base/result.hpp"
#include "cli/command_line.hpp"

namespace autoheal::host {

class Host;

Result<int> run_plugins(Host& host, const CommandLine& line);
Result<int> run_integrations(Host& host, const CommandLine& line);
Result<int> run_test(Host& host, const CommandLine& line);
Result<int> run_query(Host& host, const CommandLine& line);
Result<int> run_webhook(Host& host, const CommandLine& line);
Result<int> run_agents(Host& host, const CommandLine& line);
Result<int> run_mcp(Host& host, const CommandLine& line);

}  // namespace autoheal::host
