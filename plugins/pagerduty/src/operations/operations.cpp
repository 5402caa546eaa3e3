#include "operations/operations.hpp"

#include "operations/operation_table.hpp"

#include <array>

namespace autoheal::pagerduty::operations {
namespace {

constexpr std::array kOperations{
    &kWhoIsOnCall,        &kListIncidents,        &kGetIncident,        &kGetIncidentTimeline,
    &kListIncidentAlerts, &kFindSimilarIncidents, &kGetServiceStatus,   &kGetEscalationPolicy,
    &kGetSchedule,        &kListChanges,          &kSummarizeIncidents, &kSearchDirectory,
    &kDiagnoseWebhook,    &kGetAccount,           &kReconcileAlerts,    &kEnrichAlert};

}  // namespace

std::span<const kit::Operation* const> all_operations() { return kOperations; }

}  // namespace autoheal::pagerduty::operations
