#include "reads/json/alert_json.hpp"

#include "kit/answer/json_of.hpp"
#include "kit/time/rfc3339.hpp"

#include <boost/json.hpp>

namespace autoheal::pagerduty::reads {

namespace json = boost::json;

json::object brief_of(const model::Alert& alert) {
  json::object out{{"id", alert.id}, {"status", alert.status}};
  kit::put(out, "severity", alert.severity);
  kit::put(out, "summary", alert.summary);
  kit::put(out, "alert_key", alert.alert_key);
  out["created_at"] = kit::render_rfc3339(alert.created_at);
  kit::put(out, "resolved_at", alert.resolved_at);
  if (alert.suppressed) out["suppressed"] = true;
  kit::put(out, "integration", alert.integration);
  return out;
}

json::object json_of(const model::AlertDetails& details, std::size_t most_fields) {
  json::object out;
  kit::put(out, "format", details.format);
  kit::put(out, "summary", details.summary);
  kit::put(out, "severity", details.severity);
  kit::put(out, "source", details.source);
  kit::put(out, "component", details.component);
  kit::put(out, "group", details.group);
  kit::put(out, "class", details.event_class);
  kit::put(out, "client", details.client);
  kit::put(out, "client_url", details.client_url);
  kit::put(out, "dedup_key", details.dedup_key);
  json::array fields;
  for (const auto& [name, value] : details.fields) {
    if (fields.size() >= most_fields) break;
    fields.push_back({{"name", name}, {"value", value}});
  }
  const std::size_t omitted = details.omitted_fields + details.fields.size() - fields.size();
  if (!fields.empty()) out["fields"] = std::move(fields);
  if (omitted > 0) out["omitted_fields"] = omitted;
  kit::put(out, "text", details.text);
  return out;
}

json::object full_of(const model::Alert& alert, std::size_t most_fields) {
  json::object out = brief_of(alert);
  kit::put(out, "service", alert.service);
  if (!alert.details.empty()) out["details"] = json_of(alert.details, most_fields);
  json::array links;
  json::array images;
  for (const model::ContextLink& link : alert.details.links) {
    json::object item{{"url", link.href}};
    kit::put(item, "text", link.text);
    (link.is_image ? images : links).push_back(std::move(item));
  }
  if (!links.empty()) out["links"] = std::move(links);
  if (!images.empty()) out["images"] = std::move(images);
  kit::put(out, "url", alert.html_url);
  return out;
}

}  // namespace autoheal::pagerduty::reads
