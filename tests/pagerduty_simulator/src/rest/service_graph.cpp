// Business services and what depends on what.
#include "rest/filters.hpp"
#include "rest/page.hpp"
#include "rest/references.hpp"
#include "rest/resources.hpp"

namespace simulator {
namespace {

json::object business_service_object(const Account& account, Index index) {
  const BusinessService& row = account.business_services.at(index);
  json::object out =
      reference(row.id, "business_service", row.name, std::string(kApi) + "/business_services/" + row.id, "");
  out["name"] = row.name;
  out["description"] = text_or_null(row.description);
  out["point_of_contact"] = text_or_null(row.point_of_contact);
  out["team"] = row.team == kNone ? json::value(nullptr) : json::value(team_reference(account, row.team));
  return out;
}

Response list_business_services(Call& call) {
  const Account& account = call.account;
  const Page page = parse_page(call.query);
  const auto rows = rows_by_name(account.business_services, [](Index) { return true; });
  return json_response(200, render_page("business_services", rows, page,
                                        [&](Index row) { return business_service_object(account, row); }));
}

Response get_business_service(Call& call) {
  const Index index = call.account.business_services.find(call.args[0]);
  if (index == kNone) fail_not_found();
  return json_response(200, json::object{{"business_service", business_service_object(call.account, index)}});
}

json::object node_object(const Account& account, const ServiceNode& node) {
  if (node.business) {
    return json::object{{"id", account.business_services.at(node.index).id}, {"type", "business_service_reference"}};
  }
  return json::object{{"id", account.services.at(node.index).id}, {"type", "technical_service_reference"}};
}

// Immediate neighbours in both directions.
Response neighbours(const Call& call, const ServiceNode& node) {
  const Account& account = call.account;
  json::array rows;
  for (const Dependency& row : account.dependencies) {
    if (row.supporting != node && row.dependent != node) continue;
    rows.emplace_back(json::object{{"id", row.id},
                                   {"type", "service_dependency"},
                                   {"supporting_service", node_object(account, row.supporting)},
                                   {"dependent_service", node_object(account, row.dependent)}});
  }
  return json_response(200, json::object{{"relationships", std::move(rows)}});
}

Response of_technical(Call& call) {
  const Index index = call.account.services.find(call.args[0]);
  if (index == kNone) fail_not_found();
  return neighbours(call, {false, index});
}

Response of_business(Call& call) {
  const Index index = call.account.business_services.find(call.args[0]);
  if (index == kNone) fail_not_found();
  return neighbours(call, {true, index});
}

}  // namespace

void add_service_graph_routes(Router& router) {
  router.add("GET", "/business_services", "services.read", list_business_services);
  router.add("GET", "/business_services/{id}", "services.read", get_business_service);
  router.add("GET", "/service_dependencies/technical_services/{id}", "services.read", of_technical);
  router.add("GET", "/service_dependencies/business_services/{id}", "services.read", of_business);
}

}  // namespace simulator
