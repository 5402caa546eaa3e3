// The Client that talks to PagerDuty: requests go through an instance's transfer loop, callers wait on their own
// deadline and cancel, never on the network. Threads: make_curl_client is [any-thread]. Ownership: the client holds the
// loop; calls hold the client.
#pragma once

#include "config/settings.hpp"
#include "http/client.hpp"
#include "http/target.hpp"
#include "http/transfer_loop.hpp"

#include <memory>
#include <string>
#include <string_view>

namespace autoheal::pagerduty::http {

// For the key and the origin of these settings; after configure, a new client on the same loop. A key that PagerDuty
// refused before gets another chance.
std::shared_ptr<Client> make_curl_client(std::shared_ptr<TransferLoop> loop, const Settings& settings);

// The same key at another origin (Test Connection asks the other region). Nothing else may call this.
std::shared_ptr<Client> make_curl_client(std::shared_ptr<TransferLoop> loop, const Settings& settings,
                                         std::string_view origin, Patience patience = {});

}  // namespace autoheal::pagerduty::http
