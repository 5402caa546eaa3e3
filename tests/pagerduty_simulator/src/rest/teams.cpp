// GET /teams. 402 without the teams ability.
#include "rest/directory_objects.hpp"
#include "rest/filters.hpp"
#include "rest/page.hpp"
#include "rest/resources.hpp"

namespace simulator {
namespace {

Response list_teams(Call& call) {
  const Account& account = call.account;
  if (!account.plan.teams) fail_plan();
  const Page page = parse_page(call.query);
  const auto rows =
      rows_by_name(account.teams, [&](Index i) { return name_matches(call.query, account.teams.at(i).name); });
  return json_response(200, render_page("teams", rows, page, [&](Index row) { return team_object(account, row); }));
}

Index find_team(const Call& call) {
  if (!call.account.plan.teams) fail_plan();
  const Index index = call.account.teams.find(call.args[0]);
  if (index == kNone) fail_not_found();
  return index;
}

Response get_team(Call& call) {
  json::object team = team_object(call.account, find_team(call));
  if (Includes(call.query).has("privileges")) {
    team["privileges"] = json::array{json::object{{"permissions", json::array{"read"}}, {"type", "team_privilege"}}};
  }
  return json_response(200, json::object{{"team", std::move(team)}});
}

Response members(Call& call) {
  const Index index = find_team(call);
  const Page page = parse_page(call.query);
  const Includes includes(call.query);
  const auto& rows = call.account.teams.at(index).members;
  return json_response(200, render_page("members", rows, page, [&](const Member& member) {
                         json::object user = includes.has("users")
                                                 ? user_object(call.account, member.user, Includes(), false)
                                                 : user_reference(call.account, member.user);
                         return json::object{{"user", std::move(user)}, {"role", member.role}};
                       }));
}

}  // namespace

void add_team_routes(Router& router) {
  router.add("GET", "/teams", "teams.read", list_teams);
  router.add("GET", "/teams/{id}", "teams.read", get_team);
  router.add("GET", "/teams/{id}/members", "teams.read", members);
}

}  // namespace simulator
