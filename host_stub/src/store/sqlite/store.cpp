#include "store/store.hpp"

#include "store/sqlite/repositories.hpp"

namespace autoheal::host {
namespace {

constexpr const char* kDatabaseFile = "host.db";

class SqliteStore final : public Store {
 public:
  explicit SqliteStore(std::filesystem::path file) : file_(std::move(file)), pool_(file_) {}

  AgentRepository& agents() override { return *agents_; }
  AlertRepository& alerts() override { return *alerts_; }
  DeliveryRepository& deliveries() override { return *deliveries_; }
  EndpointRepository& endpoints() override { return *endpoints_; }
  IntegrationRepository& integrations() override { return *integrations_; }
  MetaRepository& meta() override { return *meta_; }

  Result<void> prepare_for(std::size_t calls) override {
    std::vector<ConnectionPool::Lease> leases;
    while (leases.size() < calls) {
      AH_TRY(auto lease, pool_.lease());
      leases.push_back(std::move(lease));
    }
    return success();
  }

  Result<std::unique_ptr<BatchWriter>> open_batch_writer() override {
    AH_TRY(Database db, Database::open(file_));
    return sqlite::make_batch_writer(std::move(db));
  }
  Result<std::unique_ptr<ChangeFeed>> open_change_feed() override {
    AH_TRY(Database db, Database::open(file_));
    return sqlite::make_change_feed(std::move(db));
  }

 private:
  const std::filesystem::path file_;
  ConnectionPool pool_;
  const std::unique_ptr<AgentRepository> agents_ = sqlite::make_agents(pool_);
  const std::unique_ptr<AlertRepository> alerts_ = sqlite::make_alerts(pool_);
  const std::unique_ptr<DeliveryRepository> deliveries_ = sqlite::make_deliveries(pool_);
  const std::unique_ptr<EndpointRepository> endpoints_ = sqlite::make_endpoints(pool_);
  const std::unique_ptr<IntegrationRepository> integrations_ = sqlite::make_integrations(pool_);
  const std::unique_ptr<MetaRepository> meta_ = sqlite::make_meta(pool_);
};

}  // namespace

Result<std::unique_ptr<Store>> open_store(const std::filesystem::path& directory) {
  auto store = std::make_unique<SqliteStore>(directory / kDatabaseFile);
  AH_TRY_VOID(store->prepare_for(1));  // whether it can be opened shows here
  return std::unique_ptr<Store>{std::move(store)};
}

}  // namespace autoheal::host
