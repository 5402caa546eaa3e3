#include "store/sqlite/repositories.hpp"

namespace autoheal::host::sqlite {
namespace {

Agent read_agent(const Cursor& row) {
  return {std::string{row.text(0)}, std::string{row.text(1)}, row.optional_text(2)};
}

class SqliteAgents final : public AgentRepository {
 public:
  explicit SqliteAgents(ConnectionPool& pool) : pool_(pool) {}

  Result<std::vector<Agent>> list() override {
    AH_TRY(const auto db, pool_.lease());
    AH_TRY(Cursor row, db->query("SELECT name, created_at, last_used_at FROM agents ORDER BY name"));
    std::vector<Agent> agents;
    for (;;) {
      AH_TRY(const bool more, row.next());
      if (!more) return agents;
      agents.push_back(read_agent(row));
    }
  }

  // By its hash: the time that the index takes says nothing about a token of 256 random bits.
  Result<std::optional<Agent>> find_by_token(const Bytes& token_hash) override {
    AH_TRY(const auto db, pool_.lease());
    AH_TRY(Cursor row, db->query("SELECT name, created_at, last_used_at FROM agents WHERE token_hash = ?", token_hash));
    AH_TRY(const bool found, row.next());
    return found ? std::optional<Agent>{read_agent(row)} : std::nullopt;
  }

  Result<bool> add(std::string_view name, const Bytes& token_hash, std::string_view created_at) override {
    AH_TRY(const auto db, pool_.lease());
    AH_TRY_VOID(db->run("INSERT INTO agents(name, token_hash, created_at) VALUES(?, ?, ?) ON CONFLICT(name) DO NOTHING",
                        name, token_hash, created_at));
    return db->changes() == 1;
  }

  Result<bool> remove(std::string_view name) override {
    AH_TRY(const auto db, pool_.lease());
    AH_TRY_VOID(db->run("DELETE FROM agents WHERE name = ?", name));
    return db->changes() == 1;
  }

  Result<void> set_last_used(std::string_view name, std::string_view at) override {
    AH_TRY(const auto db, pool_.lease());
    return db->run("UPDATE agents SET last_used_at = ? WHERE name = ?", at, name);
  }

 private:
  ConnectionPool& pool_;
};

}  // namespace

std::unique_ptr<AgentRepository> make_agents(ConnectionPool& pool) { return std::make_unique<SqliteAgents>(pool); }

}  // namespace autoheal::host::sqlite
