// From a request to the handler of its path. Handlers are plain functions, one resource a file.
#pragma once

#include "net/message.hpp"
#include "rest/error.hpp"
#include "rest/keys.hpp"
#include "store/account.hpp"

#include <boost/json/fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace simulator {

class Lifecycle;
class Webhooks;

// What a handler works with. Valid during the call.
struct Call {
  Account& account;
  Lifecycle& lifecycle;
  Webhooks& webhooks;
  const Request& request;
  const Query& query;
  const Key& key;
  std::vector<std::string> args;  // what stood in the path's {braces}, in order
};

using Handler = Response (*)(Call&);

struct Route {
  std::string method;
  std::string pattern;  // "/incidents/{id}/notes"
  std::string scope;    // "incidents.read"; empty: any key
  Handler handler;
};

class Router {
 public:
  void add(std::string method, std::string pattern, std::string scope, Handler handler);
  // Null if the path is unknown, or known for other methods only. Fills `args`.
  const Route* find(std::string_view method, std::string_view path, std::vector<std::string>& args) const;

 private:
  std::vector<Route> routes_;
};

// {"error": {...}} with PagerDuty's content type.
Response error_response(const ApiError& error);
Response json_response(int status, const boost::json::value& body);
// Refuses what the key may not do: writing with a read-only key, a missing scope.
void check_permission(const Route& route, const Key& key);

// One function per resource file; routes.cpp calls them all.
void add_routes(Router& router);

}  // namespace simulator
