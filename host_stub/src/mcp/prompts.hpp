// Prompts: the example questions of the manifests, each with the call that answers it.
// Threads: read the store, [any-thread].
#pragma once

#include "base/result.hpp"
#include "mcp/agent_services.hpp"

#include <boost/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace autoheal::host::mcp {

struct Prompt {
  std::string name;  // made of the question's words: "who_is_on_call_for_the_payments_team"
  std::string question;
  std::string operation;
  std::string arguments;  // JSON object
};

// Of every plugin that has an integration, in the manifest's order.
Result<std::vector<Prompt>> list_prompts(const AgentServices& services);

boost::json::object render_prompt(const Prompt& prompt);           // item of prompts/list
boost::json::object render_prompt_messages(const Prompt& prompt);  // result of prompts/get

}  // namespace autoheal::host::mcp
