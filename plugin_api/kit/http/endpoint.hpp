// Where a credential is sent: one origin, and no other. Threads: pure functions, [any-thread].
#pragma once

#include <string>
#include <string_view>
#include <variant>

namespace autoheal::kit::http {

// The origin ("https://host:8443", without the default port) of an endpoint that an operator set, or one sentence
// about what is wrong. https to any host, http only to this machine; scheme, host and port, nothing else.
// The sentence is a literal. Hosts are lower-case letters, digits, '-' and '.', a strict dotted quad, or an IPv6
// address in brackets.
std::variant<std::string, std::string_view> parse_endpoint(std::string_view text);

}  // namespace autoheal::kit::http
