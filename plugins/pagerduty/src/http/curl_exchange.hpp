// The Exchange behind CurlClient::open. Threads: as http::Exchange.
#pragma once

#include "http/client.hpp"
#include "http/target.hpp"
#include "http/transfer_loop.hpp"

#include <memory>

namespace autoheal::pagerduty::http {

std::unique_ptr<Exchange> make_curl_exchange(std::shared_ptr<TransferLoop> loop, std::shared_ptr<const Target> target,
                                             const CallScope& scope, Priority priority);

}  // namespace autoheal::pagerduty::http
