// The resource files: each adds the routes of one resource.
#pragma once

#include "rest/router.hpp"

namespace simulator {

void add_ability_routes(Router& router);
void add_incident_routes(Router& router);
void add_incident_part_routes(Router& router);
void add_incident_insight_routes(Router& router);
void add_incident_write_routes(Router& router);
void add_log_entry_routes(Router& router);
void add_oncall_routes(Router& router);
void add_schedule_routes(Router& router);
void add_shift_schedule_routes(Router& router);
void add_service_routes(Router& router);
void add_service_graph_routes(Router& router);
void add_maintenance_window_routes(Router& router);
void add_change_event_routes(Router& router);
void add_escalation_policy_routes(Router& router);
void add_user_routes(Router& router);
void add_team_routes(Router& router);
void add_priority_routes(Router& router);
void add_webhook_subscription_routes(Router& router);
void add_analytics_routes(Router& router);

}  // namespace simulator
