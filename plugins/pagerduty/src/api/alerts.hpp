// GET /incidents/{id}/alerts and one of them. Threads: pure functions, [any-thread].
#pragma once

#include "api/page.hpp"
#include "model/alert.hpp"

namespace autoheal::pagerduty::api {

kit::http::Request build_list_alerts(const std::string& incident_id);

model::Alert read_alert(const kit::JsonReader& reader);

}  // namespace autoheal::pagerduty::api
