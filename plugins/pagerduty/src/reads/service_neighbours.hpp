// What a service depends on and what depends on it. Threads: one call, one thread.
#pragma once

#include "model/change_event.hpp"
#include "model/directory_entries.hpp"
#include "reads/reads.hpp"

#include <boost/json/array.hpp>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace autoheal::pagerduty::reads {

struct ServiceNeighbours {
  std::optional<std::vector<model::Dependency>> dependencies;  // absent: could not be read
  std::optional<kit::Error> error;
  std::shared_ptr<ListRead<kit::Reference>> business;  // null: no business service without a name is among them
};

// Queues the read; it is there after Exchange::run.
std::shared_ptr<ServiceNeighbours> read_neighbours(kit::http::Exchange& exchange, const std::string& service_id);

// Each with kind, name and status as far as known; dependencies must be there. services: the directory's.
// troubled: the names of suppliers that have open incidents join it.
boost::json::array suppliers_of(const ServiceNeighbours& neighbours, const std::string& service_id,
                                const std::vector<model::Service>& services, std::vector<std::string>& troubled);
boost::json::array users_of(const ServiceNeighbours& neighbours, const std::string& service_id,
                            const std::vector<model::Service>& services);

}  // namespace autoheal::pagerduty::reads
