// An operation as the describe document shows it. Threads: pure function, [any-thread].
#pragma once

#include "kit/answer/operation.hpp"

#include <boost/json/object.hpp>

namespace autoheal::kit {

// One entry of `operations` (docs/documents.md section 1). Operations of the kit only read, may be repeated and ask
// the upstream; the annotations say so. Throws if result_schema is not JSON: a mistake of the author, seen by the
// first call.
boost::json::object describe_operation(const Operation& operation);

}  // namespace autoheal::kit
