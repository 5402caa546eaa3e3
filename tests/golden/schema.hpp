// The keywords of JSON Schema that docs/documents.md asks hosts to support, for tests. Threads: pure function.
#pragma once

#include <boost/json/value.hpp>
#include <string>

namespace autoheal::golden {

// Where and why the value does not fit; empty if it does. Throws for a keyword that it does not know.
std::string validate(const boost::json::value& value, const boost::json::value& schema);

}  // namespace autoheal::golden
