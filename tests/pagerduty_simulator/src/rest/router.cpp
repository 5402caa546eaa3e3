#include "rest/router.hpp"

#include <algorithm>
#include <boost/json.hpp>

namespace simulator {
namespace {

bool matches(std::string_view pattern, std::string_view path, std::vector<std::string>& args) {
  args.clear();
  while (!pattern.empty() && !path.empty()) {
    const std::string_view part = pattern.substr(0, std::min(pattern.find('/', 1), pattern.size()));
    const std::string_view piece = path.substr(0, std::min(path.find('/', 1), path.size()));
    if (part.substr(0, 2) == "/{" && piece.size() > 1) {
      args.emplace_back(piece.substr(1));
    } else if (part != piece) {
      return false;
    }
    pattern.remove_prefix(part.size());
    path.remove_prefix(piece.size());
  }
  return pattern.empty() && path.empty();
}

}  // namespace

void Router::add(std::string method, std::string pattern, std::string scope, Handler handler) {
  routes_.push_back({std::move(method), std::move(pattern), std::move(scope), handler});
}

const Route* Router::find(std::string_view method, std::string_view path, std::vector<std::string>& args) const {
  for (const Route& route : routes_) {
    if (route.method == method && matches(route.pattern, path, args)) return &route;
  }
  return nullptr;
}

Response json_response(int status, const boost::json::value& body) {
  Response response;
  response.status = status;
  response.headers.emplace_back("content-type", "application/json; charset=utf-8");
  response.body = boost::json::serialize(body);
  return response;
}

Response error_response(const ApiError& error) {
  boost::json::object inner;
  inner["message"] = error.message;
  if (error.code != 0) inner["code"] = error.code;
  if (!error.field.empty()) {
    inner["errors"] = boost::json::object{{error.field, boost::json::value_from(error.errors)}};
  } else if (!error.errors.empty()) {
    inner["errors"] = boost::json::value_from(error.errors);
  }
  return json_response(error.status, boost::json::object{{"error", std::move(inner)}});
}

void check_permission(const Route& route, const Key& key) {
  if (route.method != "GET" && key.read_only) fail_denied();
  if (route.scope.empty()) return;
  if (std::find(key.missing.begin(), key.missing.end(), route.scope) == key.missing.end()) return;
  if (key.kind == Key::Kind::oauth) fail(403, 2010, route.scope + " API scope is required");
  fail_denied();
}

}  // namespace simulator
