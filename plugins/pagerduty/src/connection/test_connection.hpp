// Test Connection: every check a row, all probes side by side, every failure with the one thing to do about it.
// Threads: [any-thread]; runs on the thread of the call.
#pragma once

#include "base/result.hpp"
#include "config/settings.hpp"
#include "http/client.hpp"
#include "http/transfer_loop.hpp"

#include <memory>
#include <string>

namespace autoheal::pagerduty::connection {

// The connection table as JSON (docs/documents.md section 3), also when it says "fail". The only error is cancelled.
// other_region: asked once if the key is refused with a 401; nullptr: not asked, and the table says so.
Result<std::string> test_connection(http::Client& client, const Settings& settings, const CallScope& scope,
                                    http::Client* other_region);

// The client for other_region: nullptr when the settings name an endpoint, since the key belongs there and nowhere
// else.
std::shared_ptr<http::Client> make_other_region_client(std::shared_ptr<http::TransferLoop> loop,
                                                       const Settings& settings);

}  // namespace autoheal::pagerduty::connection
