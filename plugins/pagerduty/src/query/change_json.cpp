#include "query/change_json.hpp"

#include <boost/json.hpp>

#include "base/rfc3339.hpp"
#include "query/json_of.hpp"

namespace autoheal::pagerduty::query {

namespace json = boost::json;

namespace {

std::vector<Reference> named(std::vector<Reference> references, const Listing<model::Service>& services) {
  for (Reference& reference : references) {
    if (!reference.summary.empty() || !services) continue;
    for (const model::Service& known : *services) {
      if (known.id == reference.id) reference.summary = known.name;
    }
  }
  return references;
}

}  // namespace

json::object row_of(const model::ChangeEvent& change, const std::optional<UtcTime>& incident_at,
                    const Listing<model::Service>& services) {
  constexpr std::size_t kMostDetails = 20;
  json::object out{{"id", change.id}, {"at", render_rfc3339(change.timestamp)}, {"summary", change.summary}};
  put(out, "source", change.source);
  put(out, "services", named(change.services, services));
  put(out, "integration", change.integration);
  put(out, "why", change.correlation);
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
    put(item, "text", link.text);
    links.push_back(std::move(item));
  }
  if (!links.empty()) out["links"] = std::move(links);
  return out;
}

json::object row_of(const model::MaintenanceWindow& window, const TimeZone& zone, UtcTime now) {
  json::object out{{"id", window.id},
                   {"start", render_rfc3339(window.start)},
                   {"end", render_rfc3339(window.end)},
                   {"end_local", zone.render(window.end)},
                   {"ongoing", window.start <= now && now < window.end}};
  put(out, "description", window.description);
  put(out, "created_by", window.created_by);
  put(out, "services", window.services);
  put(out, "url", window.html_url);
  return out;
}

}  // namespace autoheal::pagerduty::query
