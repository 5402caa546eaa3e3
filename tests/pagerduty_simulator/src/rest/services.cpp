// GET /services.
#include "rest/change_event_list.hpp"
#include "rest/directory_objects.hpp"
#include "rest/filters.hpp"
#include "rest/page.hpp"
#include "rest/resources.hpp"

#include <algorithm>

namespace simulator {
namespace {

Response list_services(Call& call) {
  const Account& account = call.account;
  const Page page = parse_page(call.query);
  const IdFilter teams = team_filter(call.query, account);
  const auto name = call.query.get("name");
  auto rows = rows_by_name(account.services, [&](Index i) {
    const Service& row = account.services.at(i);
    return name_matches(call.query, row.name) && (!name || row.name == *name) && teams.accepts_any(row.teams);
  });
  apply_name_order(call.query, rows);
  const Includes includes(call.query);
  const auto statuses = service_statuses(account);
  return json_response(200, render_page("services", rows, page, [&](Index row) {
                         return service_object(account, row, includes, statuses[static_cast<std::size_t>(row)]);
                       }));
}

Index find_service(const Call& call) {
  const Index index = call.account.services.find(call.args[0]);
  if (index == kNone) fail_not_found();
  return index;
}

Response get_service(Call& call) {
  const Index index = find_service(call);
  const char* status = service_statuses(call.account)[static_cast<std::size_t>(index)];
  return json_response(200,
                       json::object{{"service", service_object(call.account, index, Includes(call.query), status)}});
}

Response change_events(Call& call) { return list_change_events(call, find_service(call)); }

}  // namespace

void add_service_routes(Router& router) {
  router.add("GET", "/services", "services.read", list_services);
  router.add("GET", "/services/{id}", "services.read", get_service);
  router.add("GET", "/services/{id}/change_events", "services.read", change_events);
}

}  // namespace simulator
