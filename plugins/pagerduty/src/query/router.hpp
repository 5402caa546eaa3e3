// The door for `query`: from an operation's name and its arguments to the bytes of the envelope.
// Threads: [any-thread]; everything mutable belongs to the call or locks itself.
#pragma once

#include "base/result.hpp"
#include "query/context.hpp"

#include <string>
#include <string_view>

namespace autoheal::pagerduty::query {

// args_json: a JSON object, or empty for no arguments. The envelope is compact JSON of at most max_bytes.
// Errors: unsupported (no such operation), invalid_argument with problems[], ambiguous with choices[], not_found, and
// whatever upstream answered when there is nothing to say without it.
Result<std::string> run(std::string_view operation, std::string_view args_json, QueryContext& context);

}  // namespace autoheal::pagerduty::query
