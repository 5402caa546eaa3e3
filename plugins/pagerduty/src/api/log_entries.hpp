// GET /incidents/{id}/log_entries, GET /log_entries, GET /incidents/{id}/notes. Threads: pure, [any-thread].
#pragma once

#include "api/page.hpp"
#include "model/incident.hpp"
#include "model/log_entry.hpp"

namespace autoheal::pagerduty::api {

// With channels, which hold the original monitoring event.
kit::http::Request build_list_log_entries(const std::string& incident_id, bool overview);
// The account's, in a window; overview: only the important changes.
kit::http::Request build_list_account_log_entries(kit::UtcTime since, kit::UtcTime until,
                                                  const std::vector<std::string>& team_ids);
kit::http::Request build_list_notes(const std::string& incident_id);

model::LogEntry read_log_entry(const kit::JsonReader& reader);
model::Note read_note(const kit::JsonReader& reader);

// What a first trigger log entry says, whether it came as a reference or in full.
model::Trigger read_trigger(const kit::JsonReader& entry);

}  // namespace autoheal::pagerduty::api
