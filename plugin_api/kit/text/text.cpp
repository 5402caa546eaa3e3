#include "kit/text/text.hpp"

#include "kit/text/url.hpp"
#include "kit/text/utf8.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace autoheal::kit {
namespace {

constexpr std::string_view kEllipsis = "…";

struct Range {
  char32_t first;
  char32_t last;
};

// Characters that are not seen but change what is read: C1 controls, soft hyphen, bidi and zero-width characters,
// fillers, interlinear annotations, variation selectors beyond the common one, tags, and the marks of musical notation.
constexpr std::array<Range, 17> kInvisible{{
    {0x007F, 0x009F},
    {0x00AD, 0x00AD},
    {0x034F, 0x034F},
    {0x061C, 0x061C},
    {0x115F, 0x1160},
    {0x17B4, 0x17B5},
    {0x180B, 0x180F},
    {0x200B, 0x200F},
    {0x202A, 0x202E},
    {0x2060, 0x206F},
    {0x3164, 0x3164},
    {0xFE00, 0xFE0E},
    {0xFEFF, 0xFEFF},
    {0xFFA0, 0xFFA0},
    {0xFFF0, 0xFFFB},
    {0xE0000, 0xE0FFF},
    {0x1D173, 0x1D17A},
}};

bool is_invisible(char32_t c) noexcept {
  return std::any_of(kInvisible.begin(), kInvisible.end(), [c](Range r) { return c >= r.first && c <= r.last; });
}

bool is_line_break(char32_t c) noexcept { return c == '\n' || c == '\r' || c == 0x2028 || c == 0x2029 || c == 0x85; }

// Terminal sequences go as a whole: without its ESC, "[31m" would stay behind as noise.
std::size_t escape_sequence_size(std::string_view text, std::size_t at) noexcept {
  if (at + 1 >= text.size() || text[at + 1] != '[') return 1;
  std::size_t end = at + 2;
  while (end < text.size() && text[end] >= 0x20 && text[end] <= 0x3F) ++end;
  return end < text.size() && text[end] >= 0x40 ? end + 1 - at : end - at;
}

bool is_plain_ascii(std::string_view text) noexcept {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x20 && c < 0x7F; });
}

std::string remove_invisible(std::string_view text, Lines lines) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint point = decode_utf8(text, at);
    if (point.size == 0) {
      append_utf8(out, 0xFFFD);
      ++at;
      continue;
    }
    if (is_line_break(point.value)) {
      const bool pair = point.value == '\r' && at + 1 < text.size() && text[at + 1] == '\n';
      if (!pair) out.push_back(lines == Lines::many ? '\n' : ' ');
    } else if (point.value == '\t') {
      out.push_back(lines == Lines::many ? '\t' : ' ');
    } else if (point.value == 0x1B) {
      at += escape_sequence_size(text, at);
      continue;
    } else if (point.value >= 0x20 && !is_invisible(point.value)) {
      out.append(text.substr(at, point.size));
    }
    at += point.size;
  }
  return out;
}

}  // namespace

std::string clean_text(std::string_view text, Lines lines, std::size_t max_bytes) {
  std::string out = is_plain_ascii(text) ? mask_secrets(trim(text)) : mask_secrets(trim(remove_invisible(text, lines)));
  return out.size() <= max_bytes ? out : shorten(out, max_bytes);
}

std::string shorten(std::string_view text, std::size_t max_bytes) {
  if (text.size() <= max_bytes) return std::string(text);
  if (max_bytes < kEllipsis.size()) return std::string(truncate_utf8(text, max_bytes));
  std::string out(truncate_utf8(text, max_bytes - kEllipsis.size()));
  out += kEllipsis;
  return out;
}

std::string checked_link(std::string_view url, std::string_view domain) {
  if (url.size() > 2048) return {};
  const std::optional<WebUrl> parts = parse_web_url(url);
  if (!parts || !parts->is_https || parts->has_user || parts->has_port) return {};
  const std::string_view host = parts->host;
  const bool host_ok = is_plain_host(host) && std::none_of(host.begin(), host.end(), is_upper);
  const bool ours = host == domain || (host.ends_with(domain) && host[host.size() - domain.size() - 1] == '.');
  return host_ok && ours ? std::string(url) : std::string();
}

bool equals_ignoring_case(std::string_view a, std::string_view b) noexcept {
  return a.size() == b.size() &&
         std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) { return lower(x) == lower(y); });
}

std::string to_lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), [](char c) { return lower(c); });
  return out;
}

std::string_view trim(std::string_view text) noexcept {
  constexpr std::string_view kBlanks = " \t\r\n\f\v";
  const std::size_t first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

std::string_view without_suffix(std::string_view text, std::string_view suffix) noexcept {
  return text.ends_with(suffix) ? text.substr(0, text.size() - suffix.size()) : text;
}

}  // namespace autoheal::kit
