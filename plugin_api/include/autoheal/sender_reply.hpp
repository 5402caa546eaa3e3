// What the sender of a webhook is told besides a status: the member `reply` of a webhook result, and its rules, for
// both sides (docs/documents.md section 5). Threads: pure functions, [any-thread]. Ownership: values. Errors: none is
// thrown, except bad_alloc.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "autoheal/abi.hpp"

namespace autoheal {

inline constexpr std::size_t kMostReplyBytes = 65'536;
inline constexpr std::chrono::seconds kLongestRetryAfter{86'400};

struct SenderReply {
  std::string content_type = {};  // needed with a body
  std::string body = {};          // bytes
  std::optional<std::chrono::seconds> retry_after = std::nullopt;
};

constexpr bool is_success(std::uint32_t http_status) noexcept { return http_status >= 200 && http_status <= 299; }

// A 401 teaches a forger nothing, and any other refusal is the host's to word.
constexpr bool may_have_reply(std::uint32_t http_status) noexcept {
  return is_success(http_status) || http_status == 429 || http_status == 503;
}

// Closed: what a browser would run or draw is not among them.
constexpr bool is_reply_content_type(std::string_view type) noexcept {
  for (const std::string_view known : {"application/json", "application/json; charset=utf-8", "text/plain",
                                       "text/plain; charset=utf-8", "application/octet-stream"})
    if (type == known) return true;
  return false;
}

// "1" to "86400", without leading zeros.
constexpr std::optional<std::chrono::seconds> parse_retry_after(std::string_view text) noexcept {
  if (text.empty() || text.size() > 5 || text[0] == '0') return std::nullopt;
  std::int64_t value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  if (std::chrono::seconds(value) > kLongestRetryAfter) return std::nullopt;
  return std::chrono::seconds(value);
}

inline constexpr std::string_view kBase64Digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

inline std::string encode_base64(std::string_view bytes) {
  std::string out;
  for (std::size_t at = 0; at < bytes.size(); at += 3) {
    std::uint32_t group = 0;
    for (std::size_t i = 0; i < 3; ++i)
      group = group << 8 | (at + i < bytes.size() ? static_cast<unsigned char>(bytes[at + i]) : 0u);
    const std::size_t left = bytes.size() - at;
    out += kBase64Digits[group >> 18];
    out += kBase64Digits[group >> 12 & 63];
    out += left > 1 ? kBase64Digits[group >> 6 & 63] : '=';
    out += left > 2 ? kBase64Digits[group & 63] : '=';
  }
  return out;
}

// RFC 4648 section 4, padded; nullopt: it is none.
inline std::optional<std::string> decode_base64(std::string_view text) {
  if (text.size() % 4 != 0) return std::nullopt;
  const std::size_t padding = text.ends_with("==") ? 2 : text.ends_with('=') ? 1 : 0;
  std::string out;
  for (std::size_t at = 0; at < text.size(); at += 4) {
    std::uint32_t group = 0;
    for (std::size_t i = at; i < at + 4; ++i) {
      const std::size_t digit = i >= text.size() - padding ? 0 : kBase64Digits.find(text[i]);
      if (digit == std::string_view::npos) return std::nullopt;
      group = group << 6 | static_cast<std::uint32_t>(digit);
    }
    for (const int shift : {16, 8, 0}) out += static_cast<char>(group >> shift & 0xFF);
  }
  out.resize(out.size() - padding);
  return out;
}

// Why a reply breaks the rules with that status, or empty.
inline std::string_view find_reply_fault(std::uint32_t http_status, const SenderReply& reply) noexcept {
  if (!may_have_reply(http_status)) return "only 2xx, 429 and 503 have a reply";
  if (!reply.body.empty() && !is_success(http_status)) return "only 2xx has a body";
  if (reply.body.size() > kMostReplyBytes) return "its body is larger than 65536 bytes";
  if (!reply.body.empty() && reply.content_type.empty()) return "its body has no content-type";
  if (!reply.content_type.empty() && !is_reply_content_type(reply.content_type))
    return "its content-type is none that is allowed";
  if (reply.retry_after && (reply.retry_after->count() < 1 || *reply.retry_after > kLongestRetryAfter))
    return "its retry-after is not from 1 to 86400 seconds";
  return {};
}

// The member `reply` as JSON text.
inline std::string render_sender_reply(const SenderReply& reply) {
  std::string headers;
  const auto add = [&](std::string_view name, std::string_view value) {
    headers += (headers.empty() ? "" : ",") + json_quote(name) + ":" + json_quote(value);
  };
  if (!reply.content_type.empty()) add("content-type", reply.content_type);
  if (reply.retry_after) add("retry-after", std::to_string(reply.retry_after->count()));
  std::string out = "{\"headers\":{" + headers + "}";
  if (reply.body.empty()) return out + "}";
  if (is_utf8(reply.body)) return out + ",\"body\":" + json_quote(reply.body) + "}";
  return out + ",\"body_base64\":" + json_quote(encode_base64(reply.body)) + "}";
}

}  // namespace autoheal
