// The lists that names are looked up in, and single resources of the same kinds. Threads: pure, [any-thread].
#pragma once

#include "api/page.hpp"
#include "model/directory_entries.hpp"

namespace autoheal::pagerduty::api {

http::Request build_list_teams();
http::Request build_list_services();
http::Request build_list_escalation_policies();
http::Request build_list_schedules();     // layer-based ones
http::Request build_list_v3_schedules();  // shift-based ones
http::Request build_list_users();
http::Request build_list_priorities();
http::Request build_get_service(const std::string& id);
http::Request build_get_escalation_policy(const std::string& id);

model::Team read_team(const JsonReader& reader);
model::Service read_service(const JsonReader& reader);
model::EscalationPolicy read_escalation_policy(const JsonReader& reader);
model::ScheduleName read_schedule_name(const JsonReader& reader);
model::ScheduleName read_v3_schedule_name(const JsonReader& reader);
model::User read_user(const JsonReader& reader);
model::Priority read_priority_row(const JsonReader& reader);

}  // namespace autoheal::pagerduty::api
