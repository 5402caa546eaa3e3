// One shape for what monitoring tools send: Events API v2, CEF, e-mail and custom bodies. `details` may be a string,
// an object, null, or sit in another place. Threads: pure functions, [any-thread].
#pragma once

#include "kit/json/json_reader.hpp"
#include "model/alert.hpp"

#include <boost/json/fwd.hpp>

namespace autoheal::pagerduty::api {

// From an alert's `body`.
model::AlertDetails read_alert_body(const kit::JsonReader& body);

// From the channel of a trigger log entry, as read with include[]=channels.
model::AlertDetails read_channel_details(const kit::JsonReader& channel);

// contexts[]: links and images, http and https only.
std::vector<model::ContextLink> read_contexts(const kit::JsonReader& reader, std::string_view key);

// A JSON value as flat name and value pairs, without credentials: {"a": {"b": 1}} is "a.b" = "1".
void flatten(const boost::json::value& value, const std::string& name,
             std::vector<std::pair<std::string, std::string>>& out, std::size_t& omitted);

}  // namespace autoheal::pagerduty::api
