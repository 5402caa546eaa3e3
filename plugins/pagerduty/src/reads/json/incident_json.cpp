#include "reads/json/incident_json.hpp"

#include "kit/answer/json_of.hpp"
#include "kit/text/text.hpp"
#include "kit/time/rfc3339.hpp"

#include <boost/json.hpp>

namespace autoheal::pagerduty::reads {

namespace json = boost::json;

namespace {

constexpr std::size_t kTitleInRow = 300;

json::array names_of(const std::vector<model::Assignment>& assignments) {
  json::array out;
  for (const model::Assignment& a : assignments) {
    out.push_back(json::string(a.who.summary.empty() ? a.who.id : a.who.summary));
  }
  return out;
}

}  // namespace

std::chrono::seconds duration_of(const model::Incident& incident, kit::UtcTime now) {
  const kit::UtcTime end = incident.is_open() ? now : incident.ended_at().value_or(now);
  return std::max(std::chrono::floor<std::chrono::seconds>(end - incident.created_at), std::chrono::seconds{0});
}

std::string label_of(const model::Incident& incident) {
  return incident.number > 0 ? "#" + std::to_string(incident.number) : incident.id;
}

json::object json_of(const model::Incident& incident, kit::UtcTime now) {
  json::object row{{"number", incident.number},
                   {"id", incident.id},
                   {"title", kit::shorten(incident.title, kTitleInRow)},
                   {"status", incident.status}};
  kit::put(row, "urgency", incident.urgency);
  kit::put(row, "priority", incident.priority.summary);
  kit::put(row, "service", incident.service);
  row["created_at"] = kit::render_rfc3339(incident.created_at);
  kit::put(row, "resolved_at", incident.ended_at());
  row["duration_s"] = duration_of(incident, now).count();
  if (!incident.assignments.empty()) row["assigned_to"] = names_of(incident.assignments);
  if (!incident.acknowledgements.empty()) row["acknowledged_by"] = names_of(incident.acknowledgements);
  json::array teams;
  for (const kit::Reference& team : incident.teams)
    teams.push_back(json::string(team.summary.empty() ? team.id : team.summary));
  if (!teams.empty()) row["teams"] = std::move(teams);
  if (incident.alerts_all > 0) row["alerts"] = incident.alerts_all;
  kit::put(row, "merged_into", incident.merged_into);
  kit::put(row, "url", incident.html_url);
  return row;
}

}  // namespace autoheal::pagerduty::reads
