#include "query/operation.hpp"

#include <algorithm>
#include <array>

#include "query/operation_table.hpp"

namespace autoheal::pagerduty::query {
namespace {

constexpr std::array kOperations{
    &kWhoIsOnCall,        &kListIncidents,        &kGetIncident,        &kGetIncidentTimeline,
    &kListIncidentAlerts, &kFindSimilarIncidents, &kGetServiceStatus,   &kGetEscalationPolicy,
    &kGetSchedule,        &kListChanges,          &kSummarizeIncidents, &kSearchDirectory,
    &kDiagnoseWebhook,    &kGetAccount,           &kReconcileAlerts,    &kEnrichAlert};

}  // namespace

std::span<const Operation* const> operations() { return kOperations; }

const Operation* find_operation(std::string_view name) {
  auto found =
      std::find_if(kOperations.begin(), kOperations.end(), [&](const Operation* o) { return o->name == name; });
  return found == kOperations.end() ? nullptr : *found;
}

}  // namespace autoheal::pagerduty::query
