#include "app/host.hpp"
#include "cli/commands.hpp"
#include "mcp/stdio.hpp"

#include <unistd.h>

namespace autoheal::host {

Result<int> run_mcp(Host& host, const CommandLine& line) {
  mcp::SessionOptions options;
  options.tools = mcp::parse_tool_filter(line.tools);
  AH_TRY_VOID(mcp::serve_stdio({host.parts(), host.integrations()}, options, STDIN_FILENO, STDOUT_FILENO));
  return 0;
}

}  // namespace autoheal::host
