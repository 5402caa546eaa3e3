// GET /users.
#include "rest/directory_objects.hpp"
#include "rest/filters.hpp"
#include "rest/page.hpp"
#include "rest/resources.hpp"

#include <algorithm>

namespace simulator {
namespace {

Response list_users(Call& call) {
  const Account& account = call.account;
  const Page page = parse_page(call.query);
  const IdFilter teams = team_filter(call.query, account);
  const auto rows = rows_by_name(account.users, [&](Index i) {
    const User& row = account.users.at(i);
    if (!name_matches(call.query, row.name) && !name_matches(call.query, row.email)) return false;
    return !teams.given() || teams.accepts_any(teams_of_user(account, i));
  });
  const Includes includes(call.query);
  return json_response(
      200, render_page("users", rows, page, [&](Index row) { return user_object(account, row, includes, false); }));
}

// With a general access key: 400 whose error is a plain string. Official clients tell key kinds apart by it.
Response me(Call& call) {
  if (call.key.kind == Key::Kind::general) {
    return json_response(400, json::object{{"error",
                                            "User was not found: this request was made with an account-level access "
                                            "token, which belongs to no user."}});
  }
  return json_response(200,
                       json::object{{"user", user_object(call.account, call.key.user, Includes(call.query), true)}});
}

Response get_user(Call& call) {
  const Index index = call.account.users.find(call.args[0]);
  if (index == kNone) fail_not_found();
  return json_response(200, json::object{{"user", user_object(call.account, index, Includes(call.query), true)}});
}

}  // namespace

void add_user_routes(Router& router) {
  router.add("GET", "/users", "users.read", list_users);
  router.add("GET", "/users/me", "", me);
  router.add("GET", "/users/{id}", "users.read", get_user);
}

}  // namespace simulator
