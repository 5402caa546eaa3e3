#include "mcp/agents.hpp"

#include "base/bytes.hpp"
#include "log/redactor.hpp"

namespace autoheal::host {
namespace {

constexpr std::size_t kAgentTokenBytes = 32;
constexpr std::string_view kNameCharacters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";

Bytes hash_of(std::string_view token) {
  const Sha256 hash = sha256(as_bytes(token));
  return {hash.begin(), hash.end()};
}

Agent read_row(const Cursor& row) { return {std::string{row.text(0)}, std::string{row.text(1)}, row.optional_text(2)}; }

}  // namespace

Result<SecretText> add_agent(Database& db, std::string_view name, std::string_view now) {
  if (name.empty() || name.size() > 64 || name.find_first_not_of(kNameCharacters) != std::string_view::npos) {
    return failure(Errc::invalid_argument, "This name cannot be used for an agent.",
                   "1 to 64 letters, digits, dots, dashes and underscores.");
  }
  SecretText token{random_token(kAgentTokenBytes)};
  redactor().add(token.reveal());
  AH_TRY_VOID(db.run("INSERT INTO agents(name, token_hash, created_at) VALUES(?, ?, ?) ON CONFLICT(name) DO NOTHING",
                     name, hash_of(token.reveal()), now));
  if (db.changes() == 1) return token;
  return failure(Errc::name_taken, "There is an agent " + std::string{name} + " already.",
                 "Remove it first if its token has to change.");
}

Result<std::vector<Agent>> list_agents(Database& db) {
  std::vector<Agent> agents;
  AH_TRY(Cursor row, db.query("SELECT name, created_at, last_used_at FROM agents ORDER BY name"));
  for (;;) {
    AH_TRY(const bool more, row.next());
    if (!more) return agents;
    agents.push_back(read_row(row));
  }
}

Result<void> remove_agent(Database& db, std::string_view name) {
  AH_TRY_VOID(db.run("DELETE FROM agents WHERE name = ?", name));
  if (db.changes() == 1) return success();
  return failure(Errc::not_found, "There is no agent " + std::string{name} + ".", "`agents list` names them.");
}

Result<std::optional<Agent>> find_agent(Database& db, std::string_view token, UtcTime now) {
  std::optional<Agent> agent;
  {
    // By its hash: the time that the index takes says nothing about a token of 256 random bits.
    AH_TRY(Cursor row,
           db.query("SELECT name, created_at, last_used_at FROM agents WHERE token_hash = ?", hash_of(token)));
    AH_TRY(const bool found, row.next());
    if (!found) return std::optional<Agent>{};
    agent = read_row(row);
  }
  if (!agent->last_used_at || *agent->last_used_at < render_utc(now - std::chrono::minutes{1})) {
    AH_TRY_VOID(db.run("UPDATE agents SET last_used_at = ? WHERE name = ?", render_utc(now), agent->name));
  }
  return agent;
}

}  // namespace autoheal::host
