// The operations themselves, each defined in the file of its name. Only operations.cpp and tests need this.
#pragma once

#include "query/operation.hpp"

namespace autoheal::pagerduty::query {

extern const Operation kWhoIsOnCall;
extern const Operation kListIncidents;
extern const Operation kGetIncident;
extern const Operation kGetIncidentTimeline;
extern const Operation kListIncidentAlerts;
extern const Operation kFindSimilarIncidents;
extern const Operation kGetServiceStatus;
extern const Operation kGetEscalationPolicy;
extern const Operation kGetSchedule;
extern const Operation kListChanges;
extern const Operation kSummarizeIncidents;
extern const Operation kSearchDirectory;
extern const Operation kDiagnoseWebhook;
extern const Operation kGetAccount;
extern const Operation kReconcileAlerts;
extern const Operation kEnrichAlert;

}  // namespace autoheal::pagerduty::query
