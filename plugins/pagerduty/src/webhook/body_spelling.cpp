#include "webhook/body_spelling.hpp"

#include "kit/text/json_text.hpp"
#include "kit/text/utf8.hpp"

#include <optional>

namespace autoheal::pagerduty::webhook {
namespace {

void append_escape(std::string& out, unsigned unit) {
  constexpr std::string_view kHex = "0123456789abcdef";
  out += "\\u";
  for (int shift = 12; shift >= 0; shift -= 4) out += kHex[(unit >> static_cast<unsigned>(shift)) & 0xFU];
}

}  // namespace

std::string compact(std::string_view json) {
  std::string out;
  out.reserve(json.size());
  bool in_text = false;
  for (std::size_t at = 0; at < json.size(); ++at) {
    const char c = json[at];
    if (in_text && c == '\\' && at + 1 < json.size()) {
      out += c;
      out += json[++at];
      continue;
    }
    if (c == '"') in_text = !in_text;
    if (in_text || std::string_view(" \t\r\n").find(c) == std::string_view::npos) out += c;
  }
  return out;
}

std::string decode_escapes(std::string_view json) {
  std::string out;
  out.reserve(json.size());
  for (std::size_t at = 0; at < json.size();) {
    const std::optional<unsigned> unit = kit::escaped_unit(json, at);
    const bool first_half = unit && kit::is_high_surrogate(*unit);
    const std::optional<unsigned> next = first_half ? kit::escaped_unit(json, at + 6) : std::nullopt;
    if (next && kit::is_low_surrogate(*next)) {
      kit::append_utf8(out, 0x10000U + ((*unit - 0xD800U) << 10U) + (*next - 0xDC00U));
      at += 12;
    } else if (unit && *unit >= 0x80 && !first_half && !kit::is_low_surrogate(*unit)) {
      kit::append_utf8(out, *unit);
      at += 6;
    } else if (json[at] == '\\' && at + 1 < json.size()) {  // any other escape stays as it is
      if (json[at + 1] != '/') out += '\\';
      out += json[at + 1];
      at += 2;
    } else {
      out += json[at++];
    }
  }
  return out;
}

std::string encode_escapes(std::string_view json) {
  std::string out;
  out.reserve(json.size());
  for (std::size_t at = 0; at < json.size();) {
    const CodePoint point = decode_utf8(json, at);
    if (point.size < 2) {
      out += json[at++];
      continue;
    }
    if (point.value < 0x10000) {
      append_escape(out, static_cast<unsigned>(point.value));
    } else {
      const auto rest = static_cast<unsigned>(point.value) - 0x10000U;
      append_escape(out, 0xD800U + (rest >> 10U));
      append_escape(out, 0xDC00U + (rest & 0x3FFU));
    }
    at += point.size;
  }
  return out;
}

}  // namespace autoheal::pagerduty::webhook
