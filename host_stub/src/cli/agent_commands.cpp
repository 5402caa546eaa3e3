#include "app/host.hpp"
#include "cli/commands.hpp"
#include "cli/print.hpp"
#include "mcp/agents.hpp"

#include <boost/json.hpp>

namespace autoheal::host {
namespace {

Result<int> list(AgentRepository& repository, bool as_json) {
  AH_TRY(const std::vector<Agent> agents, repository.list());
  boost::json::array documents;
  std::vector<std::vector<std::string>> rows;
  for (const Agent& agent : agents) {
    boost::json::object document{{"name", agent.name}, {"created_at", agent.created_at}};
    if (agent.last_used_at) document["last_used_at"] = *agent.last_used_at;
    documents.push_back(std::move(document));
    rows.push_back({agent.name, agent.created_at, agent.last_used_at.value_or("never")});
  }
  if (as_json) {
    print_json({{"agents", std::move(documents)}});
  } else if (rows.empty()) {
    print_line("No agent has been added. `agents add NAME` adds one and prints its token.");
  } else {
    print_table({"NAME", "ADDED", "LAST USED"}, rows);
  }
  return 0;
}

}  // namespace

Result<int> run_agents(Host& host, const CommandLine& line) {
  AgentRepository& agents = host.store().agents();
  if (line.command == Command::agents_list) return list(agents, line.json);
  if (line.command == Command::agents_remove) {
    AH_TRY_VOID(mcp::remove_agent(agents, line.name));
    if (line.json) {
      print_json({{"removed", line.name}});
    } else {
      print_line("Removed: its token no longer works.");
    }
    return 0;
  }
  AH_TRY(const SecretText token, mcp::add_agent(agents, line.name, render_utc(host.clock().now())));
  const std::string text{token.reveal()};
  if (line.json) {
    print_json({{"name", line.name}, {"token", text}});
  } else {
    print_line(text);
  }
  return 0;
}

}  // namespace autoheal::host
