#include "mcp/agents.hpp"

#include "base/bytes.hpp"
#include "log/redactor.hpp"

namespace autoheal::host::mcp {
namespace {

constexpr std::size_t kAgentTokenBytes = 32;
constexpr std::string_view kNameCharacters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";

Bytes hash_of_token(std::string_view token) {
  const Sha256 hash = sha256(as_bytes(token));
  return {hash.begin(), hash.end()};
}

}  // namespace

Result<SecretText> add_agent(AgentRepository& agents, std::string_view name, std::string_view now) {
  if (name.empty() || name.size() > 64 || name.find_first_not_of(kNameCharacters) != std::string_view::npos) {
    return failure(Errc::invalid_argument, "This name cannot be used for an agent.",
                   "1 to 64 letters, digits, dots, dashes and underscores.");
  }
  SecretText token{random_token(kAgentTokenBytes)};
  redactor().add(token.reveal());
  AH_TRY(const bool added, agents.add(name, hash_of_token(token.reveal()), now));
  if (added) return token;
  return failure(Errc::name_taken, "There is an agent " + std::string{name} + " already.",
                 "Remove it first if its token has to change.");
}

Result<void> remove_agent(AgentRepository& agents, std::string_view name) {
  AH_TRY(const bool removed, agents.remove(name));
  if (removed) return success();
  return failure(Errc::not_found, "There is no agent " + std::string{name} + ".", "`agents list` names them.");
}

Result<std::optional<Agent>> find_agent(AgentRepository& agents, std::string_view token, UtcTime now) {
  AH_TRY(auto agent, agents.find_by_token(hash_of_token(token)));
  if (!agent) return agent;
  if (!agent->last_used_at || *agent->last_used_at < render_utc(now - std::chrono::minutes{1})) {
    AH_TRY_VOID(agents.set_last_used(agent->name, render_utc(now)));
  }
  return agent;
}

}  // namespace autoheal::host::mcp
