// One request on its own: for code that needs its reply before it can go on. Threads: as the Exchange.
#pragma once

#include "kit/http/client.hpp"

namespace autoheal::kit::http {

// Sends the request together with what is queued already, and waits for all of it (Exchange::run).
Result<Response> get_one(Exchange& exchange, Request request);

}  // namespace autoheal::kit::http
