// Whether a webhook subscription delivers to this integration's own URL, as a row. Threads: pure functions.
#pragma once

#include "connection/table.hpp"
#include "kit/core/secret.hpp"
#include "reads/webhook_subscriptions.hpp"

namespace autoheal::pagerduty::connection {

// The row never holds a URL. What was not read is not denied: without all subscriptions none is said to be missing.
Row check_webhook(const reads::SubscriptionList& subscriptions, const kit::Secret& our_url);

}  // namespace autoheal::pagerduty::connection
