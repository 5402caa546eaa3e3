#include "reads/service_neighbours.hpp"

#include "api/changes.hpp"
#include "api/directory.hpp"
#include "kit/answer/json_of.hpp"
#include "reads/json/service_json.hpp"

#include <algorithm>
#include <boost/json.hpp>

namespace autoheal::pagerduty::reads {

namespace json = boost::json;

namespace {

bool is_nameless_business(const kit::Reference& end) { return end.type == "business" && end.summary.empty(); }

// A dependency names ids only; technical services are in the directory, business services have a list of their own.
void take_dependencies(kit::http::Exchange& exchange, ServiceNeighbours& out,
                       const kit::Result<kit::http::Response>& reply) {
  kit::Result<std::vector<model::Dependency>> parsed =
      reply.has_value() ? api::parse_dependencies(reply.value())
                        : kit::Result<std::vector<model::Dependency>>(kit::failure(reply.error()));
  if (!parsed.has_value()) {
    out.error = parsed.error();
    return;
  }
  out.dependencies = std::move(parsed.value());
  const bool nameless =
      std::any_of(out.dependencies->begin(), out.dependencies->end(), [](const model::Dependency& relation) {
        return is_nameless_business(relation.supporting) || is_nameless_business(relation.dependent);
      });
  if (!nameless) return;
  out.business = read_list<kit::Reference>(exchange, api::build_list_business_services(), "business_services",
                                           api::read_business_service);
}

json::object json_of_neighbour(const ServiceNeighbours& neighbours, const kit::Reference& end,
                               const model::Service* known) {
  json::object out{{"id", end.id}};
  kit::put(out, "kind", end.type);
  kit::put(out, "name", end.summary);
  if (neighbours.business) {
    for (const kit::Reference& business : neighbours.business->rows) {
      if (business.id == end.id) out["name"] = business.summary;
    }
  }
  if (known == nullptr) return out;
  out["name"] = known->name;
  out["status"] = known->status;
  return out;
}

const model::Service* find_service(const std::vector<model::Service>& services, const std::string& id) {
  const auto found =
      std::find_if(services.begin(), services.end(), [&id](const model::Service& service) { return service.id == id; });
  return found == services.end() ? nullptr : &*found;
}

}  // namespace

std::shared_ptr<ServiceNeighbours> read_neighbours(kit::http::Exchange& exchange, const std::string& service_id) {
  auto out = std::make_shared<ServiceNeighbours>();
  exchange.get(api::build_list_dependencies(service_id),
               [out, &exchange](kit::Result<kit::http::Response> reply) { take_dependencies(exchange, *out, reply); });
  return out;
}

json::array suppliers_of(const ServiceNeighbours& neighbours, const std::string& service_id,
                         const std::vector<model::Service>& services, std::vector<std::string>& troubled) {
  json::array out;
  for (const model::Dependency& relation : *neighbours.dependencies) {
    if (relation.dependent.id != service_id) continue;
    const model::Service* known = find_service(services, relation.supporting.id);
    if (known != nullptr && rank_of_status(known->status) <= 1) troubled.push_back(known->name);
    out.push_back(json_of_neighbour(neighbours, relation.supporting, known));
  }
  return out;
}

json::array users_of(const ServiceNeighbours& neighbours, const std::string& service_id,
                     const std::vector<model::Service>& services) {
  json::array out;
  for (const model::Dependency& relation : *neighbours.dependencies) {
    if (relation.dependent.id == service_id) continue;
    out.push_back(json_of_neighbour(neighbours, relation.dependent, find_service(services, relation.dependent.id)));
  }
  return out;
}

}  // namespace autoheal::pagerduty::reads
