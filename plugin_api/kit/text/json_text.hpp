// JSON as text that people read, too: numbers as they are written by hand (4.7, not 4.7E0), no blanks.
// Threads: [any-thread].
#pragma once

#include <boost/json/fwd.hpp>
#include <string>

namespace autoheal::kit {

// The compact form. Numbers must be finite: parse_json lets no others in.
std::string render_json(const boost::json::value& value);

}  // namespace autoheal::kit
