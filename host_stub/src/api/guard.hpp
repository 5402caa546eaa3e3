// AdminGuard: who may ask the admin listener for what. Every rule here has a test of its own in
// tests/integration/serve.
//
//   Host           must be the listener's own address, localhost, or a name the operator gave: 421 (DNS rebinding)
//   token          Authorization: Bearer, or a session's cookie: 401
//   Origin         on a change, if there is one, must be this very host; a session needs one: 403
//   Sec-Fetch-Site cross-site and same-site requests never get at a session: 403
//   CSRF           a change in a session needs the session's token in X-CSRF-Token: 403
//   Content-Type   of a change with a body must be application/json: 415 (forms cannot send that)
//
// Threads: [any-thread].
#pragma once

#include "api/sessions.hpp"
#include "http/message.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace autoheal::host::api {

class AdminGuard {
 public:
  // `names`: host names and addresses, without port.
  AdminGuard(std::string_view admin_token, std::vector<std::string> names);

  // For every request, also those that need no token. A refusal, or nothing.
  std::optional<http::Response> check_host(const http::Request& request) const;
  // For requests that change something, also those that need no token (signing in).
  std::optional<http::Response> check_change(const http::Request& request) const;

  struct Caller {
    std::optional<http::Response> refusal;
    std::string csrf_token;  // of the session; empty with a bearer token
  };
  Caller check_caller(const http::Request& request);

  // Signing in and out. Sign-in: nothing if the token is wrong, else the Set-Cookie value and the CSRF token.
  std::optional<Sessions::Opened> sign_in(std::string_view token);
  void sign_out(const http::Request& request);
  static std::string set_cookie(std::string_view value);  // an empty value removes it

 private:
  bool is_admin_token(std::string_view token) const;

  Sha256 token_hash_;
  std::vector<std::string> names_;
  Sessions sessions_;
};

bool is_change(std::string_view method);

// What every answer of the admin listener carries.
void add_security_headers(http::Response& response);

}  // namespace autoheal::host::api
