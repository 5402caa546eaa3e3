#include "rest/resources.hpp"

namespace simulator {

void add_routes(Router& router) {
  add_ability_routes(router);
  add_incident_routes(router);
  add_incident_insight_routes(router);
  add_incident_write_routes(router);
  add_log_entry_routes(router);
  add_oncall_routes(router);
  add_schedule_routes(router);
  add_shift_schedule_routes(router);
  add_service_routes(router);
  add_service_graph_routes(router);
  add_maintenance_window_routes(router);
  add_change_event_routes(router);
  add_escalation_policy_routes(router);
  add_user_routes(router);
  add_team_routes(router);
  add_priority_routes(router);
  add_webhook_subscription_routes(router);
  add_analytics_routes(router);
}

}  // namespace simulator
