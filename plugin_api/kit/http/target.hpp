// A Destination with what the engine works out about it, fixed for the life of a client.
// Threads: immutable; shared by pointer.
#pragma once

#include "kit/core/secret.hpp"
#include "kit/http/key_state.hpp"
#include "kit/http/patience.hpp"
#include "kit/http/service.hpp"

#include <memory>
#include <string>

namespace autoheal::kit::http {

struct Target {
  const Service* service = &kPlainService;
  std::string origin;                  // "https://api.example.com"
  std::string host;                    // "api.example.com", for messages
  Secret authorization;                // value of the header; empty: none is sent
  std::string ca_bundle;               // empty: the system's
  bool public_addresses_only = false;  // for the service's own names
  Patience patience;
  std::shared_ptr<KeyState> key;
};

}  // namespace autoheal::kit::http
