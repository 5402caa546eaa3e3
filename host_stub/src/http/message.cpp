#include "http/message.hpp"

#include "autoheal/url_start.hpp"

#include <algorithm>
#include <array>
#include <boost/beast/http/status.hpp>
#include <boost/url/params_view.hpp>
#include <boost/url/parse.hpp>
#include <boost/url/parse_query.hpp>
#include <boost/url/scheme.hpp>
#include <ctime>
#include <utility>

namespace autoheal::host::http {
namespace {

namespace urls = boost::urls;
namespace beast_http = boost::beast::http;

std::string http_date() {
  const std::time_t now = std::time(nullptr);
  std::tm utc{};
  gmtime_r(&now, &utc);
  static constexpr std::array<const char*, 7> kDays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr std::array<const char*, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  std::array<char, 40> numbers{};
  std::strftime(numbers.data(), numbers.size(), "%H:%M:%S GMT", &utc);
  std::array<char, 8> day{};
  std::strftime(day.data(), day.size(), "%d", &utc);
  return std::string(kDays[static_cast<std::size_t>(utc.tm_wday)]) + ", " + day.data() + " " +
         kMonths[static_cast<std::size_t>(utc.tm_mon)] + " " + std::to_string(utc.tm_year + 1900) + " " +
         numbers.data();
}

}  // namespace

const std::string* Request::find(std::string_view name) const {
  for (const auto& header : headers) {
    if (equals_ignore_case(header.name, name)) return &header.value;
  }
  return nullptr;
}

std::size_t Request::count(std::string_view name) const {
  return static_cast<std::size_t>(std::count_if(headers.begin(), headers.end(),
                                                [name](const Header& h) { return equals_ignore_case(h.name, name); }));
}

std::string_view reason_phrase(int status) {
  const auto known = beast_http::int_to_status(static_cast<unsigned>(status));
  return known == beast_http::status::unknown ? std::string_view{}
                                              : std::string_view{beast_http::obsolete_reason(known)};
}

std::string render_head(const Response& response, std::size_t length, bool keep_alive, bool http_1_0) {
  std::string head = http_1_0 ? "HTTP/1.0 " : "HTTP/1.1 ";
  head.append(std::to_string(response.status)).append(" ").append(reason_phrase(response.status)).append("\r\n");
  head.append("Date: ").append(http_date()).append("\r\n");
  for (const auto& header : response.headers) {
    head.append(header.name).append(": ").append(header.value).append("\r\n");
  }
  if (length != std::string::npos) {
    if (response.status != 204 && response.status != 304) {
      head.append("Content-Length: ").append(std::to_string(length)).append("\r\n");
    }
  } else if (!http_1_0) {
    head.append("Transfer-Encoding: chunked\r\n");
  }
  if (!keep_alive) {
    head.append("Connection: close\r\n");
  } else if (http_1_0) {
    head.append("Connection: keep-alive\r\n");
  }
  return head.append("\r\n");
}

bool split_target(Request& request) {
  if (request.target == "*") {
    request.path = "*";
    return true;
  }
  const bool absolute = !request.target.starts_with('/');
  if (absolute && !starts_with_authority(request.target)) return false;
  const auto url = absolute ? urls::parse_absolute_uri(request.target) : urls::parse_origin_form(request.target);
  if (!url) return false;
  if (absolute) {
    const bool is_http = url->scheme_id() == urls::scheme::http || url->scheme_id() == urls::scheme::https;
    if (!is_http || url->has_userinfo() || url->encoded_host().empty()) return false;
    // Boost 1.81 takes any path behind an authority ("http://[::1]x"); RFC 3986 does not.
    if (!url->encoded_path().empty() && !url->encoded_path().starts_with('/')) return false;
    request.authority = std::string(url->encoded_host_and_port());
  }
  request.path = url->encoded_path().empty() ? "/" : std::string(url->encoded_path());
  request.query = std::string(url->encoded_query());
  return true;
}

std::optional<std::string> percent_decode(std::string_view segment) {
  const auto encoded = urls::make_pct_string_view(segment);
  if (!encoded) return std::nullopt;
  return encoded->decode();
}

bool query_value(std::string_view query, std::string_view name, std::string& out) {
  auto values = query_values(query, name);
  if (values.empty()) return false;
  out = std::move(values.back());
  return true;
}

std::vector<std::string> query_values(std::string_view query, std::string_view name) {
  std::vector<std::string> values;
  if (!urls::parse_query(query)) return values;
  for (const auto& param : urls::params_view(query)) {
    if (param.key == name) values.push_back(param.value);
  }
  return values;
}

}  // namespace autoheal::host::http
