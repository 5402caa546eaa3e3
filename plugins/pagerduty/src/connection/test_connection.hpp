// Test Connection: every check a row, all probes side by side, every failure with the one thing to do about it.
// Threads: [any-thread]; runs on the thread of the call.
#pragma once

#include "kit/core/result.hpp"
#include "kit/http/client.hpp"
#include "settings/settings.hpp"

#include <memory>
#include <string>

namespace autoheal::pagerduty::connection {

// The connection table as JSON (docs/documents.md section 3), also when it says "fail". The only error is cancelled.
// other_region: asked once if the key is refused with a 401; nullptr: not asked, and the table says so.
kit::Result<std::string> test_connection(kit::http::Client& client, const Settings& settings,
                                         const kit::CallScope& scope, kit::http::Client* other_region);

}  // namespace autoheal::pagerduty::connection
