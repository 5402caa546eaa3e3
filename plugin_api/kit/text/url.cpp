#include "kit/text/url.hpp"

#include "autoheal/url_start.hpp"
#include "kit/text/ascii.hpp"

#include <algorithm>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>
#include <string>

namespace autoheal::kit {
namespace {

std::string_view view_of(boost::urls::string_view text) noexcept { return {text.data(), text.size()}; }

// RFC 3986 wants brackets in a query to be encoded; browsers and dashboards do not ("?var[]=a"). Of the same length.
std::string with_brackets_replaced(std::string_view text) {
  std::string out(text);
  for (std::size_t at = std::min(text.find_first_of("?#"), text.size()); at < out.size(); ++at) {
    if (out[at] == '[' || out[at] == ']') out[at] = '-';
  }
  return out;
}

}  // namespace

// Boost 1.81 takes a path that does not begin with a slash behind an authority ("http://[::1]x"); RFC 3986 does not.
std::optional<WebUrl> parse_web_url(std::string_view text) {
  if (!starts_with_authority(text)) return std::nullopt;
  const std::string spelled = with_brackets_replaced(text);
  const auto url = boost::urls::parse_uri(spelled);
  if (!url || !url->has_authority()) return std::nullopt;
  const std::string_view scheme = view_of(url->scheme());
  if (scheme != "https" && scheme != "http") return std::nullopt;
  const auto in_text = [&](boost::urls::string_view part) {
    return part.empty() ? std::string_view()
                        : text.substr(static_cast<std::size_t>(part.data() - spelled.data()), part.size());
  };
  WebUrl out;
  out.host = in_text(url->encoded_host());
  out.path = in_text(url->encoded_path());
  if (out.host.empty() || (!out.path.empty() && !out.path.starts_with('/'))) return std::nullopt;
  out.port = in_text(url->port());
  out.authority = in_text(url->encoded_host_and_port());
  out.is_https = scheme == "https";
  out.has_user = url->has_userinfo();
  out.has_port = url->has_port();
  out.has_query = url->has_query();
  out.has_fragment = url->has_fragment();
  return out;
}

bool is_plain_host(std::string_view host) noexcept {
  return !host.empty() &&
         std::all_of(host.begin(), host.end(), [](char c) { return is_alnum(c) || c == '-' || c == '.'; });
}

std::string_view authority_of(std::string_view origin) {
  const std::optional<WebUrl> url = parse_web_url(origin);
  return url ? url->authority : origin;
}

}  // namespace autoheal::kit
