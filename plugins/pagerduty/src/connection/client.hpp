// The client for an integration's settings: PagerDuty, its key, its origin. Threads: [any-thread]. Ownership: the
// client holds the loop.
#pragma once

#include "kit/http/curl_client.hpp"
#include "settings/settings.hpp"

#include <memory>

namespace autoheal::pagerduty::connection {

// After configure, a new one on the same loop.
std::shared_ptr<kit::http::Client> make_client(std::shared_ptr<kit::http::TransferLoop> loop, const Settings& settings,
                                               kit::http::Patience patience = {});

// The same key at the other region, which Test Connection asks after a 401. nullptr when the settings name an endpoint,
// since the key belongs there and nowhere else.
std::shared_ptr<kit::http::Client> make_other_region_client(std::shared_ptr<kit::http::TransferLoop> loop,
                                                            const Settings& settings);

}  // namespace autoheal::pagerduty::connection
