#include "kit/http/url.hpp"

#include "kit/text/ascii.hpp"

#include <algorithm>

namespace autoheal::kit::http {
namespace {

constexpr std::size_t kLongestUrl = 8 * 1024;

bool is_unreserved(char c) noexcept { return is_alnum(c) || c == '-' || c == '_' || c == '.' || c == '~'; }

}  // namespace

bool is_plain_path(std::string_view path) {
  if (path.size() < 2) return false;
  while (!path.empty()) {
    if (path.front() != '/') return false;
    path.remove_prefix(1);
    const std::string_view segment = path.substr(0, path.find('/'));
    if (segment.empty() || segment == "." || segment == "..") return false;
    if (!std::all_of(segment.begin(), segment.end(), is_unreserved)) return false;
    path.remove_prefix(segment.size());
  }
  return true;
}

std::string percent_encode(std::string_view text) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    if (is_unreserved(c)) {
      out += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      out += '%';
      out += kHex[byte >> 4];
      out += kHex[byte & 15];
    }
  }
  return out;
}

Result<std::string> build_url(std::string_view origin, const Request& request) {
  if (!is_plain_path(request.path)) return failure(Errc::internal, "A request was built with a path that is none.");
  std::string url(origin);
  url += request.path;
  char separator = '?';
  for (const auto& [name, value] : request.params) {
    url += separator;
    url += percent_encode(name);
    url += '=';
    url += percent_encode(value);
    separator = '&';
  }
  if (url.size() > kLongestUrl) {
    return failure(Errc::rejected, "The request is too long for one call.", "Name fewer things at a time.");
  }
  return url;
}

}  // namespace autoheal::kit::http
