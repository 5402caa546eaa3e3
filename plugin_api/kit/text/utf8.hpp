// UTF-8 as a service should send it and sometimes does not: read on, repair, cut at a whole code point. What is
// well-formed is autoheal/utf8.hpp's.
// Threads: pure functions, [any-thread].
#pragma once

#include "autoheal/utf8.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace autoheal::kit {

void append_utf8(std::string& out, char32_t code_point);

// Every byte that belongs to no well-formed sequence becomes U+FFFD.
std::string repair_utf8(std::string_view text);

// The longest prefix of at most max_bytes bytes that does not cut a code point.
std::string_view truncate_utf8(std::string_view text, std::size_t max_bytes) noexcept;

}  // namespace autoheal::kit
