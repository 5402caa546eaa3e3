// The describe document of an integration. Threads: pure function, [any-thread].
#pragma once

#include "kit/answer/operation.hpp"

#include <boost/json/object.hpp>

namespace autoheal::kit {

struct PluginIdentity {
  std::string_view id;       // "status_page"
  std::string_view name;     // "Status Page": for people
  std::string_view version;  // "1.0.0"
  int settings_version = 1;  // goes up when settings that were stored before would be refused or mean something else
};

// What `describe` answers (docs/documents.md section 1); an integration with a webhook adds that member. Operations of
// the kit only read, may be repeated and ask the upstream; their annotations say so. Throws if a result_schema is not
// JSON: a mistake of the author, seen by the first call.
boost::json::object describe_plugin(const PluginIdentity& plugin, boost::json::object settings_schema,
                                    std::span<const Operation* const> operations);

}  // namespace autoheal::kit
