#include "kit/http/endpoint.hpp"

#include "kit/text/ascii.hpp"
#include "kit/text/url.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <charconv>
#include <optional>

namespace autoheal::kit::http {
namespace {

bool is_dotted_quad(const std::string& host) {
  in_addr address{};
  return inet_pton(AF_INET, host.c_str(), &address) == 1;
}

bool is_ipv6(const std::string& host) {
  in6_addr address{};
  if (host.size() < 4 || host.front() != '[' || host.back() != ']') return false;
  return inet_pton(AF_INET6, host.substr(1, host.size() - 2).c_str(), &address) == 1;
}

bool is_label(std::string_view label) {
  if (label.empty() || label.size() > 63 || label.front() == '-' || label.back() == '-') return false;
  return std::all_of(label.begin(), label.end(), [](char c) { return is_digit(c) || is_lower(c) || c == '-'; });
}

// A name whose last label starts with a digit could be one of the odd spellings of an address (127.1, 0x7f.0.0.1).
bool is_host_name(std::string_view host) {
  std::string_view last;
  for (std::string_view rest = host; !rest.empty();) {
    const std::size_t dot = rest.find('.');
    last = rest.substr(0, dot);
    if (!is_label(last)) return false;
    if (dot == std::string_view::npos) break;
    rest.remove_prefix(dot + 1);
    if (rest.empty()) return false;
  }
  return !host.empty() && host.size() <= 253 && !is_digit(last.front());
}

bool is_this_machine(const std::string& host) {
  return host == "localhost" || host == "[::1]" || (host.starts_with("127.") && is_dotted_quad(host));
}

std::optional<unsigned> parse_port(std::string_view text) {
  unsigned port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  const bool whole = error == std::errc{} && end == text.data() + text.size();
  if (!whole || port == 0 || port > 65535 || text.front() == '0') return std::nullopt;
  return port;
}

}  // namespace

std::variant<std::string, std::string_view> parse_endpoint(std::string_view text) {
  if (!text.starts_with("https://") && !text.starts_with("http://")) {
    return std::string_view("The endpoint must start with https://.");
  }
  const std::optional<WebUrl> url = parse_web_url(text);
  if (!url) return std::string_view("The endpoint is not a URL of scheme, host and port.");
  if (url->has_user) return std::string_view("The endpoint must not hold a user name.");
  if ((!url->path.empty() && url->path != "/") || url->has_query || url->has_fragment) {
    return std::string_view("The endpoint must be scheme, host and port only, without a path.");
  }
  const std::string host(url->host);
  if (!is_host_name(host) && !is_dotted_quad(host) && !is_ipv6(host)) {
    return std::string_view("The endpoint's host is not a plain lower-case host name or address.");
  }
  std::string origin = (url->is_https ? "https://" : "http://") + host;
  if (url->has_port) {
    const std::optional<unsigned> port = parse_port(url->port);
    if (!port) return std::string_view("The endpoint's port must be a number from 1 to 65535.");
    if (*port != (url->is_https ? 443u : 80u)) origin += ':' + std::to_string(*port);
  }
  if (!url->is_https && !is_this_machine(host)) {
    return std::string_view("Plain http is allowed to this machine only (localhost, 127.0.0.1); use https://.");
  }
  return origin;
}

}  // namespace autoheal::kit::http
