#include "alerts/alert_enricher.hpp"

#include "alerts/test_fingerprint.hpp"
#include "base/json.hpp"
#include "integrations/integrations.hpp"
#include "plugin/roles.hpp"

#include <boost/json.hpp>

namespace autoheal::host {
namespace {

namespace json = boost::json;

constexpr std::chrono::seconds kEnrichTime{15};
constexpr std::size_t kMostWaiting = 64 * roles::kMostEnriched;  // of one integration

}  // namespace

void AlertEnricher::enrich(std::int64_t integration_id, std::int64_t alert_id, std::string fingerprint) {
  if (is_test_fingerprint(fingerprint)) return;
  const std::scoped_lock lock(mutex_);
  const auto found = waiting_.find(integration_id);
  if (found == waiting_.end()) {
    if (plan(integration_id)) waiting_[integration_id][std::move(fingerprint)] = alert_id;
  } else if (found->second.size() < kMostWaiting) {
    found->second[std::move(fingerprint)] = alert_id;
  }
}

bool AlertEnricher::plan(std::int64_t integration_id) {
  return queue_.add(
      [this, integration_id](const auto& cancel) { return ask(integration_id, next_batch(integration_id), cancel); });
}

AlertEnricher::Alerts AlertEnricher::next_batch(std::int64_t integration_id) {
  const std::scoped_lock lock(mutex_);
  Alerts batch;
  const auto found = waiting_.find(integration_id);
  if (found == waiting_.end()) return batch;
  Alerts& waiting = found->second;
  while (!waiting.empty() && batch.size() < roles::kMostEnriched) batch.insert(waiting.extract(waiting.begin()));
  if (waiting.empty() || !plan(integration_id)) waiting_.erase(found);
  return batch;
}

Result<void> AlertEnricher::ask(std::int64_t integration_id, const Alerts& alerts,
                                const std::shared_ptr<CancelSource>& cancel) {
  AH_TRY(const auto integration, integrations_.get(integration_id));
  const std::string operation = integrations_.operation_for(integration, roles::kEnrich);
  if (operation.empty() || alerts.empty()) return success();
  json::array fingerprints;
  for (const auto& [fingerprint, id] : alerts) fingerprints.push_back(json::string(fingerprint));
  AH_TRY(const auto envelope,
         integrations_.query(integration.name, operation, json::object{{"fingerprints", std::move(fingerprints)}},
                             call_within(kEnrichTime, Asker::nobody(), cancel)));
  AH_TRY(const auto parsed, parse_json_object(envelope, "The envelope"));
  const auto* data = object_at(parsed, "data");
  const auto* entries = data == nullptr ? nullptr : array_at(*data, "alerts");
  if (entries == nullptr) return success();
  for (const auto& entry : *entries) {
    if (!entry.is_object()) continue;
    AH_TRY_VOID(keep(alerts, entry.get_object()));
  }
  return success();
}

// What is known of one alert; an entry that tells nothing or was not asked for changes nothing.
Result<void> AlertEnricher::keep(const Alerts& alerts, const json::object& entry) {
  const auto asked = alerts.find(text_at(entry, "fingerprint"));
  if (asked == alerts.end() || entry.contains("error")) return success();
  json::object known;
  for (const char* member : {"labels", "annotations", "severity"}) {
    if (const auto* value = entry.if_contains(member)) known[member] = *value;
  }
  return known.empty() ? success() : store_(asked->second, json::serialize(known));
}

}  // namespace autoheal::host
