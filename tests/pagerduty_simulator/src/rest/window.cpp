#include "rest/window.hpp"

namespace simulator {

std::optional<Millis> parse_time_parameter(const Query& query, std::string_view name, const Zone& zone) {
  const auto text = query.get(name);
  if (!text || text->empty()) return std::nullopt;
  const auto parsed = parse_time(*text, zone);
  if (!parsed) fail_input(std::string(name) + " is invalid.");
  return parsed->at;
}

std::optional<Millis> parse_utc_parameter(const Query& query, std::string_view name) {
  const auto text = query.get(name);
  if (!text || text->empty()) return std::nullopt;
  const auto parsed = parse_time(*text, utc_zone());
  if (!parsed || !parsed->is_utc_z) fail_input(std::string(name) + " must be in the format YYYY-MM-DDThh:mm:ssZ.");
  return parsed->at;
}

const Zone& parse_zone(const Query& query, const Zone& fallback) {
  const auto name = query.get("time_zone");
  if (!name || name->empty()) return fallback;
  const Zone* zone = find_zone(*name);
  if (zone == nullptr) fail_input("Time zone is invalid.");
  return *zone;
}

TimeWindow parse_incident_window(const Query& query, const Account& account) {
  const Zone& zone = parse_zone(query, *account.zone);
  TimeWindow window;
  const auto since = parse_time_parameter(query, "since", zone);
  const auto until = parse_time_parameter(query, "until", zone);
  window.until = until ? *until : account.clock.now() + 1;
  window.since = since ? *since : add_months(window.until, -1);
  // The text does not say which field: that is what PagerDuty answers.
  if (window.until < window.since || window.since < add_months(window.until, -6) - (until ? 0 : kMinute)) {
    fail_input(" is invalid.");
  }
  return window;
}

}  // namespace simulator
