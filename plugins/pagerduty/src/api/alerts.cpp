#include "api/alerts.hpp"

#include "api/alert_details.hpp"
#include "api/untrusted.hpp"
#include "model/link.hpp"

namespace autoheal::pagerduty::api {

kit::http::Request build_list_alerts(const std::string& incident_id) {
  return {"/incidents/" + incident_id + "/alerts",
          {{"include[]", "first_trigger_log_entries"}, {"sort_by", "created_at:asc"}}};
}

model::Alert read_alert(const kit::JsonReader& reader) {
  model::Alert alert;
  alert.id = reader.text("id");
  alert.status = read_text(reader, "status", kit::Lines::one, 40);
  alert.severity = read_text(reader, "severity", kit::Lines::one, 40);
  alert.summary = read_text(reader, "summary");
  alert.alert_key = read_text(reader, "alert_key", kit::Lines::one, 255);
  alert.html_url = model::checked_link(reader.text_or("html_url"));
  alert.suppressed = reader.boolean_or("suppressed", false);
  alert.created_at = reader.time("created_at");
  alert.resolved_at = reader.optional_time("resolved_at");
  alert.service = read_reference(reader, "service");
  alert.incident = read_reference(reader, "incident");
  alert.integration = read_reference(reader, "integration");
  alert.trigger_entry = read_reference(reader, "first_trigger_log_entry");
  if (auto body = reader.optional_object("body")) alert.details = read_alert_body(*body);
  if (alert.details.empty()) {  // an e-mail's text, for one, is only in the trigger entry's channel
    if (auto entry = reader.optional_object("first_trigger_log_entry")) {
      if (auto channel = entry->optional_object("channel")) alert.details = read_channel_details(*channel);
    }
  }
  if (alert.severity.empty()) alert.severity = alert.details.severity;
  return alert;
}

}  // namespace autoheal::pagerduty::api
