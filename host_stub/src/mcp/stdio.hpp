// MCP over standard input and output: one message a line. Nothing else may be written to standard output meanwhile.
#pragma once

#include "base/result.hpp"
#include "mcp/agent_services.hpp"
#include "mcp/session.hpp"

namespace autoheal::host::mcp {

// Serves one client until its input ends, then waits for the calls that are running. in, out: descriptors, not closed.
// Errc::io when standard output is gone.
Result<void> serve_stdio(const AgentServices& services, const SessionOptions& options, int in, int out);

}  // namespace autoheal::host::mcp
