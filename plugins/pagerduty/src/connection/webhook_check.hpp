// Whether a webhook subscription delivers to this integration's own URL. The URL holds a secret: it is compared, and
// never put into a row. Threads: pure functions.
#pragma once

#include "base/secret.hpp"
#include "connection/table.hpp"
#include "http/client.hpp"

#include <vector>

namespace autoheal::pagerduty::connection {

// pages: GET /webhook_subscriptions, in order; the last one may be an error.
Row check_webhook(const std::vector<Result<http::Response>>& pages, const Secret& our_url);

}  // namespace autoheal::pagerduty::connection
