// AlertEnricher: asks the source what more it knows of new alerts, once the delivery that brought them has been
// answered, so that it can neither delay nor endanger it. Alerts of one integration that wait are asked about together.
// Threads: enrich is [any-thread]; one thread of its own asks.
#pragma once

#include "base/result.hpp"
#include "integrations/background_queue.hpp"

#include <boost/json/fwd.hpp>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

namespace autoheal::host {

class IntegrationService;

class AlertEnricher {
 public:
  // Lays what was found (a JSON object) under that alert. Called on the enricher's thread.
  using StoreEnrichment = std::function<Result<void>(std::int64_t alert_id, std::string_view enrichment)>;

  AlertEnricher(IntegrationService& integrations, StoreEnrichment store)
      : integrations_(integrations), store_(std::move(store)) {}

  // A courtesy: left out when too much waits, and for test alerts, which no source knows.
  void enrich(std::int64_t integration_id, std::int64_t alert_id, std::string fingerprint);

 private:
  using Alerts = std::map<std::string, std::int64_t>;  // ids by fingerprint

  bool plan(std::int64_t integration_id);  // a call about that integration's waiting alerts; false: left out
  Alerts next_batch(std::int64_t integration_id);
  Result<void> ask(std::int64_t integration_id, const Alerts& alerts, const std::shared_ptr<CancelSource>& cancel);
  Result<void> keep(const Alerts& alerts, const boost::json::object& entry);

  IntegrationService& integrations_;
  const StoreEnrichment store_;
  std::mutex mutex_;
  std::map<std::int64_t, Alerts> waiting_;  // guarded by mutex_; by integration, never empty: a call is planned
  BackgroundQueue queue_{"alerts could not be enriched"};
};

}  // namespace autoheal::host
