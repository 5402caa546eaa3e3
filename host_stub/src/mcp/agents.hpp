// The agents that may use the host: each has a name and a bearer token, of which only the hash is kept.
// Threads: [any-thread]. Errors: not_found, name_taken, invalid_argument, store.
#pragma once

#include "base/clock.hpp"
#include "base/secret_text.hpp"
#include "store/agent_repository.hpp"

#include <optional>
#include <string_view>

namespace autoheal::host::mcp {

// Names: 1 to 64 of [A-Za-z0-9._-]. The token is told once, here.
Result<SecretText> add_agent(AgentRepository& agents, std::string_view name, std::string_view now);
Result<void> remove_agent(AgentRepository& agents, std::string_view name);

// The agent whose token this is, or nothing; notes when it was used, at most once a minute.
Result<std::optional<Agent>> find_agent(AgentRepository& agents, std::string_view token, UtcTime now);

}  // namespace autoheal::host::mcp
