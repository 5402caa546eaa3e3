// Change events, maintenance windows and service dependencies. Threads: pure functions, [any-thread].
#pragma once

#include "api/page.hpp"
#include "model/change_event.hpp"

namespace autoheal::pagerduty::api {

http::Request build_list_changes(UtcTime since, UtcTime until, const std::vector<std::string>& team_ids);
http::Request build_list_service_changes(const std::string& service_id, UtcTime since, UtcTime until);
http::Request build_list_related_changes(const std::string& incident_id);
http::Request build_list_maintenance_windows(const std::vector<std::string>& service_ids);  // ongoing and future
http::Request build_list_dependencies(const std::string& service_id);

http::Request build_list_business_services();

Reference read_business_service(const JsonReader& reader);
model::ChangeEvent read_change_event(const JsonReader& reader);
model::MaintenanceWindow read_maintenance_window(const JsonReader& reader);
Result<std::vector<model::Dependency>> parse_dependencies(const http::Response& response);

}  // namespace autoheal::pagerduty::api
