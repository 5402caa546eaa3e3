// GET /priorities, most severe first. 402 on plans without priorities.
#include "rest/directory_objects.hpp"
#include "rest/page.hpp"
#include "rest/resources.hpp"

namespace simulator {
namespace {

Response list_priorities(Call& call) {
  const Account& account = call.account;
  if (!account.plan.priorities) fail_plan();
  const Page page = parse_page(call.query);
  std::vector<Index> rows;
  for (Index i = 0; i < account.priorities.size(); ++i) rows.push_back(i);
  return json_response(200,
                       render_page("priorities", rows, page, [&](Index row) { return priority_object(account, row); }));
}

}  // namespace

void add_priority_routes(Router& router) { router.add("GET", "/priorities", "priorities.read", list_priorities); }

}  // namespace simulator
