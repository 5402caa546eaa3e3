#include "http/router.hpp"

#include <gtest/gtest.h>
#include <string>

namespace autoheal::host::http {
namespace {

TEST(MatchPath, Table) {
  using namespace std::string_literals;
  struct Row {
    const char* pattern;
    std::string path;
    bool match;
    const char* name;
  };
  const Row rows[] = {
      {"/a/{name}", "/a/x", true, "x"},
      {"/a/{name}", "/a/x%20y", true, "x y"},
      {"/a/{name}/b", "/a/x/b", true, "x"},
      {"/", "/", true, ""},
      {"/assets/{*name}", "/assets/views/a.js", true, "views/a.js"},
      {"/a/{name}", "/a/", false, ""},
      {"/a/{name}", "/a", false, ""},
      {"/a/{name}", "/a/x/", false, ""},
      {"/a/{name}", "/a/x/b", false, ""},
      {"/a/{name}", "/a/x%2fb", false, ""},
      {"/a/{name}", "/a/..", false, ""},
      {"/a/{name}", "/a/%2e%2e", false, ""},
      {"/a/{name}", "/a/%00", false, ""},
      {"/a/{name}", "/a/%zz", false, ""},
      {"/a/b", "/a//b", false, ""},
      {"/assets/{*name}", "/assets/../x", false, ""},
      {"/assets/{*name}", "/assets/%2e%2e/x", false, ""},
      {"/assets/{*name}", "/assets/a/..%2fx", false, ""},
      {"/assets/{*name}", "/assets/a%2f..%2f..%2fetc", false, ""},
      {"/a", "a", false, ""},
      {"/a", "", false, ""},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.path);
    Params params;
    ASSERT_EQ(match_path(row.pattern, row.path, params), row.match);
    if (row.match) {
      EXPECT_EQ(params["name"], row.name);
    }
  }
}

TEST(FindRoute, TellsWrongMethodFromWrongPath) {
  static constexpr Route<int> kRoutes[] = {{"GET", "/a", 1}, {"POST", "/a", 2}, {"GET", "/{x}/b", 3}};
  const std::span<const Route<int>> routes(kRoutes);
  EXPECT_EQ(find_route(routes, "POST", "/a").route->target, 2);
  EXPECT_EQ(find_route(routes, "HEAD", "/a").route->target, 1);
  EXPECT_EQ(find_route(routes, "GET", "/q/b").params["x"], "q");
  const auto wrong_method = find_route(routes, "DELETE", "/a");
  EXPECT_EQ(wrong_method.route, nullptr);
  EXPECT_EQ(wrong_method.allow, "GET, POST");
  const auto wrong_path = find_route(routes, "GET", "/zz");
  EXPECT_EQ(wrong_path.route, nullptr);
  EXPECT_EQ(wrong_path.allow, "");
}

}  // namespace
}  // namespace autoheal::host::http
