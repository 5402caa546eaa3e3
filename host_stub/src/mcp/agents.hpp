// The agents that may use the host: each has a name and a bearer token, of which only the hash is kept.
// Threads: as Database, [serialized]. Errors: not_found, name_taken, invalid_argument, store.
#pragma once

#include "base/clock.hpp"
#include "base/secret_text.hpp"
#include "store/sqlite/database.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace autoheal::host {

struct Agent {
  std::string name;
  std::string created_at;
  std::optional<std::string> last_used_at;
};

// Names: 1 to 64 of [A-Za-z0-9._-]. The token is told once, here.
Result<SecretText> add_agent(Database& db, std::string_view name, std::string_view now);
Result<std::vector<Agent>> list_agents(Database& db);
Result<void> remove_agent(Database& db, std::string_view name);

// The agent whose token this is, or nothing; notes when it was used, at most once a minute.
Result<std::optional<Agent>> find_agent(Database& db, std::string_view token, UtcTime now);

}  // namespace autoheal::host
