#include "api/admin_api.hpp"

#include "api/answers.hpp"
#include "api/web_files.hpp"
#include "base/json.hpp"
#include "live/live.hpp"
#include "log/log.hpp"
#include "monitoring/health.hpp"

#include <boost/json.hpp>

namespace autoheal::host::api {
namespace {

namespace json = boost::json;

// The whole table: more specific rooms name their own routes.
std::span<const Route> all_routes() {
  static const std::vector<Route> kRoutes = [] {
    std::vector<Route> routes;
    for (const auto& part : {integration_routes(), alert_routes()})
      routes.insert(routes.end(), part.begin(), part.end());
    return routes;
  }();
  return kRoutes;
}

http::Response method_not_allowed(const std::string& allow) {
  auto response = refuse(405, "method_not_allowed", "That path does not take this method.");
  response.headers.push_back({"Allow", allow});
  return response;
}

}  // namespace

std::string RouteContext::query(std::string_view name) const {
  std::string value;
  http::query_value(request.query, name, value);
  return value;
}

AdminApi::AdminApi(AdminServices services, std::string_view admin_token, std::vector<std::string> host_names)
    : services_(std::move(services)), guard_(admin_token, std::move(host_names)) {}

void AdminApi::handle(std::shared_ptr<http::Exchange> exchange) {
  const auto& request = exchange->request();
  if (services_.answer_agent && request.path == "/mcp") {
    if (auto refusal = guard_.check_host(request)) return exchange->respond(std::move(*refusal));
    return services_.answer_agent(exchange);
  }
  bool answered = false;
  auto response = answer(*exchange, answered);
  log_debug("admin request", {{"method", request.method}, {"path", request.path}, {"status", response.status}});
  services_.metrics.count_request("admin", response.status);
  if (answered) return;
  add_security_headers(response);
  exchange->respond(std::move(response));
}

http::Response AdminApi::answer(http::Exchange& exchange, bool& answered) {
  const auto& request = exchange.request();
  if (auto refusal = guard_.check_host(request)) return std::move(*refusal);
  if (is_change(request.method)) {
    if (auto refusal = guard_.check_change(request)) return std::move(*refusal);
  }
  bool open = true;
  auto response = answer_open(request, open);
  if (open) return response;
  if (auto caller = guard_.check_caller(request); caller.refusal) return std::move(*caller.refusal);
  if (request.path == "/api/stream" && request.method == "GET") return open_stream(exchange, answered);
  return answer_route(exchange);
}

// What needs no token: the page itself, signing in and out, health.
http::Response AdminApi::answer_open(const http::Request& request, bool& known) {
  if (request.path == "/api/session") return answer_session(request);
  const bool reads = !is_change(request.method);
  http::Params params;
  if (request.path == "/") return reads ? answer_file("index.html", request) : method_not_allowed("GET");
  if (request.path.starts_with("/assets/")) {
    if (!reads) return method_not_allowed("GET");
    if (!http::match_path("/assets/{*path}", request.path, params))
      return refuse(404, "not_found", "There is no such file.");
    return answer_file(params["path"], request);
  }
  if (request.path == "/healthz") {
    return reads ? answer_health(services_.health.state()) : method_not_allowed("GET");
  }
  known = false;
  return {};
}

http::Response AdminApi::answer_session(const http::Request& request) {
  if (request.method == "POST") {
    const auto body = parse_json_object(request.body, "The request");
    if (!body.has_value()) return answer_error(body.error());
    const auto opened = guard_.sign_in(text_at(body.value(), "token"));
    if (!opened) {
      return refuse(401, "unauthenticated", "The admin token is not right.",
                    "It is in the ready file, and in the file admin.token of the data directory.");
    }
    auto response = answer_json(200, json::object{{"csrf_token", opened->csrf_token}, {"user", "admin"}});
    response.headers.push_back({"Set-Cookie", AdminGuard::set_cookie(opened->cookie)});
    return response;
  }
  if (request.method != "GET" && request.method != "HEAD" && request.method != "DELETE") {
    return method_not_allowed("GET, POST, DELETE");
  }
  auto caller = guard_.check_caller(request);
  if (caller.refusal) return std::move(*caller.refusal);
  if (request.method == "DELETE") {
    guard_.sign_out(request);
    auto response = answer_nothing();
    response.headers.push_back({"Set-Cookie", AdminGuard::set_cookie({})});
    return response;
  }
  json::object session{{"user", "admin"}};
  if (!caller.csrf_token.empty()) session["csrf_token"] = caller.csrf_token;
  return answer_json(200, session);
}

http::Response AdminApi::answer_route(http::Exchange& exchange) {
  const auto& request = exchange.request();
  const auto match = http::find_route(all_routes(), request.method, request.path);
  if (match.route == nullptr) {
    if (match.allow.empty()) return refuse(404, "not_found", "There is no such path.");
    return method_not_allowed(match.allow);
  }
  json::object body;
  if (is_change(request.method) && !request.body.empty()) {
    auto parsed = parse_json_object(request.body, "The request");
    if (!parsed.has_value()) return answer_error(parsed.error());
    body = std::move(parsed.value());
  }
  const auto result = match.route->target(RouteContext{services_, exchange, request, match.params, body});
  return result.has_value() ? result.value() : answer_error(result.error());
}

http::Response AdminApi::open_stream(http::Exchange& exchange, bool& answered) {
  http::Response head;
  head.headers.push_back({"Content-Type", "text/event-stream"});
  add_security_headers(head);
  const auto* last = exchange.request().find("Last-Event-ID");
  services_.live.subscribe(exchange.stream(head), last == nullptr ? std::string_view{} : std::string_view{*last});
  answered = true;
  return head;
}

http::Response answer_health(const HealthState& health) {
  const std::string_view status = health.is_whole() ? "ok" : health.is_serving() ? "degraded" : "failing";
  return answer_json(health.is_serving() ? 200 : 503,
                     json::object{{"status", status},
                                  {"store", health.store ? "ok" : "failing"},
                                  {"secrets", health.secrets ? "ok" : "locked"},
                                  {"plugins", health.plugins},
                                  {"integrations_without_plugin", health.without_plugin}});
}

}  // namespace autoheal::host::api
