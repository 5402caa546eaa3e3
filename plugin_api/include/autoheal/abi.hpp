// C++ helpers over plugin_api.h that both sides use: views, UTF-8, JSON text, names of statuses.
// Threads: pure functions, [any-thread]. Ownership: views point where the C views pointed. Errors: none is thrown,
// except bad_alloc by the functions that return a string.
#pragma once

#include "autoheal/plugin_api.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace autoheal {

constexpr autoheal_text to_text(std::string_view view) noexcept { return {view.data(), view.size()}; }

inline autoheal_bytes to_bytes(std::string_view view) noexcept {
  return {reinterpret_cast<const std::uint8_t*>(view.data()), view.size()};
}

constexpr std::string_view to_view(autoheal_text text) noexcept {
  return text.data == nullptr ? std::string_view() : std::string_view(text.data, text.size);
}

inline std::string_view to_view(autoheal_bytes bytes) noexcept {
  return bytes.data == nullptr ? std::string_view()
                               : std::string_view(reinterpret_cast<const char*>(bytes.data), bytes.size);
}

// A view may be NULL only when it is empty.
template <class View>
constexpr bool is_whole(View view) noexcept {
  return view.data != nullptr || view.size == 0;
}

// Length of the well-formed UTF-8 sequence at `at` (1 to 4), or 0: overlong forms, surrogates and values above
// U+10FFFF are not well-formed (RFC 3629).
constexpr std::size_t utf8_sequence(std::string_view text, std::size_t at) noexcept {
  const auto byte = [&](std::size_t offset) -> unsigned {
    return at + offset < text.size() ? static_cast<unsigned char>(text[at + offset]) : 0u;
  };
  const auto tail = [&](std::size_t offset) { return (byte(offset) & 0xC0u) == 0x80u; };
  const unsigned lead = byte(0);
  if (lead < 0x80u) return 1;
  if (lead >= 0xC2u && lead <= 0xDFu) return tail(1) ? 2 : 0;
  if (lead >= 0xE0u && lead <= 0xEFu) {
    const bool second = (lead != 0xE0u || byte(1) >= 0xA0u) && (lead != 0xEDu || byte(1) <= 0x9Fu);
    return second && tail(1) && tail(2) ? 3 : 0;
  }
  if (lead >= 0xF0u && lead <= 0xF4u) {
    const bool second = (lead != 0xF0u || byte(1) >= 0x90u) && (lead != 0xF4u || byte(1) <= 0x8Fu);
    return second && tail(1) && tail(2) && tail(3) ? 4 : 0;
  }
  return 0;
}

constexpr bool is_utf8(std::string_view text) noexcept {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = utf8_sequence(text, at);
    if (length == 0) return false;
    at += length;
  }
  return true;
}

// The grammar of a plugin's id: ^[a-z][a-z0-9_]*$
constexpr bool is_id(std::string_view id) noexcept {
  if (id.empty() || id[0] < 'a' || id[0] > 'z') return false;
  for (const char c : id)
    if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c != '_') return false;
  return true;
}

// `text` as a JSON string with its quotes; bytes that are not UTF-8 become U+FFFD.
inline std::string json_quote(std::string_view text) {
  constexpr char kHex[] = "0123456789abcdef";
  std::string out = "\"";
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = utf8_sequence(text, at);
    const auto byte = static_cast<unsigned char>(text[at]);
    if (length == 0) {
      out += "\\ufffd";
    } else if (byte == '"' || byte == '\\') {
      out += '\\';
      out += text[at];
    } else if (byte < 0x20) {
      out += "\\u00";
      out += kHex[byte >> 4];
      out += kHex[byte & 0x0F];
    } else {
      out += text.substr(at, length);
    }
    at += length == 0 ? 1 : length;
  }
  out += '"';
  return out;
}

// Is it one of the numbers that this version of the contract defines?
constexpr bool is_known_status(autoheal_status status) noexcept {
  return (status >= AUTOHEAL_OK && status <= AUTOHEAL_INTERNAL) || status == AUTOHEAL_ABI_MISMATCH;
}

// The status in lower case, as the `code` of an error document that has nothing finer to say; unknown: "internal".
constexpr std::string_view status_name(autoheal_status status) noexcept {
  constexpr std::string_view kNames[] = {
      "ok",           "cancelled",   "deadline_exceeded",  "invalid_argument", "invalid_state",
      "unsupported",  "not_found",   "already_exists",     "unauthenticated",  "permission_denied",
      "rate_limited", "unavailable", "bad_upstream_reply", "result_too_large", "out_of_resources",
      "internal"};
  if (status == AUTOHEAL_ABI_MISMATCH) return "abi_mismatch";
  return is_known_status(status) ? kNames[status] : kNames[AUTOHEAL_INTERNAL];
}

}  // namespace autoheal
