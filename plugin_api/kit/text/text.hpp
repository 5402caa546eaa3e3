// Text that people outside wrote, made safe to show: no control, bidi or zero-width characters, no key-like strings,
// never cut inside a character. Threads: pure functions, [any-thread].
#pragma once

#include "kit/text/ascii.hpp"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

namespace autoheal::kit {

enum class Lines : std::uint8_t {
  one,   // line breaks and tabs become spaces
  many,  // line breaks (as "\n") and tabs stay
};

inline constexpr std::size_t kUnlimited = std::numeric_limits<std::size_t>::max();

// Valid UTF-8 without control, bidi, zero-width, tag and other invisible characters, key-like strings masked, outer
// blanks removed. Longer than max_bytes: cut at a whole character, with "…" inside the limit.
std::string clean_text(std::string_view text, Lines lines = Lines::one, std::size_t max_bytes = kUnlimited);

// At most max_bytes bytes of a valid text: cut at a whole character, ending in "…" if something is missing.
std::string shorten(std::string_view text, std::size_t max_bytes);

// Replaces what looks like a credential by "[masked]": key-like tokens, values after the names of credentials
// (credentials.hpp), Authorization values, user info in URLs, private keys, the well-known token prefixes.
std::string mask_secrets(std::string_view text);

// The link if it may be shown: https to domain ("example.com") or a host below it, no user info, no port,
// at most 2,048 bytes. Otherwise empty.
std::string checked_link(std::string_view url, std::string_view domain);

bool equals_ignoring_case(std::string_view a, std::string_view b) noexcept;  // ASCII letters only
std::string to_lower(std::string_view text);                                 // ASCII letters only
std::string_view trim(std::string_view text) noexcept;                       // ASCII blanks at both ends

// The text without an ending that it may have: "incident_reference" without "_reference".
std::string_view without_suffix(std::string_view text, std::string_view suffix) noexcept;

}  // namespace autoheal::kit
