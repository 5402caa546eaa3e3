#include "reads/json/change_json.hpp"

#include "kit/answer/json_of.hpp"
#include "kit/time/rfc3339.hpp"

#include <boost/json.hpp>

namespace autoheal::pagerduty::reads {

namespace json = boost::json;

namespace {

std::vector<kit::Reference> named(std::vector<kit::Reference> references, const Listing<model::Service>& services) {
  for (kit::Reference& reference : references) {
    if (!reference.summary.empty() || !services) continue;
    for (const model::Service& known : *services) {
      if (known.id == reference.id) reference.summary = known.name;
    }
  }
  return references;
}

}  // namespace

json::object json_of(const model::ChangeEvent& change, const std::optional<kit::UtcTime>& incident_at,
                     const Listing<model::Service>& services) {
  constexpr std::size_t kMostDetails = 20;
  json::object out{{"id", change.id}, {"at", kit::render_rfc3339(change.timestamp)}, {"summary", change.summary}};
  kit::put(out, "source", change.source);
  kit::put(out, "services", named(change.services, services));
  kit::put(out, "integration", change.integration);
  kit::put(out, "why", change.correlation);
  if (incident_at)
    out["before_incident_s"] = std::chrono::floor<std::chrono::seconds>(*incident_at - change.timestamp).count();
  json::array details;
  for (const auto& [name, value] : change.details) {
    if (details.size() < kMostDetails) details.push_back({{"name", name}, {"value", value}});
  }
  if (!details.empty()) out["details"] = std::move(details);
  json::array links;
  for (const model::ContextLink& link : change.links) {
    json::object item{{"url", link.href}};
    kit::put(item, "text", link.text);
    links.push_back(std::move(item));
  }
  if (!links.empty()) out["links"] = std::move(links);
  return out;
}

json::object json_of(const model::MaintenanceWindow& window, const kit::TimeZone& zone, kit::UtcTime now) {
  json::object out{{"id", window.id},
                   {"start", kit::render_rfc3339(window.start)},
                   {"end", kit::render_rfc3339(window.end)},
                   {"end_local", zone.render(window.end)},
                   {"ongoing", window.start <= now && now < window.end}};
  kit::put(out, "description", window.description);
  kit::put(out, "created_by", window.created_by);
  kit::put(out, "services", window.services);
  kit::put(out, "url", window.html_url);
  return out;
}

}  // namespace autoheal::pagerduty::reads
