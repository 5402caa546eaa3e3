// JSON as the host reads and writes it: strict, of bounded depth, with no number that JSON cannot say.
// Threads: [any-thread].
#pragma once

#include "base/result.hpp"

#include <boost/json/fwd.hpp>
#include <boost/json/string_view.hpp>
#include <string>
#include <string_view>

namespace autoheal::host {

// `what` opens the message ("The settings"). Errc::invalid_argument: not JSON, nested deeper than 64, or a number out
// of range.
Result<boost::json::value> parse_json(std::string_view text, std::string_view what);

// The same, and it must be an object.
Result<boost::json::object> parse_json_object(std::string_view text, std::string_view what);

// Indented by two blanks, members in their order, without a line break at the end.
std::string render_pretty(const boost::json::value& value);

// Boost.JSON's text as ours.
std::string text_of(boost::json::string_view text);

// Object member of an object, or nullptr.
const boost::json::object* object_at(const boost::json::object& object, std::string_view member);

// Array member of an object, or nullptr.
const boost::json::array* array_at(const boost::json::object& object, std::string_view member);

// Text member of an object, or empty. The view is into the object.
std::string text_at(const boost::json::object& object, std::string_view member);
std::string_view text_view_at(const boost::json::object& object, std::string_view member);

}  // namespace autoheal::host
