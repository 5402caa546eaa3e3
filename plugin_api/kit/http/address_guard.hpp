// Which network addresses a service's own host names may lead to. A name that resolves to this machine or to a private
// network is somebody's trick or mistake; the key is not sent there. Threads: pure functions, [any-thread].
#pragma once

#include <sys/socket.h>

namespace autoheal::kit::http {

// False for loopback, private, link-local, carrier-grade NAT, documentation, multicast, reserved and unspecified
// addresses of both families, and for IPv6 addresses that carry such an IPv4 address (mapped, NAT64, 6to4).
bool is_public_address(const sockaddr* address, socklen_t size) noexcept;

}  // namespace autoheal::kit::http
