// C++ helpers over plugin_api.h that both sides use: views, UTF-8, JSON text, names of statuses.
// Threads: pure functions, [any-thread]. Ownership: views point where the C views pointed. Errors: none is thrown,
// except bad_alloc by the functions that return a string.
#pragma once

#include "autoheal/plugin_api.h"
#include "autoheal/utf8.hpp"

#include <chrono>
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

// The clock of deadlines. Standard libraries of POSIX systems read CLOCK_MONOTONIC for steady_clock.
using Steady = std::chrono::steady_clock;

// A deadline as it crosses the border; time_point::max() is none, and a time before the clock's start is long past.
constexpr std::uint64_t to_deadline_ns(Steady::time_point deadline) noexcept {
  if (deadline == Steady::time_point::max()) return 0;
  const std::int64_t at = std::chrono::nanoseconds(deadline.time_since_epoch()).count();
  return at > 0 ? static_cast<std::uint64_t>(at) : 1;
}
constexpr Steady::time_point to_deadline(std::uint64_t deadline_ns) noexcept {
  if (deadline_ns == 0 || deadline_ns > INT64_MAX) return Steady::time_point::max();
  return Steady::time_point(std::chrono::nanoseconds(static_cast<std::int64_t>(deadline_ns)));
}

// Who waits for the answer of a call.
enum class Caller : std::uint32_t {
  person = AUTOHEAL_CALLER_PERSON,
  agent = AUTOHEAL_CALLER_AGENT,
  background = AUTOHEAL_CALLER_BACKGROUND,
};
constexpr Caller to_caller(std::uint32_t number) noexcept {
  return number <= AUTOHEAL_CALLER_BACKGROUND ? static_cast<Caller>(number) : Caller::person;
}

// Which instance is made. The views are valid until its creation ends.
struct Identity {
  std::string_view id =
      {};  // is_instance_id: stable over restarts, never given away again; empty: thrown away after a try
  std::string_view label;  // its name in logs
};

// The grammar of an instance's id: ^[A-Za-z0-9._-]{1,64}$, or empty.
constexpr bool is_instance_id(std::string_view id) noexcept {
  for (const char c : id)
    if (!(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') && !(c >= '0' && c <= '9') && c != '.' && c != '_' &&
        c != '-')
      return false;
  return id.size() <= 64;
}

// The grammar of an idempotency key: at most 128 printable ASCII without blanks, or empty.
constexpr bool is_idempotency_key(std::string_view key) noexcept {
  for (const char c : key)
    if (c <= ' ' || c > '~') return false;
  return key.size() <= 128;
}

// Is it one of the numbers that this version of the contract defines?
constexpr bool is_known_status(autoheal_status status) noexcept {
  return (status >= AUTOHEAL_OK && status <= AUTOHEAL_OUTCOME_UNKNOWN) || status == AUTOHEAL_ABI_MISMATCH;
}

// The status in lower case, as the `code` of an error document that has nothing finer to say; unknown: "internal".
constexpr std::string_view status_name(autoheal_status status) noexcept {
  constexpr std::string_view kNames[] = {
      "ok",           "cancelled",   "deadline_exceeded",  "invalid_argument", "invalid_state",
      "unsupported",  "not_found",   "already_exists",     "unauthenticated",  "permission_denied",
      "rate_limited", "unavailable", "bad_upstream_reply", "result_too_large", "out_of_resources",
      "internal",     "conflict",    "outcome_unknown"};
  if (status == AUTOHEAL_ABI_MISMATCH) return "abi_mismatch";
  return is_known_status(status) ? kNames[status] : kNames[AUTOHEAL_INTERNAL];
}

}  // namespace autoheal
