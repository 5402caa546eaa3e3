// Who gets at the admin listener: one case per rule of api/guard.hpp, from outside.
#include "integration/serve/serve_test.hpp"

namespace autoheal::test {
namespace {

namespace json = boost::json;

class AdminSecurity : public ServeTest {
 protected:
  struct Session {
    std::string cookie;
    std::string csrf;
  };

  RawResponse ask(const std::string& method, const std::string& target, const std::string& headers,
                  const std::string& body = {}, const std::string& host = "localhost") const {
    std::string request = method + " " + target + " HTTP/1.1\r\nHost: " + host + "\r\n" + headers;
    if (!body.empty()) request += "Content-Length: " + std::to_string(body.size()) + "\r\n";
    return send_raw(host_->admin_port(), request + "\r\n" + body);
  }
  std::string bearer() const { return "Authorization: Bearer " + host_->token() + "\r\n"; }
  static std::string json_type() { return "Content-Type: application/json\r\n"; }
  static std::string origin() { return "Origin: http://localhost\r\n"; }

  Session sign_in() const {
    const auto answer =
        ask("POST", "/api/session", json_type(), json::serialize(json::object{{"token", host_->token()}}));
    EXPECT_EQ(answer.status, 200);
    const auto cookie = answer.header("set-cookie");
    return {"Cookie: " + cookie.substr(0, cookie.find(';')) + "\r\n",
            "X-CSRF-Token: " + text(json::parse(answer.body).at("csrf_token")) + "\r\n"};
  }
};

TEST_F(AdminSecurity, EveryRouteNeedsAToken) {
  const std::pair<const char*, const char*> routes[] = {
      {"GET", "/api/plugins"},
      {"GET", "/api/integrations"},
      {"POST", "/api/integrations"},
      {"GET", "/api/integrations/x"},
      {"PUT", "/api/integrations/x"},
      {"DELETE", "/api/integrations/x"},
      {"POST", "/api/integrations/x/test"},
      {"POST", "/api/test"},
      {"POST", "/api/integrations/x/query"},
      {"GET", "/api/integrations/x/alert-source"},
      {"PUT", "/api/integrations/x/alert-source"},
      {"GET", "/api/integrations/x/alert-source/url"},
      {"POST", "/api/integrations/x/alert-source/rotate"},
      {"POST", "/api/integrations/x/alert-source/test"},
      {"DELETE", "/api/integrations/x/alert-source/test"},
      {"POST", "/api/integrations/x/reconcile"},
      {"GET", "/api/integrations/x/deliveries"},
      {"GET", "/api/deliveries/1"},
      {"GET", "/api/alerts"},
      {"GET", "/api/alerts/1"},
      {"GET", "/api/stream"},
      {"GET", "/api/session"},
      {"DELETE", "/api/session"},
      {"GET", "/metrics"},
      {"GET", "/no/such/path"},
      {"POST", "/mcp"},
  };
  for (const auto& [method, target] : routes) {
    SCOPED_TRACE(std::string(method) + " " + target);
    for (const auto* credential :
         {"", "Authorization: Bearer wrong\r\n", "Authorization: Basic YTpi\r\n", "Authorization: Bearer \r\n",
          "Cookie: autoheal_session=\r\n", "Cookie: autoheal_session=AAAA\r\n"}) {
      const auto answer = ask(method, target, credential + json_type(), method == std::string("GET") ? "" : "{}");
      EXPECT_EQ(answer.status, 401) << credential;
    }
  }
}

TEST_F(AdminSecurity, OnlyOwnNamesAreAnswered) {
  for (const auto* host : {"localhost", "127.0.0.1", "localhost:1234", "LOCALHOST", "[::1]:8420"}) {
    EXPECT_EQ(ask("GET", "/api/integrations", bearer(), {}, host).status, 200) << host;
  }
  for (const auto* host : {"evil.example", "evil.example:8420", "localhost.evil.example", "127.0.0.1.evil.example",
                           "10.0.0.1", "x@localhost", ""}) {
    EXPECT_EQ(ask("GET", "/api/integrations", bearer(), {}, host).status, 421) << host;
    EXPECT_EQ(ask("GET", "/", "", {}, host).status, 421) << host;
  }
  EXPECT_EQ(send_raw(host_->admin_port(),
                     "GET http://evil.example/api/integrations HTTP/1.1\r\nHost: localhost\r\n" + bearer() + "\r\n")
                .status,
            421);
  start({"--host-name", "autoheal.example"});
  EXPECT_EQ(ask("GET", "/api/integrations", bearer(), {}, "autoheal.example:443").status, 200);
}

TEST_F(AdminSecurity, ASessionNeedsTheTokenOnceAndEndsWhenAsked) {
  EXPECT_EQ(ask("POST", "/api/session", json_type(), R"({"token":"wrong"})").status, 401);
  EXPECT_EQ(ask("POST", "/api/session", json_type(), R"({})").status, 401);
  EXPECT_EQ(ask("POST", "/api/session", json_type(), "[]").status, 400);
  const auto session = sign_in();
  EXPECT_EQ(ask("GET", "/api/integrations", session.cookie).status, 200);
  EXPECT_EQ(ask("GET", "/api/session", session.cookie).status, 200);
  EXPECT_EQ(ask("DELETE", "/api/session", session.cookie + session.csrf + origin()).status, 204);
  EXPECT_EQ(ask("GET", "/api/integrations", session.cookie).status, 401);
}

TEST_F(AdminSecurity, TheCookieIsOutOfReach) {
  const auto answer =
      ask("POST", "/api/session", json_type(), json::serialize(json::object{{"token", host_->token()}}));
  const auto cookie = answer.header("set-cookie");
  for (const auto* flag : {"HttpOnly", "SameSite=Strict", "Path=/"})
    EXPECT_NE(cookie.find(flag), std::string::npos) << cookie;
  EXPECT_GE(cookie.find(';') - cookie.find('='), 43u);
  EXPECT_EQ(answer.body.find(cookie.substr(cookie.find('=') + 1, 20)), std::string::npos);
}

TEST_F(AdminSecurity, AChangeInASessionNeedsCsrfTokenAndOrigin) {
  const auto session = sign_in();
  const std::string target = "/api/integrations/x/alert-source";
  const std::string body = R"({"enabled":true})";
  const auto other = sign_in();
  struct Row {
    const char* name;
    std::string headers;
    int status;
  };
  const Row rows[] = {
      {"right", session.cookie + session.csrf + origin() + json_type(), 404},
      {"no csrf", session.cookie + origin() + json_type(), 403},
      {"wrong csrf", session.cookie + "X-CSRF-Token: AAAA\r\n" + origin() + json_type(), 403},
      {"csrf of another session", session.cookie + other.csrf + origin() + json_type(), 403},
      {"no origin", session.cookie + session.csrf + json_type(), 403},
      {"foreign origin", session.cookie + session.csrf + "Origin: http://evil.example\r\n" + json_type(), 403},
      {"null origin", session.cookie + session.csrf + "Origin: null\r\n" + json_type(), 403},
      {"origin that is no URL", session.cookie + session.csrf + "Origin: a:?\r\n" + json_type(), 403},
      {"origin of another port", session.cookie + session.csrf + "Origin: http://localhost:1\r\n" + json_type(), 403},
      {"cross-site", session.cookie + session.csrf + origin() + "Sec-Fetch-Site: cross-site\r\n" + json_type(), 403},
      {"same-site", session.cookie + session.csrf + origin() + "Sec-Fetch-Site: same-site\r\n" + json_type(), 403},
      {"same-origin", session.cookie + session.csrf + origin() + "Sec-Fetch-Site: same-origin\r\n" + json_type(), 404},
      {"as a form", session.cookie + session.csrf + origin() + "Content-Type: application/x-www-form-urlencoded\r\n",
       415},
      {"as plain text", session.cookie + session.csrf + origin() + "Content-Type: text/plain\r\n", 415},
      {"without a type", session.cookie + session.csrf + origin(), 415},
      {"type with a charset",
       session.cookie + session.csrf + origin() + "Content-Type: application/json; charset=utf-8\r\n", 404},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.name);
    EXPECT_EQ(ask("PUT", target, row.headers, body).status, row.status);
  }
  EXPECT_EQ(ask("GET", "/api/alerts", session.cookie + "Sec-Fetch-Site: cross-site\r\n").status, 403);
}

TEST_F(AdminSecurity, ABearerTokenNeedsNoOriginButNotAForeignOne) {
  const std::string body = R"({"enabled":true})";
  EXPECT_EQ(ask("PUT", "/api/integrations/x/alert-source", bearer() + json_type(), body).status, 404);
  EXPECT_EQ(
      ask("PUT", "/api/integrations/x/alert-source", bearer() + json_type() + "Origin: http://evil.example\r\n", body)
          .status,
      403);
  EXPECT_EQ(ask("PUT", "/api/integrations/x/alert-source", bearer() + "Content-Type: text/plain\r\n", body).status,
            415);
  EXPECT_EQ(ask("DELETE", "/api/integrations/x", bearer()).status, 404);
}

TEST_F(AdminSecurity, ReadingChangesNothing) {
  host_->add_integration("one");
  for (const auto* target : {"/api/integrations/one/alert-source/rotate", "/api/integrations/one/test",
                             "/api/integrations/one/query", "/api/integrations/one/reconcile", "/api/test"}) {
    const auto answer =
        ask("GET", std::string(target) + "?_method=POST", bearer() + "X-HTTP-Method-Override: POST\r\n");
    EXPECT_EQ(answer.status, 405) << target;
    EXPECT_EQ(answer.header("allow"), "POST") << target;
  }
}

TEST_F(AdminSecurity, EveryAnswerCarriesTheHeaders) {
  for (const auto& [method, target] :
       {std::pair{"GET", "/"}, std::pair{"GET", "/assets/app.js"}, std::pair{"GET", "/assets/none.js"},
        std::pair{"GET", "/api/alerts"}, std::pair{"GET", "/healthz"}, std::pair{"GET", "/metrics"},
        std::pair{"PATCH", "/"}}) {
    SCOPED_TRACE(target);
    const auto answer = ask(method, target, bearer() + json_type());
    const auto policy = answer.header("content-security-policy");
    for (const auto* part : {"default-src 'none'", "script-src 'self'", "connect-src 'self'", "form-action 'self'",
                             "base-uri 'none'", "frame-ancestors 'none'"}) {
      EXPECT_NE(policy.find(part), std::string::npos) << part;
    }
    EXPECT_EQ(policy.find("unsafe"), std::string::npos);
    EXPECT_EQ(answer.header("x-content-type-options"), "nosniff");
    EXPECT_EQ(answer.header("x-frame-options"), "DENY");
    EXPECT_EQ(answer.header("referrer-policy"), "no-referrer");
    EXPECT_EQ(answer.header("cross-origin-opener-policy"), "same-origin");
    EXPECT_EQ(answer.header("cross-origin-resource-policy"), "same-origin");
    EXPECT_FALSE(answer.header("cache-control").empty());
    EXPECT_TRUE(answer.header("server").empty());
    EXPECT_TRUE(answer.header("access-control-allow-origin").empty());
  }
}

TEST_F(AdminSecurity, PathsThatClimbFindNothing) {
  for (const auto* target : {"/assets/../index.html", "/assets/%2e%2e/%2e%2e/etc/passwd",
                             "/assets/..%2f..%2fetc%2fpasswd", "/assets/%252e%252e/x", "/assets//etc/passwd",
                             "/assets/lib/%00", "/assets/", "/assets/lib", "/assets/lib/", "/assets/lib%2fapi.js"}) {
    EXPECT_EQ(ask("GET", target, "").status, 404) << target;
  }
  for (const auto* malformed : {"/assets/.\\app.js", "/assets/%", "/assets/%zz", "/assets/lib/api.js#x", "/?q=%",
                                "/assets/\xc3\xa4", "/api/alerts?text=<x>"}) {
    EXPECT_EQ(ask("GET", malformed, "").status, 400) << malformed;
  }
  for (const auto* name : {"..", "%2e%2e", "..%2f..", "%00", "a%2fb"}) {
    EXPECT_EQ(ask("GET", "/api/integrations/" + std::string(name), bearer()).status, 404) << name;
  }
  EXPECT_EQ(ask("GET", "/assets/lib/api.js", "").status, 200);
}

TEST_F(AdminSecurity, ThePageIsCachedByItsHash) {
  const auto page = ask("GET", "/", "");
  EXPECT_EQ(page.status, 200);
  EXPECT_EQ(page.header("content-type"), "text/html; charset=utf-8");
  EXPECT_EQ(ask("GET", "/", "If-None-Match: " + page.header("etag") + "\r\n").status, 304);
  EXPECT_EQ(ask("GET", "/", "If-None-Match: \"other\"\r\n").status, 200);
}

TEST_F(AdminSecurity, SecretsNeverComeBack) {
  const auto path = host_->add_integration("one", kSecretA);
  const std::string url_secret = path.substr(path.find('.') + 1);
  deliver(path, make_event("E1", "incident.triggered", "Q1"), kSecretB);
  deliver(path, make_event("E1", "incident.triggered", "Q1"), kSecretA);
  for (const auto* target : {"/api/integrations", "/api/integrations/one", "/api/integrations/one/alert-source",
                             "/api/integrations/one/deliveries", "/api/deliveries/1", "/api/deliveries/2",
                             "/api/alerts", "/api/alerts/1", "/api/plugins", "/metrics", "/healthz"}) {
    SCOPED_TRACE(target);
    const auto answer = host_->admin("GET", target);
    EXPECT_EQ(answer.status, 200);
    for (const auto& secret :
         {std::string(kSecretA), std::string("u+abcdefghijklmnopqr"), url_secret, host_->token()}) {
      EXPECT_EQ(answer.raw.body.find(secret), std::string::npos);
    }
  }
  const auto wrong =
      host_->admin("PUT", "/api/integrations/one", R"({"settings":{"api_key":"short","region":"mars"}})");
  EXPECT_EQ(wrong.status, 422);
  EXPECT_EQ(wrong.raw.body.find("short"), std::string::npos);
}

TEST_F(AdminSecurity, TheTwoListenersDoNotShareWhatTheyOffer) {
  for (const auto* target :
       {"/", "/api/alerts", "/api/integrations", "/metrics", "/api/session", "/assets/app.js", "/mcp"}) {
    EXPECT_EQ(send_raw(host_->webhook_port(), get(target, bearer())).status, 404) << target;
  }
  const auto path = host_->add_integration("one");
  EXPECT_EQ(ask("POST", path, bearer() + json_type(), make_event("E1", "incident.triggered", "Q1")).status, 404);
}

}  // namespace
}  // namespace autoheal::test
