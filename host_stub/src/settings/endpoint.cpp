#include "settings/endpoint.hpp"

#include "autoheal/url_start.hpp"

#include <algorithm>
#include <boost/url/grammar/ci_string.hpp>
#include <boost/url/parse.hpp>
#include <boost/url/scheme.hpp>
#include <boost/url/url_view.hpp>
#include <optional>

namespace autoheal::host {
namespace {

namespace urls = boost::urls;

// An absolute URL with a host, nothing else. Boost 1.81 takes a path that does not begin with a slash behind an
// authority ("http://[::1]x"); RFC 3986 does not.
std::optional<urls::url_view> parse_endpoint(std::string_view text) {
  if (!starts_with_authority(text)) return std::nullopt;
  const auto url = urls::parse_uri(text);
  if (!url || !url->has_authority() || url->encoded_host().empty()) return std::nullopt;
  if (!url->encoded_path().empty() && !url->encoded_path().starts_with('/')) return std::nullopt;
  if (!url->port().empty() && url->port_number() == 0) return std::nullopt;
  return *url;
}

std::uint16_t port_of(const urls::url_view& url) {
  return url.port().empty() ? urls::default_port(url.scheme_id()) : url.port_number();
}

std::string_view path_of(const urls::url_view& url) {
  std::string_view path = url.encoded_path();
  if (path.ends_with('/')) path.remove_suffix(1);
  return path;
}

// Compared member by member, because url::normalize of Boost 1.81 makes "/a%2Fb" the same as "/a/b".
bool is_same(const urls::url_view& a, const urls::url_view& b) {
  return urls::grammar::ci_is_equal(a.scheme(), b.scheme()) &&
         urls::grammar::ci_is_equal(a.encoded_host(), b.encoded_host()) && port_of(a) == port_of(b) &&
         a.has_userinfo() == b.has_userinfo() && a.encoded_userinfo() == b.encoded_userinfo() &&
         path_of(a) == path_of(b) && a.has_query() == b.has_query() && a.encoded_query() == b.encoded_query() &&
         a.has_fragment() == b.has_fragment() && a.encoded_fragment() == b.encoded_fragment();
}

}  // namespace

bool is_endpoint_allowed(std::string_view url, const std::vector<std::string>& allowed) {
  const auto wanted = parse_endpoint(url);
  return wanted && std::any_of(allowed.begin(), allowed.end(), [&](const std::string& one) {
           const auto named = parse_endpoint(one);
           return named && is_same(*named, *wanted);
         });
}

}  // namespace autoheal::host
