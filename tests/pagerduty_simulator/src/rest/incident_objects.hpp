// Incidents, log entries, alerts and notes as the REST API shows them.
#pragma once

#include "rest/references.hpp"

namespace simulator {

// `zone`: what /incidents was asked for, UTC by default.
json::object incident_object(const Account& account, Index incident, const Includes& includes, const Zone& zone,
                             bool single);
json::object log_entry_object(const Account& account, Index incident, const LogEntry& entry, std::size_t ordinal,
                              const Includes& includes, const Zone& zone);
// Alerts are always rendered in the account's zone.
json::object alert_object(const Account& account, Index incident, const IncidentDetail& detail, std::size_t ordinal,
                          const Includes& includes);
json::object note_object(const Account& account, const Note& note);
// The stored detail, or the derived one put into `scratch`.
const IncidentDetail& detail_of(const Account& account, Index incident, IncidentDetail& scratch);

}  // namespace simulator
