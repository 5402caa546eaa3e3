// The subset of JSON Schema 2020-12 that the contract allows (docs/documents.md section 1): is a schema sound, and does
// a value satisfy it. Threads: pure functions.
#pragma once

#include <boost/json/fwd.hpp>
#include <string>
#include <vector>

namespace autoheal::validator {

// The first thing that is wrong with a schema, with its place; empty: nothing.
std::string find_schema_fault(const boost::json::value& schema, const std::string& place = "");

// Pointers into `value` where it breaks the (sound) schema.
std::vector<std::string> find_violations(const boost::json::value& value, const boost::json::object& schema,
                                         const std::string& pointer = "");

}  // namespace autoheal::validator
