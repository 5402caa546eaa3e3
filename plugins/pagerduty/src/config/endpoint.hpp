// Where the API key is sent: one origin, and no other. Threads: pure functions, [any-thread].
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

namespace autoheal::pagerduty {

enum class Region : std::uint8_t { us, eu };

std::string_view name(Region region) noexcept;  // "us"
Region other(Region region) noexcept;

// "https://api.pagerduty.com", "https://api.eu.pagerduty.com".
std::string_view origin_of(Region region) noexcept;

// The origin ("https://host:8443", without the default port) of an endpoint that an operator set, or one sentence
// about what is wrong. https to any host, http only to this machine; scheme, host and port, nothing else.
// Hosts are lower-case letters, digits, '-' and '.', a strict dotted quad, or an IPv6 address in brackets.
std::variant<std::string, std::string_view> parse_endpoint(std::string_view text);

}  // namespace autoheal::pagerduty
