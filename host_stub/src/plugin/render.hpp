// The registry as documents. Threads: pure functions, [any-thread].
#pragma once

#include "plugin/registry.hpp"

#include <boost/json/fwd.hpp>

namespace autoheal::host {

// {id, name, version, file, description, capabilities[], manifest, describe, warnings[]}
boost::json::object render(const LoadedPlugin& plugin);

// {plugins: [...], refused: [{file, reason}]} of docs/http-api.md.
boost::json::object render(const PluginRegistry& registry);

}  // namespace autoheal::host
