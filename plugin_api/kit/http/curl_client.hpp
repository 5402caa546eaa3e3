// The Client that talks over the network: requests go through an instance's transfer loop, callers wait on their own
// deadline and cancel, never on the network. Threads: make_curl_client is [any-thread]. Ownership: the client holds the
// loop; calls hold the client.
#pragma once

#include "kit/core/secret.hpp"
#include "kit/http/client.hpp"
#include "kit/http/patience.hpp"
#include "kit/http/service.hpp"
#include "kit/http/transfer_loop.hpp"

#include <memory>
#include <string>

namespace autoheal::kit::http {

// Where requests go, and as whom.
struct Destination {
  const Service* service = &kPlainService;  // a constant: lives as long as the process
  std::string origin;                       // "https://api.example.com", as parse_endpoint makes it
  Secret authorization = {};                // value of the Authorization header; empty: none is sent
  std::string ca_bundle = {};               // absolute path of a PEM file; empty: the system's
  Patience patience = {};
};

// For one credential at one origin. Makes no request and reads no file. Throws bad_alloc. After configure, make a new
// client on the same loop. A credential that was refused before gets another chance. The rate budget, the breaker and
// what else is known about the credential are shared by all clients of the process with the same origin and
// authorization; two plugins that each link this library share nothing.
std::shared_ptr<Client> make_curl_client(std::shared_ptr<TransferLoop> loop, Destination destination);

}  // namespace autoheal::kit::http
