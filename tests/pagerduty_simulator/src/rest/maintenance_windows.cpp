// GET /maintenance_windows.
#include "rest/directory_objects.hpp"
#include "rest/filters.hpp"
#include "rest/page.hpp"
#include "rest/resources.hpp"

#include <algorithm>

namespace simulator {
namespace {

json::object window_object(const Account& account, Index index, const Includes& includes) {
  const MaintenanceWindow& row = account.maintenance_windows.at(index);
  json::object out =
      reference(row.id, "maintenance_window", row.description, std::string(kApi) + "/maintenance_windows/" + row.id,
                web_address(account, "service-directory/maintenance-windows/" + row.id));
  out["sequence_number"] = row.sequence_number;
  out["start_time"] = render_time(row.start, *account.zone);
  out["end_time"] = render_time(row.end, *account.zone);
  out["description"] = text_or_null(row.description);
  out["created_by"] = includes.has("users") ? user_object(account, row.created_by, Includes(), false)
                                            : user_reference(account, row.created_by);
  json::array services;
  std::vector<Index> teams;
  for (const Index service : row.services) {
    services.emplace_back(includes.has("services") ? service_object(account, service, Includes(), "maintenance")
                                                   : service_reference(account, service));
    for (const Index team : account.services.at(service).teams) teams.push_back(team);
  }
  out["services"] = std::move(services);
  out["teams"] = team_references(account, teams);
  return out;
}

bool in_phase(const MaintenanceWindow& row, const std::string& filter, Millis now) {
  if (filter == "past") return row.end <= now;
  if (filter == "future") return row.start > now;
  if (filter == "ongoing") return row.start <= now && now < row.end;
  if (filter == "open") return row.end > now;
  if (filter == "all") return true;
  fail_input("Filter is invalid.");
}

Response list_maintenance_windows(Call& call) {
  const Account& account = call.account;
  const Page page = parse_page(call.query);
  const IdFilter teams = team_filter(call.query, account);
  const IdFilter services(call.query, "service_ids[]", account.services);
  const std::string filter = call.query.get("filter").value_or("all");
  std::vector<Index> rows;
  for (Index i = 0; i < account.maintenance_windows.size(); ++i) {
    const MaintenanceWindow& row = account.maintenance_windows.at(i);
    if (!in_phase(row, filter, account.clock.now()) || !name_matches(call.query, row.description)) continue;
    const bool of_team = std::any_of(row.services.begin(), row.services.end(), [&](Index service) {
      return teams.accepts_any(account.services.at(service).teams);
    });
    if (of_team && services.accepts_any(row.services)) rows.push_back(i);
  }
  const Includes includes(call.query);
  return json_response(200, render_page("maintenance_windows", rows, page,
                                        [&](Index row) { return window_object(account, row, includes); }));
}

Response get_maintenance_window(Call& call) {
  const Index index = call.account.maintenance_windows.find(call.args[0]);
  if (index == kNone) fail_not_found();
  return json_response(200,
                       json::object{{"maintenance_window", window_object(call.account, index, Includes(call.query))}});
}

}  // namespace

void add_maintenance_window_routes(Router& router) {
  router.add("GET", "/maintenance_windows", "services.read", list_maintenance_windows);
  router.add("GET", "/maintenance_windows/{id}", "services.read", get_maintenance_window);
}

}  // namespace simulator
