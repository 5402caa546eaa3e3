// Where requests go and as whom: one origin with one key, fixed for the life of a client.
// Threads: immutable; shared by pointer.
#pragma once

#include "base/secret.hpp"
#include "http/key_state.hpp"

#include <chrono>
#include <memory>
#include <string>

namespace autoheal::pagerduty::http {

// How long things may take; the defaults are the product's, tests use shorter ones.
struct Patience {
  std::chrono::milliseconds connect{3000};  // name lookup, TCP and TLS
  std::chrono::milliseconds attempt{10000};
  std::chrono::seconds slow_for{5};  // fewer than 100 bytes a second for so long is a stall
};

struct Target {
  std::string origin;                  // "https://api.pagerduty.com"
  std::string host;                    // "api.pagerduty.com", for messages
  Secret authorization;                // value of the header
  std::string ca_bundle;               // empty: the system's
  bool public_addresses_only = false;  // for PagerDuty's own names
  Patience patience;
  std::shared_ptr<KeyState> key;
};

}  // namespace autoheal::pagerduty::http
