// AlertEnricher: asks the source what more it knows of a new alert, once the delivery that brought it has been
// answered, so that it can neither delay nor endanger it.
// Threads: enrich is [any-thread]; one thread of its own asks.
#pragma once

#include "base/result.hpp"
#include "integrations/background_queue.hpp"

#include <cstdint>
#include <functional>
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
  Result<void> ask(std::int64_t integration_id, std::int64_t alert_id, const std::string& fingerprint,
                   const std::shared_ptr<CancelSource>& cancel);

  IntegrationService& integrations_;
  const StoreEnrichment store_;
  BackgroundQueue queue_{"an alert could not be enriched"};
};

}  // namespace autoheal::host
