#include "webhook/alert_event.hpp"

#include "kit/time/rfc3339.hpp"

#include <boost/json.hpp>

namespace autoheal::pagerduty::webhook {
namespace {

namespace json = boost::json;

void set_text(json::object& out, std::string_view key, std::string_view value) {
  if (!value.empty()) out.emplace(key, value);
}

json::object render_entries(const std::vector<std::pair<std::string, std::string>>& entries,
                            const json::storage_ptr& storage) {
  json::object out(entries.size(), storage);
  for (const auto& [key, value] : entries) out.emplace(key, value);
  return out;
}

json::object render_alert(const Alert& alert, const json::storage_ptr& storage) {
  json::object out(16, storage);
  out.emplace("schema_version", 1);
  out.emplace("fingerprint", alert.fingerprint);
  out.emplace("source", "pagerduty");
  set_text(out, "external_id", alert.external_id);
  if (alert.external_number) out.emplace("external_number", *alert.external_number);
  set_text(out, "external_url", alert.external_url);
  out.emplace("name", alert.name);
  set_text(out, "summary", alert.summary);
  set_text(out, "description", alert.description);
  out.emplace("status", name(alert.status));
  out.emplace("severity", name(alert.rating.severity));
  out.emplace("severity_source", name(alert.rating.source));
  out.emplace("labels", render_entries(alert.labels, storage));
  out.emplace("annotations", render_entries(alert.annotations, storage));
  if (alert.starts_at) out.emplace("starts_at", kit::render_rfc3339(*alert.starts_at));
  set_text(out, "actor", alert.actor);
  return out;
}

}  // namespace

json::object render_event(const AlertEvent& event, json::storage_ptr storage) {
  json::object out(9, storage);
  out.emplace("event_id", event.event_id);
  out.emplace("kind", name(event.kind));
  out.emplace("event_type", event.event_type);
  out.emplace("occurred_at", kit::render_rfc3339(event.occurred_at));
  if (!event.resource_id.empty()) {
    json::object resource(3, storage);
    resource.emplace("id", event.resource_id);
    if (event.resource_number) resource.emplace("number", *event.resource_number);
    set_text(resource, "summary", event.resource_summary);
    out.emplace("resource", std::move(resource));
  }
  if (event.alert) out.emplace("alert", render_alert(*event.alert, storage));
  set_text(out, "reason", event.reason);
  if (!event.warnings.empty()) {
    json::array warnings(storage);
    for (const std::string& warning : event.warnings) warnings.emplace_back(warning);
    out.emplace("warnings", std::move(warnings));
  }
  if (event.reconciled) out.emplace("reconciled", true);
  return out;
}

}  // namespace autoheal::pagerduty::webhook
