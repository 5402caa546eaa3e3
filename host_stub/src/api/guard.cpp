#include "api/guard.hpp"

#include "api/answers.hpp"
#include "autoheal/url_start.hpp"
#include "base/ascii.hpp"

#include <algorithm>
#include <boost/url/authority_view.hpp>
#include <boost/url/parse.hpp>

namespace autoheal::host::api {
namespace {

constexpr std::string_view kCookie = "autoheal_session";
constexpr std::string_view kPolicy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'";

// "h:80" -> "h", "[::1]:80" -> "[::1]"; empty: not a host.
std::string_view host_of(std::string_view authority) {
  const auto parsed = boost::urls::parse_authority(authority);
  if (!parsed || parsed->has_userinfo()) return {};
  return parsed->encoded_host();
}

// Is the Origin that a browser sent this host itself?
bool is_own_origin(std::string_view origin, std::string_view authority) {
  if (!starts_with_authority(origin)) return false;
  const auto url = boost::urls::parse_uri(origin);
  if (!url || !url->encoded_path().empty() || url->has_query() || url->has_fragment()) return false;
  return url->has_authority() && equals_ignore_case(url->encoded_authority(), authority);
}

std::string cookie_of(const http::Request& request) {
  std::string value;
  for (const auto& header : request.headers) {
    if (!equals_ignore_case(header.name, "Cookie")) continue;
    std::string_view rest = header.value;
    while (!rest.empty()) {
      const auto end = rest.find(';');
      auto pair = rest.substr(0, end);
      rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
      while (pair.starts_with(' ')) pair.remove_prefix(1);
      if (pair.starts_with(kCookie) && pair.substr(kCookie.size()).starts_with('=')) {
        value = std::string(pair.substr(kCookie.size() + 1));
      }
    }
  }
  return value;
}

std::string_view header_of(const http::Request& request, std::string_view name) {
  const auto* value = request.find(name);
  return value == nullptr ? std::string_view{} : std::string_view{*value};
}

bool is_foreign_fetch(const http::Request& request) {
  const auto site = header_of(request, "Sec-Fetch-Site");
  return !site.empty() && site != "same-origin" && site != "none";
}

bool is_json(std::string_view type) { return equals_ignore_case(type.substr(0, type.find(';')), "application/json"); }

}  // namespace

bool is_change(std::string_view method) { return method != "GET" && method != "HEAD"; }

AdminGuard::AdminGuard(std::string_view admin_token, std::vector<std::string> names)
    : token_hash_(sha256(as_bytes(admin_token))), names_(std::move(names)) {}

std::optional<http::Response> AdminGuard::check_host(const http::Request& request) const {
  const auto host = host_of(request.authority);
  const bool known =
      std::any_of(names_.begin(), names_.end(), [host](const auto& name) { return equals_ignore_case(name, host); });
  if (known) return std::nullopt;
  return refuse(421, "unknown_host", "This host does not go by that name.",
                "Use the address that the host printed at its start, or name this one with --host-name.");
}

std::optional<http::Response> AdminGuard::check_change(const http::Request& request) const {
  if (const auto* origin = request.find("Origin")) {
    if (!is_own_origin(*origin, request.authority)) {
      return refuse(403, "foreign_origin", "Requests from other pages may not change anything here.");
    }
  }
  if (is_foreign_fetch(request)) {
    return refuse(403, "foreign_origin", "Requests from other pages may not change anything here.");
  }
  const bool needs_type = request.method != "DELETE" || !request.body.empty();
  if (needs_type && !is_json(header_of(request, "Content-Type"))) {
    return refuse(415, "unsupported_media_type", "Send Content-Type: application/json.");
  }
  return std::nullopt;
}

AdminGuard::Caller AdminGuard::check_caller(const http::Request& request) {
  if (const auto* authorization = request.find("Authorization")) {
    const std::string_view value = *authorization;
    const bool bearer = value.size() > 7 && equals_ignore_case(value.substr(0, 7), "Bearer ");
    if (bearer && is_admin_token(value.substr(7))) return {};
    return {refuse(401, "unauthenticated", "The admin token is not right.",
                   "It is in the ready file, and in the file admin.token of the data directory."),
            {}};
  }
  const auto csrf_token = sessions_.find(cookie_of(request));
  if (!csrf_token) return {refuse(401, "unauthenticated", "Sign in first."), {}};
  if (is_foreign_fetch(request)) {
    return {refuse(403, "foreign_origin", "Requests from other pages get nothing here."), {}};
  }
  if (is_change(request.method)) {
    if (request.find("Origin") == nullptr) {
      return {refuse(403, "origin_missing", "A request in a session must say its Origin."), {}};
    }
    if (!equal_constant_time(as_bytes(header_of(request, "X-CSRF-Token")), as_bytes(*csrf_token))) {
      return {refuse(403, "csrf", "The CSRF token is missing or not right.", "Load the page again."), {}};
    }
  }
  return {std::nullopt, *csrf_token};
}

std::optional<Sessions::Opened> AdminGuard::sign_in(std::string_view token) {
  if (!is_admin_token(token)) return std::nullopt;
  return sessions_.open();
}

void AdminGuard::sign_out(const http::Request& request) { sessions_.close(cookie_of(request)); }

std::string AdminGuard::set_cookie(std::string_view value) {
  std::string cookie(kCookie);
  cookie.append("=").append(value).append("; Path=/; HttpOnly; SameSite=Strict");
  if (value.empty()) cookie += "; Max-Age=0";
  return cookie;
}

bool AdminGuard::is_admin_token(std::string_view token) const {
  return equal_constant_time(sha256(as_bytes(token)), token_hash_);
}

void add_security_headers(http::Response& response) {
  const auto add = [&](std::string_view name, std::string_view value) {
    response.headers.push_back({std::string(name), std::string(value)});
  };
  add("Content-Security-Policy", kPolicy);
  add("X-Content-Type-Options", "nosniff");
  add("X-Frame-Options", "DENY");
  add("Referrer-Policy", "no-referrer");
  add("Cross-Origin-Opener-Policy", "same-origin");
  add("Cross-Origin-Resource-Policy", "same-origin");
  const bool cacheable = std::any_of(response.headers.begin(), response.headers.end(), [](const auto& header) {
    return equals_ignore_case(header.name, "Cache-Control");
  });
  if (!cacheable) add("Cache-Control", "no-store");
}

}  // namespace autoheal::host::api
