// The Exchange behind CurlClient::open. Threads: as http::Exchange.
#pragma once

#include "kit/http/client.hpp"
#include "kit/http/target.hpp"
#include "kit/http/transfer_loop.hpp"

#include <memory>

namespace autoheal::kit::http {

std::unique_ptr<Exchange> make_curl_exchange(std::shared_ptr<TransferLoop> loop, std::shared_ptr<const Target> target,
                                             const CallScope& scope, Priority priority);

}  // namespace autoheal::kit::http
