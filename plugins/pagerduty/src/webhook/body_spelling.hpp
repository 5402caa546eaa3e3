// Other spellings of one JSON text, as proxies and gateways make them: the signature is over the sender's spelling.
// Threads: pure functions, [any-thread]. Works on any bytes; what is not JSON just comes out different.
#pragma once

#include <string>
#include <string_view>

namespace autoheal::pagerduty::webhook {

std::string compact(std::string_view json);         // without blanks between tokens
std::string decode_escapes(std::string_view json);  // "\u2014" as the character, "\/" as "/"
std::string encode_escapes(std::string_view json);  // every character beyond ASCII as \u escapes

}  // namespace autoheal::pagerduty::webhook
