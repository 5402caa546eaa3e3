// The door for `query`: from an operation's name and its arguments to the bytes of the envelope.
// Threads: [any-thread]; everything mutable belongs to the call or locks itself.
#pragma once

#include "kit/answer/context.hpp"
#include "kit/answer/operation.hpp"
#include "kit/core/result.hpp"

#include <span>
#include <string>
#include <string_view>

namespace autoheal::kit {

// Null if there is none of that name.
const Operation* find_operation(std::span<const Operation* const> table, std::string_view name);

// table: the integration's operations. args_json: a JSON object, or empty for no arguments. The envelope is compact
// JSON of at most max_bytes. Errors: unsupported (no such operation), invalid_argument with problems[], ambiguous with
// choices[], not_found, and whatever upstream answered when there is nothing to say without it.
Result<std::string> answer_query(std::span<const Operation* const> table, std::string_view operation,
                                 std::string_view args_json, QueryContext& context);

}  // namespace autoheal::kit
