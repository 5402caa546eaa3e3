// How one attempt on the wire ended, without a word of libcurl; and the error it becomes if it was no success.
// Threads: values.
#pragma once

#include "kit/core/error.hpp"
#include "kit/http/reply_headers.hpp"
#include "kit/http/service.hpp"

#include <chrono>
#include <cstdint>
#include <string>

namespace autoheal::kit::http {

enum class Fault : std::uint8_t {
  none,  // there is a reply, whatever its status
  dns,   // no such name, or the lookup failed
  dns_timeout,
  connect,  // refused, unreachable
  connect_timeout,
  private_address,  // the service's own name leads to an address that is not public
  tls,              // handshake or certificate
  tls_timeout,
  network,   // reset, closed, cut short
  timeout,   // connected, but no complete reply in time
  protocol,  // not HTTP, bad framing or encoding, headers beyond the cap
  body_too_large,
  out_of_memory,
  internal,
};

struct Attempt {
  Fault fault = Fault::internal;
  int status = 0;
  ReplyHeaders headers;
  std::string body;    // decoded
  std::string detail;  // of TLS: why, cleaned
  std::chrono::milliseconds elapsed{0};
};

// A 2xx with data in it, not a web page in its place.
bool is_success(const Attempt& attempt);

// The error of an attempt that did not bring usable data: a fault, a status other than 2xx, or a web page where data
// should be. host is the name for people. Nothing of the body but the service's own cleaned words gets into it.
Error error_of(const Attempt& attempt, const Service& service, std::string_view host);

}  // namespace autoheal::kit::http
