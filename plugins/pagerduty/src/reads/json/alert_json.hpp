// An alert as data. Threads: pure functions, [any-thread].
#pragma once

#include "model/alert.hpp"

#include <boost/json/object.hpp>

namespace autoheal::pagerduty::reads {

// Without its fields: for lists where the alert is one of many things.
boost::json::object brief_of(const model::Alert& alert);

// With details: {format, summary, ..., fields: [{name, value}], text}; links and images apart. At most `most_fields`.
boost::json::object full_of(const model::Alert& alert, std::size_t most_fields);

boost::json::object json_of(const model::AlertDetails& details, std::size_t most_fields);

}  // namespace autoheal::pagerduty::reads
