// The registry as documents: the same ones on the command line (`plugins --json`) and over HTTP.
// Threads: pure functions, [any-thread].
#pragma once

#include "plugin/registry.hpp"

#include <boost/json/fwd.hpp>

namespace autoheal::host {

// How a document names a file. The command line is the operator's own, who may have several plugin directories and
// needs to know which; what goes over HTTP does not tell how the machine's directories are laid out.
enum class FileForm { whole_path, name_only };

// {id, name, version, file, description, capabilities[], manifest, describe, warnings[]}
boost::json::object render(const LoadedPlugin& plugin, FileForm form);

// {plugins: [...], refused: [{file, reason}]}
boost::json::object render(const PluginRegistry& registry, FileForm form);

}  // namespace autoheal::host
