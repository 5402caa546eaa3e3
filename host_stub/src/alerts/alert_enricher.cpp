#include "alerts/alert_enricher.hpp"

#include "alerts/test_fingerprint.hpp"
#include "base/json.hpp"
#include "integrations/host_operations.hpp"
#include "integrations/integrations.hpp"

#include <boost/json.hpp>

namespace autoheal::host {
namespace {

constexpr std::chrono::seconds kEnrichTime{15};

}  // namespace

void AlertEnricher::enrich(std::int64_t integration_id, std::int64_t alert_id, std::string fingerprint) {
  if (is_test_fingerprint(fingerprint)) return;
  queue_.add([this, integration_id, alert_id, fingerprint = std::move(fingerprint)](const auto& cancel) {
    return ask(integration_id, alert_id, fingerprint, cancel);
  });
}

Result<void> AlertEnricher::ask(std::int64_t integration_id, std::int64_t alert_id, const std::string& fingerprint,
                                const std::shared_ptr<CancelSource>& cancel) {
  AH_TRY(const auto integration, integrations_.get(integration_id));
  if (!integrations_.offers(integration, kEnrichOperation)) return success();
  AH_TRY(const auto envelope, integrations_.query(integration.name, kEnrichOperation, {{"fingerprint", fingerprint}},
                                                  call_within(kEnrichTime, cancel)));
  AH_TRY(const auto parsed, parse_json_object(envelope, "The envelope"));
  const auto* data = object_at(parsed, "data");
  if (data == nullptr || data->empty()) return success();
  return store_(alert_id, boost::json::serialize(*data));
}

}  // namespace autoheal::host
