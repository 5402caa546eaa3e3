// Absolute http and https URLs taken apart, by Boost.URL and so by RFC 3986: whatever is no such URL is nothing.
// Threads: pure functions, [any-thread].
#pragma once

#include <optional>
#include <string_view>

namespace autoheal::kit {

// Views into the text that was parsed, everything as it stands there, still percent-encoded.
struct WebUrl {
  std::string_view host;       // never empty; an IPv6 address with its brackets
  std::string_view port;       // behind the colon, may be empty
  std::string_view authority;  // host and port
  std::string_view path;       // empty, or begins with a slash
  bool is_https = false;
  bool has_user = false;  // user info before the host
  bool has_port = false;  // a colon behind the host
  bool has_query = false;
  bool has_fragment = false;
};

// The scheme must be written in lower case.
std::optional<WebUrl> parse_web_url(std::string_view text);

// The host is nothing but letters, digits, '-' and '.': a name or a dotted address, not a bracketed one.
bool is_plain_host(std::string_view host) noexcept;

// Host and port of an origin: "example.com:8443" of "https://example.com:8443". The text itself if it is no URL.
std::string_view authority_of(std::string_view origin);

}  // namespace autoheal::kit
