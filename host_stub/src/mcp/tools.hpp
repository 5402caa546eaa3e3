// The agent's tools: every operation for agents of every plugin that has an integration. Nothing here knows what an
// operation does; names, schemas and hints come from the plugin's describe document.
// Threads: list_tools reads the store, [any-thread]; Tool is a value.
#pragma once

#include "base/result.hpp"
#include "mcp/agent_services.hpp"

#include <boost/json.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace autoheal::host::mcp {

struct Tool {
  std::string name;                       // as the agent sees it
  std::string operation;                  // as the plugin knows it
  std::vector<std::string> integrations;  // that can answer; more than one: the argument `integration` tells which
  boost::json::object document;           // the item of tools/list
};

// Which tools a client sees: `patterns` are names, `*` stands for any run of characters; empty: all.
struct ToolFilter {
  std::vector<std::string> patterns;
  bool accepts(std::string_view tool) const;
};
ToolFilter parse_tool_filter(std::string_view comma_separated);

// Sorted by plugin, then in the plugin's own order. When two plugins have an operation of one name, both tools carry
// the plugin's id in front ("pagerduty_list_incidents").
Result<std::vector<Tool>> list_tools(const AgentServices& services, const ToolFilter& filter);

// Takes `integration` out of the arguments and says which integration is meant. Errc::invalid_argument names the
// choices.
Result<std::string> take_integration(const Tool& tool, boost::json::object& arguments);

// The result of tools/call for an envelope: as structuredContent, and the same JSON as the one text block of content,
// because clients differ in which of the two reaches the model.
boost::json::object render_answer(std::string_view envelope);
// The same for a failure: isError, the error document as structuredContent.error, and all it says in words.
boost::json::object render_failure(const Error& error);

}  // namespace autoheal::host::mcp
