// What GET /users/me tells about a key: a user token answers with its user, a general access key with a 400 that says
// so. Threads: pure functions.
#pragma once

#include "kit/http/client.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace autoheal::pagerduty::api {

enum class KeyKind : std::uint8_t { unknown, general, user };

struct KeyOwner {
  KeyKind kind = KeyKind::unknown;
  std::string name;       // of a user token: "Ada Lovelace"; no e-mail address
  std::string role;       // "admin", "limited_user" ...
  std::string subdomain;  // as far as the user's link tells
};

KeyOwner read_key_owner(const kit::Result<kit::http::Response>& me);

// "acme" of "https://acme.pagerduty.com/…" or "https://acme.eu.pagerduty.com/…", else empty.
std::string subdomain_of(std::string_view html_url);

// Whether a link leads to the EU service region.
bool is_eu_link(std::string_view html_url);

}  // namespace autoheal::pagerduty::api
