#include "reads/json/similar_json.hpp"

#include "kit/answer/json_of.hpp"
#include "kit/time/rfc3339.hpp"
#include "reads/json/alert_json.hpp"
#include "reads/json/incident_json.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <cmath>
#include <map>

namespace autoheal::pagerduty::reads {

namespace json = boost::json;

namespace {

int hour_of(kit::UtcTime time, const kit::TimeZone& zone) {
  const kit::LocalTime local = zone.to_local(time);
  const auto since_midnight = local - std::chrono::floor<std::chrono::days>(local);
  return static_cast<int>(std::chrono::floor<std::chrono::hours>(since_midnight).count());
}

// How it was fixed, in its people's words: the resolution note, else the last ones.
void add_notes(json::object& out, const ListRead<model::Note>& read) {
  constexpr std::size_t kLastNotes = 3;
  std::vector<model::Note> notes = read.rows;
  std::stable_sort(notes.begin(), notes.end(),
                   [](const auto& a, const auto& b) { return a.created_at > b.created_at; });
  json::array last;
  for (const model::Note& note : notes) {
    if (note.content.starts_with(model::kResolutionNote)) {
      if (!out.contains("resolution")) out["resolution"] = note.content.substr(model::kResolutionNote.size());
    } else if (last.size() < kLastNotes) {
      json::object item{{"at", kit::render_rfc3339(note.created_at)}, {"text", note.content}};
      kit::put(item, "by", note.user.summary);
      last.push_back(std::move(item));
    }
  }
  if (!last.empty()) out["notes"] = std::move(last);
}

}  // namespace

json::object json_of(const SimilarIncidentHit& hit, kit::UtcTime now) {
  json::object out{{"incident", json_of(hit.incident, now)}, {"score", std::lround(hit.score * 100)}};
  json::array reasons;
  for (const std::string& reason : hit.reasons) reasons.push_back(json::string(reason));
  out["reasons"] = std::move(reasons);
  if (!hit.incident.is_open()) {
    kit::put(out, "resolved_by", hit.incident.last_status_change_by.summary);
    out["time_to_resolve_s"] = duration_of(hit.incident, now).count();
  }
  if (hit.notes) add_notes(out, *hit.notes);
  if (hit.alerts && !hit.alerts->rows.empty()) {
    json::array alerts;
    for (std::size_t i = 0; i < std::min<std::size_t>(2, hit.alerts->rows.size()); ++i)
      alerts.push_back(brief_of(hit.alerts->rows[i]));
    out["alerts"] = std::move(alerts);
  }
  return out;
}

json::object pattern_of(const std::vector<SimilarIncidentHit>& hits, const kit::TimeZone& zone, kit::UtcTime now) {
  constexpr int kHours = 4;  // of one stretch of the day
  std::map<int, int> stretches;
  std::size_t counted_hits = 0;
  std::vector<std::int64_t> to_resolve;
  for (const SimilarIncidentHit& hit : hits) {
    if (hit.score < kCloseHit) continue;
    ++counted_hits;
    ++stretches[hour_of(hit.incident.created_at, zone) / kHours];
    if (!hit.incident.is_open()) to_resolve.push_back(duration_of(hit.incident, now).count());
  }
  json::object out{{"close_matches", counted_hits}};
  const auto peak = std::max_element(stretches.begin(), stretches.end(),
                                     [](const auto& a, const auto& b) { return a.second < b.second; });
  if (counted_hits >= 4 && static_cast<std::size_t>(peak->second) * 2 >= counted_hits) {
    out["often_between"] = std::to_string(peak->first * kHours) + ":00 and " +
                           std::to_string((peak->first + 1) * kHours) + ":00 " + zone.name();
  }
  if (!to_resolve.empty()) {
    std::sort(to_resolve.begin(), to_resolve.end());
    out["median_time_to_resolve_s"] = to_resolve[to_resolve.size() / 2];
  }
  return out;
}

}  // namespace autoheal::pagerduty::reads
