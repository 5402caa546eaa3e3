// GET /escalation_policies.
#include "rest/directory_objects.hpp"
#include "rest/filters.hpp"
#include "rest/page.hpp"
#include "rest/resources.hpp"

#include <algorithm>

namespace simulator {
namespace {

bool has_target_user(const EscalationPolicy& policy, const IdFilter& users) {
  for (const EscalationRule& rule : policy.rules) {
    for (const EscalationTarget& target : rule.targets) {
      if (target.kind == EscalationTarget::Kind::user && users.accepts(target.index)) return true;
    }
  }
  return false;
}

Response list_escalation_policies(Call& call) {
  const Account& account = call.account;
  const Page page = parse_page(call.query);
  const IdFilter teams = team_filter(call.query, account);
  const IdFilter users(call.query, "user_ids[]", account.users);
  auto rows = rows_by_name(account.policies, [&](Index i) {
    const EscalationPolicy& row = account.policies.at(i);
    if (teams.given() && (row.team == kNone || !teams.accepts(row.team))) return false;
    return name_matches(call.query, row.name) && (!users.given() || has_target_user(row, users));
  });
  apply_name_order(call.query, rows);
  const Includes includes(call.query);
  return json_response(200, render_page("escalation_policies", rows, page,
                                        [&](Index row) { return policy_object(account, row, includes); }));
}

Response get_escalation_policy(Call& call) {
  const Index index = call.account.policies.find(call.args[0]);
  if (index == kNone) fail_not_found();
  return json_response(200,
                       json::object{{"escalation_policy", policy_object(call.account, index, Includes(call.query))}});
}

}  // namespace

void add_escalation_policy_routes(Router& router) {
  router.add("GET", "/escalation_policies", "escalation_policies.read", list_escalation_policies);
  router.add("GET", "/escalation_policies/{id}", "escalation_policies.read", get_escalation_policy);
}

}  // namespace simulator
