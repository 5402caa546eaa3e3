// The operations themselves, each defined in the file of its name. Only operations.cpp and tests need this.
// Threads: constant data, [any-thread].
#pragma once

#include "kit/answer/operation.hpp"

namespace autoheal::pagerduty::operations {

extern const kit::Operation kWhoIsOnCall;
extern const kit::Operation kListIncidents;
extern const kit::Operation kGetIncident;
extern const kit::Operation kGetIncidentTimeline;
extern const kit::Operation kListIncidentAlerts;
extern const kit::Operation kFindSimilarIncidents;
extern const kit::Operation kGetServiceStatus;
extern const kit::Operation kGetEscalationPolicy;
extern const kit::Operation kGetSchedule;
extern const kit::Operation kListChanges;
extern const kit::Operation kSummarizeIncidents;
extern const kit::Operation kSearchDirectory;
extern const kit::Operation kDiagnoseWebhook;
extern const kit::Operation kGetAccount;
extern const kit::Operation kReconcileAlerts;
extern const kit::Operation kEnrichAlert;

}  // namespace autoheal::pagerduty::operations
