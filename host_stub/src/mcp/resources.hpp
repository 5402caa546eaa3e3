// Resources: the newest alerts, each alert by its id, and what the manifest says about every integration.
//   autoheal://alerts            the newest alerts that are not resolved
//   autoheal://alerts/{id}       one alert, folded from its events
//   autoheal://guides/{plugin}   how to set the integration up, what it needs, what helps when it does not work
// Threads: read the store, [any-thread].
#pragma once

#include "base/result.hpp"
#include "mcp/agent_services.hpp"

#include <boost/json.hpp>
#include <string>
#include <string_view>

namespace autoheal::host::mcp {

// Items of resources/list: the fixed ones, then the alerts that are not resolved, newest first.
Result<boost::json::array> list_resources(const AgentServices& services);

boost::json::array resource_templates();  // of resources/templates/list

// The result of resources/read. Errc::not_found: no such resource.
Result<boost::json::object> read_resource(const AgentServices& services, std::string_view uri);

// Values for a variable of a template that begin with `prefix`; at most 100.
Result<std::vector<std::string>> complete_variable(const AgentServices& services, std::string_view uri_template,
                                                   std::string_view variable, std::string_view prefix);

}  // namespace autoheal::host::mcp
