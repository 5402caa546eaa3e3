// Reading the JSON bodies of writes. Everything throws ApiError for what is missing or of the wrong kind.
#pragma once

#include "rest/router.hpp"

#include <boost/json.hpp>
#include <string>
#include <string_view>

namespace simulator {

// The whole body as an object, or its member `wrapper`.
boost::json::object parse_body(const Request& request);
boost::json::object parse_wrapped_body(const Request& request, std::string_view wrapper);
// Empty if absent or null; 400 if it is not a string.
std::string text_member(const boost::json::object& object, std::string_view name);
// The id inside a reference member ({"service": {"id": …}}); empty if absent.
std::string id_member(const boost::json::object& object, std::string_view name);
// Who is writing: the key's user, or the account of the From header with a general access key (400 without one).
Index acting_user(const Call& call);

}  // namespace simulator
