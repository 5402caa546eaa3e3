// The Events API v2: POST /v2/enqueue and POST /v2/change/enqueue. Authenticated by the routing key in the body alone.
#pragma once

#include "net/message.hpp"
#include "store/lifecycle.hpp"

namespace simulator {

// True for the paths that belong to the Events API.
bool is_events_path(const std::string& path);
Response handle_event(Account& account, Lifecycle& lifecycle, const Request& request);

}  // namespace simulator
