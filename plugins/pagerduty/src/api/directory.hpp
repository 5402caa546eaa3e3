// The lists that names are looked up in, and single resources of the same kinds. Threads: pure, [any-thread].
#pragma once

#include "api/page.hpp"
#include "model/directory_entries.hpp"

namespace autoheal::pagerduty::api {

kit::http::Request build_list_teams();
kit::http::Request build_list_services();
kit::http::Request build_list_escalation_policies();
kit::http::Request build_list_schedules();     // layer-based ones
kit::http::Request build_list_v3_schedules();  // shift-based ones
kit::http::Request build_list_users();
kit::http::Request build_list_priorities();
kit::http::Request build_get_service(const std::string& id);
kit::http::Request build_get_escalation_policy(const std::string& id);

model::Team read_team(const kit::JsonReader& reader);
model::Service read_service(const kit::JsonReader& reader);
model::EscalationPolicy read_escalation_policy(const kit::JsonReader& reader);
model::ScheduleName read_schedule_name(const kit::JsonReader& reader);
model::ScheduleName read_v3_schedule_name(const kit::JsonReader& reader);
model::User read_user(const kit::JsonReader& reader);
model::Priority read_priority_row(const kit::JsonReader& reader);

}  // namespace autoheal::pagerduty::api
