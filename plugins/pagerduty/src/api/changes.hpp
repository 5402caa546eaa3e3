// Change events, maintenance windows and service dependencies. Threads: pure functions, [any-thread].
#pragma once

#include "api/page.hpp"
#include "model/change_event.hpp"

namespace autoheal::pagerduty::api {

kit::http::Request build_list_changes(kit::UtcTime since, kit::UtcTime until, const std::vector<std::string>& team_ids);
kit::http::Request build_list_service_changes(const std::string& service_id, kit::UtcTime since, kit::UtcTime until);
kit::http::Request build_list_related_changes(const std::string& incident_id);
kit::http::Request build_list_maintenance_windows(const std::vector<std::string>& service_ids);  // ongoing and future
kit::http::Request build_list_dependencies(const std::string& service_id);

kit::http::Request build_list_business_services();

kit::Reference read_business_service(const kit::JsonReader& reader);
model::ChangeEvent read_change_event(const kit::JsonReader& reader);
model::MaintenanceWindow read_maintenance_window(const kit::JsonReader& reader);
kit::Result<std::vector<model::Dependency>> parse_dependencies(const kit::http::Response& response);

}  // namespace autoheal::pagerduty::api
