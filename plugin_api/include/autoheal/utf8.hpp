// UTF-8 as RFC 3629 has it: overlong forms, surrogates and values above U+10FFFF are not well-formed. What to do about
// bytes that are not (refuse, replace, escape) is the caller's.
// Threads: pure functions, [any-thread]. None of them allocates or throws.
#pragma once

#include <cstddef>
#include <string_view>

namespace autoheal {

struct CodePoint {
  char32_t value = 0;
  std::size_t size = 0;  // bytes that it takes, 1 to 4; 0: no well-formed sequence stands there
};

// The code point whose bytes begin at `at`.
constexpr CodePoint decode_utf8(std::string_view text, std::size_t at = 0) noexcept {
  const auto byte = [&](std::size_t offset) -> unsigned {
    return at + offset < text.size() ? static_cast<unsigned char>(text[at + offset]) : 0u;
  };
  const unsigned lead = byte(0);
  if (at >= text.size()) return {};
  if (lead < 0x80u) return {static_cast<char32_t>(lead), 1};
  if (lead < 0xC2u || lead > 0xF4u) return {};
  const std::size_t size = lead < 0xE0u ? 2 : lead < 0xF0u ? 3 : 4;
  // The second byte's range keeps out overlong forms (E0, F0), surrogates (ED) and what lies beyond U+10FFFF (F4).
  const unsigned least = lead == 0xE0u ? 0xA0u : lead == 0xF0u ? 0x90u : 0x80u;
  const unsigned most = lead == 0xEDu ? 0x9Fu : lead == 0xF4u ? 0x8Fu : 0xBFu;
  if (byte(1) < least || byte(1) > most) return {};
  char32_t value = lead & (0x7Fu >> size);
  for (std::size_t i = 1; i < size; ++i) {
    if ((byte(i) & 0xC0u) != 0x80u) return {};
    value = value << 6u | (byte(i) & 0x3Fu);
  }
  return {value, size};
}

// Length of the well-formed sequence at `at` (1 to 4), or 0.
constexpr std::size_t utf8_sequence(std::string_view text, std::size_t at) noexcept {
  return decode_utf8(text, at).size;
}

constexpr bool is_utf8(std::string_view text) noexcept {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t size = utf8_sequence(text, at);
    if (size == 0) return false;
    at += size;
  }
  return true;
}

// A byte that belongs to no well-formed sequence counts as one.
constexpr std::size_t count_code_points(std::string_view text) noexcept {
  std::size_t count = 0;
  for (std::size_t at = 0; at < text.size(); ++count) {
    const std::size_t size = utf8_sequence(text, at);
    at += size == 0 ? 1 : size;
  }
  return count;
}

}  // namespace autoheal
