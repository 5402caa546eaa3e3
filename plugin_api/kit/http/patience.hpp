// How long one attempt may take, besides the call's own deadline, which always counts. The defaults fit a public API;
// tests use shorter ones. Threads: a value.
#pragma once

#include <chrono>

namespace autoheal::kit::http {

struct Patience {
  std::chrono::milliseconds connect{3000};  // name lookup, TCP and TLS
  std::chrono::milliseconds attempt{10000};
  std::chrono::seconds slow_for{5};  // fewer than 100 bytes a second for so long is a stall
};

}  // namespace autoheal::kit::http
