// Whether a webhook subscription delivers to this integration's own URL. The URL holds a secret: it is compared, and
// never put into a row. Threads: pure functions.
#pragma once

#include "connection/table.hpp"
#include "kit/core/secret.hpp"
#include "kit/http/client.hpp"

#include <vector>

namespace autoheal::pagerduty::connection {

// pages: GET /webhook_subscriptions, in order; the last one may be an error.
Row check_webhook(const std::vector<kit::Result<kit::http::Response>>& pages, const kit::Secret& our_url);

}  // namespace autoheal::pagerduty::connection
