// Expectations of the golden set. Threads: pure functions.
#pragma once

#include <boost/json/object.hpp>
#include <string>

namespace autoheal::golden {

// What is wrong in one sentence; empty if the expectation holds.
std::string check(const boost::json::value& document, const boost::json::object& expectation);

}  // namespace autoheal::golden
