// AgentServices: what the agents' door needs of the rest of the host. References only; their owner outlives every
// session.
// Threads: [any-thread].
#pragma once

#include "integrations/host_parts.hpp"

namespace autoheal::host {
class IntegrationService;
}  // namespace autoheal::host

namespace autoheal::host::mcp {

struct AgentServices {
  HostParts host;
  IntegrationService& integrations;
};

}  // namespace autoheal::host::mcp
