// UTF-8 as others should send it and sometimes do not: decode one code point, repair, cut at a whole one.
// Threads: pure functions, [any-thread].
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace autoheal::kit {

struct CodePoint {
  char32_t value = 0xFFFD;
  std::size_t size = 1;  // bytes it takes in the text; 1 if invalid
  bool valid = false;
};

// Decodes the code point that starts at text[at]; at < text.size(). Overlong forms, surrogates and values beyond
// U+10FFFF are invalid.
CodePoint decode_utf8(std::string_view text, std::size_t at) noexcept;

void append_utf8(std::string& out, char32_t code_point);

bool is_valid_utf8(std::string_view text) noexcept;

// Every invalid byte becomes U+FFFD.
std::string repair_utf8(std::string_view text);

// The longest prefix of at most max_bytes bytes that does not cut a code point.
std::string_view truncate_utf8(std::string_view text, std::size_t max_bytes) noexcept;

}  // namespace autoheal::kit
