// The SQLite side of the repositories: what each promises stands at its interface.
// Threads: [any-thread]; the pool outlives them.
#pragma once

#include "store/agent_repository.hpp"
#include "store/alert_repository.hpp"
#include "store/change_feed.hpp"
#include "store/delivery_repository.hpp"
#include "store/endpoint_repository.hpp"
#include "store/integration_repository.hpp"
#include "store/meta_repository.hpp"
#include "store/sqlite/connection_pool.hpp"
#include "store/write_batch.hpp"

#include <memory>

namespace autoheal::host::sqlite {

std::unique_ptr<AgentRepository> make_agents(ConnectionPool& pool);
std::unique_ptr<AlertRepository> make_alerts(ConnectionPool& pool);
std::unique_ptr<DeliveryRepository> make_deliveries(ConnectionPool& pool);
std::unique_ptr<EndpointRepository> make_endpoints(ConnectionPool& pool);
std::unique_ptr<IntegrationRepository> make_integrations(ConnectionPool& pool);
std::unique_ptr<MetaRepository> make_meta(ConnectionPool& pool);
std::unique_ptr<BatchWriter> make_batch_writer(Database db);
std::unique_ptr<ChangeFeed> make_change_feed(Database db);

}  // namespace autoheal::host::sqlite
