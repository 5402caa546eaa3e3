#include "webhook/body_spelling.hpp"

#include "kit/text/utf8.hpp"

#include <charconv>

namespace autoheal::pagerduty::webhook {
namespace {

// The code unit of a \uXXXX escape at `at`, or -1.
int code_unit(std::string_view json, std::size_t at) noexcept {
  if (at + 6 > json.size() || json[at] != '\\' || json[at + 1] != 'u') return -1;
  unsigned unit = 0;
  const char* first = json.data() + at + 2;
  const auto [end, error] = std::from_chars(first, first + 4, unit, 16);
  return error == std::errc() && end == first + 4 ? static_cast<int>(unit) : -1;
}

constexpr bool is_high(int unit) noexcept { return unit >= 0xD800 && unit <= 0xDBFF; }
constexpr bool is_low(int unit) noexcept { return unit >= 0xDC00 && unit <= 0xDFFF; }

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
    const int unit = code_unit(json, at);
    const int next = is_high(unit) ? code_unit(json, at + 6) : -1;
    if (is_low(next)) {
      kit::append_utf8(
          out, 0x10000U + ((static_cast<char32_t>(unit) - 0xD800U) << 10U) + (static_cast<char32_t>(next) - 0xDC00U));
      at += 12;
    } else if (unit >= 0x80 && !is_high(unit) && !is_low(unit)) {
      kit::append_utf8(out, static_cast<char32_t>(unit));
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
