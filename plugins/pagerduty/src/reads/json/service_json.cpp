#include "reads/json/service_json.hpp"

#include "kit/answer/json_of.hpp"

#include <boost/json.hpp>

namespace autoheal::pagerduty::reads {

namespace json = boost::json;

json::object json_of(const model::Service& service) {
  json::object out{{"id", service.id}, {"name", service.name}, {"status", service.status}};
  kit::put(out, "description", service.description);
  kit::put(out, "escalation_policy", service.escalation_policy);
  kit::put(out, "teams", service.teams);
  kit::put(out, "integrations", service.integrations);
  kit::put(out, "last_incident_at", service.last_incident_at);
  kit::put(out, "urgency_rule", service.urgency_rule);
  kit::put(out, "support_hours", service.support_hours);
  if (service.auto_resolve_s) out["auto_resolve_s"] = *service.auto_resolve_s;
  if (service.acknowledgement_timeout_s) out["acknowledgement_timeout_s"] = *service.acknowledgement_timeout_s;
  kit::put(out, "url", service.html_url);
  return out;
}

int rank_of_status(const std::string& status) {
  constexpr std::string_view kOrder[] = {"critical", "warning", "maintenance", "disabled", "active"};
  for (int i = 0; i < 5; ++i) {
    if (status == kOrder[i]) return i;
  }
  return 1;  // one that PagerDuty adds one day is worth a look
}

std::string_view status_words(const std::string& status, bool incidents_read) {
  if (status == "active") return incidents_read ? "is fine: nothing is open" : "looks fine by its status";
  if (status == "warning") return "has acknowledged incidents only";
  if (status == "critical") return "has triggered incidents";
  if (status == "maintenance") return "is in maintenance";
  if (status == "disabled") return "is disabled: it takes no incidents";
  return "has a status that is not known here";
}

}  // namespace autoheal::pagerduty::reads
