#include "kit/answer/describe_plugin.hpp"

#include <boost/json.hpp>
#include <utility>

namespace autoheal::kit {
namespace {

constexpr int kDescribeVersion = 1;

boost::json::object describe_operation(const Operation& operation) {
  boost::json::object out{{"name", operation.name},
                          {"title", operation.title},
                          {"description", operation.description},
                          {"audience", operation.audience == Audience::agent ? "agent" : "host"},
                          {"arguments", boost::json::parse(arguments_schema(operation))},
                          {"result", boost::json::parse(operation.result_schema)},
                          {"annotations", {{"read_only", true}, {"idempotent", true}, {"open_world", true}}},
                          {"typical_ms", operation.typical_ms}};
  if (!operation.role.empty()) out.emplace("role", operation.role);
  return out;
}

}  // namespace

boost::json::object describe_plugin(const PluginIdentity& plugin, boost::json::object settings_schema,
                                    std::span<const Operation* const> operations) {
  boost::json::array documents;
  for (const Operation* one : operations) documents.push_back(describe_operation(*one));
  return {{"describe_version", kDescribeVersion},
          {"id", plugin.id},
          {"name", plugin.name},
          {"version", plugin.version},
          {"settings_version", plugin.settings_version},
          {"settings", std::move(settings_schema)},
          {"operations", std::move(documents)}};
}

}  // namespace autoheal::kit
