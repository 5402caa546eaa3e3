// JSON Schema, the part of it that docs/documents.md lists, checked against a value. Problems are sentences for the
// person who typed the value; they name what is allowed and never repeat the value itself, which may be a secret.
// Threads: pure functions, [any-thread].
#pragma once

#include "base/result.hpp"

#include <boost/json/fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace autoheal::host {

// Everything that is wrong with `value`, empty if nothing is. `pointer` is where the value stands in its document.
std::vector<Problem> check_against_schema(const boost::json::object& schema, const boost::json::value& value,
                                          const std::string& pointer = {});

// What is wrong with the schema itself, in a plugin's describe document: a keyword of the wrong type, an unknown type
// name, a pattern that does not compile, a $ref. Empty if nothing.
std::vector<Problem> check_schema(const boost::json::object& schema, const std::string& pointer = {});

// The candidate that `given` was probably meant to be, or empty. Small slips only.
std::string nearest_name(std::string_view given, const std::vector<std::string>& candidates);

// A reference token of a JSON pointer ("a/b" -> "a~1b").
std::string escape_pointer(std::string_view token);

}  // namespace autoheal::host
