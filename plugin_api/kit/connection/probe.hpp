// One read of Test Connection and its row in the table. Threads: runs on the thread of the call.
#pragma once

#include "kit/connection/connection_table.hpp"
#include "kit/http/client.hpp"
#include "kit/json/json_reader.hpp"

#include <functional>
#include <string_view>

namespace autoheal::kit {

// What a reply must hold to be what was asked for.
using ReplyCheck = std::function<Result<void>(const JsonDocument&)>;

ReplyCheck holds_list(std::string_view key);    // {"incidents": [...]}
ReplyCheck holds_object(std::string_view key);  // {"status": {...}}

// Sends the request, waits for it, and sets outcome (pass or fail), latency, reason and remedy of the row.
// exchange: opened with Priority::probe.
void probe(http::Exchange& exchange, http::Request request, const ReplyCheck& check, ConnectionRow& row);

}  // namespace autoheal::kit
