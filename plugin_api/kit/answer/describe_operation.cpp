#include "kit/answer/describe_operation.hpp"

#include <boost/json.hpp>

namespace autoheal::kit {

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

}  // namespace autoheal::kit
