#include "reads/json/timeline_json.hpp"

#include "kit/answer/json_of.hpp"
#include "kit/time/rfc3339.hpp"

#include <boost/json.hpp>

namespace autoheal::pagerduty::reads {

namespace json = boost::json;
using std::chrono::seconds;

json::object json_of(const TimelineEvent& event, kit::UtcTime start) {
  json::object out{{"at", kit::render_rfc3339(event.at)},
                   {"after_s", std::chrono::floor<seconds>(event.at - start).count()},
                   {"kind", event.kind},
                   {"what", event.what}};
  if (!event.actor.empty()) {
    out["by"] = event.actor;
    kit::put(out, "by_kind", event.actor_kind);
  }
  kit::put(out, "channel", event.channel);
  if (!event.to.empty()) {
    json::array to;
    for (const std::string& name : event.to) to.push_back(json::string(name));
    out["to"] = std::move(to);
  }
  if (event.count > 1) {
    out["count"] = event.count;
    out["last_at"] = kit::render_rfc3339(event.last_at);
  }
  kit::put(out, "text", event.text);
  kit::put(out, "incident", event.incident);
  return out;
}

json::object json_of(const Durations& durations, kit::UtcTime start) {
  json::object out;
  if (durations.to_acknowledge) out["to_acknowledge_s"] = durations.to_acknowledge->count();
  kit::put(out, "acknowledged_by", durations.acknowledged_by);
  if (durations.to_resolve) out["to_resolve_s"] = durations.to_resolve->count();
  kit::put(out, "resolved_by", durations.resolved_by);
  if (durations.open_for) out["open_for_s"] = durations.open_for->count();
  json::array steps;
  for (const EscalationStep& step : durations.escalations) {
    json::object item{{"level", step.level},
                      {"at", kit::render_rfc3339(step.at)},
                      {"after_s", std::chrono::floor<seconds>(step.at - start).count()}};
    json::array to;
    for (const std::string& name : step.to) to.push_back(json::string(name));
    if (!to.empty()) item["to"] = std::move(to);
    steps.push_back(std::move(item));
  }
  if (!steps.empty()) out["escalations"] = std::move(steps);
  return out;
}

}  // namespace autoheal::pagerduty::reads
