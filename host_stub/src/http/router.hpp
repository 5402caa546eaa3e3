// Method and path to handler, from a table that is the API at a glance. Pure; any thread.
//
// A pattern is a path whose segments may be parameters: "/api/integrations/{name}/test". Parameters match one non-empty
// segment and are percent-decoded; a decoded '/', NUL or a dot segment never matches, so that no route sees a path that
// climbs. "{*rest}" at the end matches what is left.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace autoheal::host::http {

class Params {
 public:
  // Empty if there is no parameter of that name.
  const std::string& operator[](std::string_view name) const;
  void add(std::string_view name, std::string value) { values_.emplace_back(name, std::move(value)); }
  void clear() { values_.clear(); }

 private:
  std::vector<std::pair<std::string_view, std::string>> values_;
};

bool match_path(std::string_view pattern, std::string_view path, Params& params);

template <class Target>
struct Route {
  std::string_view method;
  std::string_view pattern;
  Target target;
};

template <class Target>
struct Match {
  const Route<Target>* route = nullptr;  // nullptr: no such path, or not with that method
  Params params;
  std::string allow;  // methods that the path has, for a 405; empty: no such path
};

// HEAD is answered by GET's route.
template <class Target>
Match<Target> find_route(std::span<const Route<Target>> routes, std::string_view method, std::string_view path) {
  Match<Target> match;
  if (method == "HEAD") method = "GET";
  for (const auto& route : routes) {
    Params params;
    if (!match_path(route.pattern, path, params)) continue;
    if (route.method == method) {
      match.route = &route;
      match.params = std::move(params);
      return match;
    }
    if (!match.allow.empty()) match.allow += ", ";
    match.allow += route.method;
  }
  return match;
}

}  // namespace autoheal::host::http
