// GET /abilities: what the account's plan has.
#include "rest/resources.hpp"

#include <algorithm>
#include <array>
#include <boost/json.hpp>

namespace simulator {
namespace {

namespace json = boost::json;

std::vector<std::string> abilities(const Plan& plan) {
  std::vector<std::string> names = {"sso",
                                    "advanced_reports",
                                    "read_only_users",
                                    "service_support_hours",
                                    "urgencies",
                                    "coordinated_responding",
                                    "event_intelligence",
                                    "teams",
                                    "incident_priorities",
                                    "incident_types"};
  const auto without = [&](bool has, std::string_view name) {
    if (!has) std::erase(names, name);
  };
  without(plan.teams, "teams");
  without(plan.urgencies, "urgencies");
  without(plan.priorities, "incident_priorities");
  without(plan.incident_types, "incident_types");
  without(plan.aiops, "event_intelligence");
  return names;
}

Response list_abilities(Call& call) {
  return json_response(200, json::object{{"abilities", json::value_from(abilities(call.account.plan))}});
}

Response test(Call& call) {
  const auto has = abilities(call.account.plan);
  const auto all = abilities(Plan());
  if (std::find(all.begin(), all.end(), call.args[0]) == all.end()) fail_not_found();
  if (std::find(has.begin(), has.end(), call.args[0]) == has.end()) fail_plan();
  Response response;
  response.status = 204;
  return response;
}

}  // namespace

void add_ability_routes(Router& router) {
  router.add("GET", "/abilities", "abilities.read", list_abilities);
  router.add("GET", "/abilities/{id}", "abilities.read", test);
}

}  // namespace simulator
