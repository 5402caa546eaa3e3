#include "alerts/alerts.hpp"

#include "base/clock.hpp"
#include "base/json.hpp"

#include <algorithm>
#include <array>
#include <boost/json.hpp>

namespace autoheal::host {
namespace {

namespace json = boost::json;

constexpr std::array<std::string_view, 3> kStatuses{"firing", "acknowledged", "resolved"};
constexpr std::array<std::string_view, 6> kSeverities{"critical", "high", "medium", "low", "info", "unknown"};
constexpr std::array<std::string_view, 7> kSortNames{"updated_at", "starts_at", "received_at", "severity",
                                                     "status",     "name",      "service"};  // in AlertSort's order
constexpr std::size_t kMaxTextBytes = 200;
constexpr std::int64_t kMaxListed = 500;
constexpr std::int64_t kMaxHistory = 500;

template <std::size_t N>
bool is_one_of(const std::string& text, const std::array<std::string_view, N>& allowed) {
  return std::find(allowed.begin(), allowed.end(), text) != allowed.end();
}

// To canonical text; an empty one stays.
Result<void> make_canonical(std::string_view name, std::string& time) {
  if (time.empty()) return success();
  const auto parsed = parse_rfc3339(time);
  if (!parsed) return failure(bad_filter(name, "must be a time as in RFC 3339"));
  time = render_utc(*parsed);
  return success();
}

Result<void> check_filter(AlertFilter& filter) {
  for (const auto& status : filter.statuses) {
    if (!is_one_of(status, kStatuses)) return failure(bad_filter("status", "must be firing, acknowledged or resolved"));
  }
  for (const auto& severity : filter.severities) {
    if (!is_one_of(severity, kSeverities)) {
      return failure(bad_filter("severity", "must be critical, high, medium, low, info or unknown"));
    }
  }
  if (filter.limit < 1 || filter.limit > kMaxListed) return failure(bad_filter("limit", "must be 1 to 500"));
  if (filter.offset < 0) return failure(bad_filter("offset", "must not be negative"));
  if (filter.text.size() > kMaxTextBytes) return failure(bad_filter("text", "must be at most 200 bytes long"));
  AH_TRY_VOID(make_canonical("since", filter.since));
  return make_canonical("until", filter.until);
}

std::int64_t total_of(const AlertCounts& counts, const std::vector<std::string>& statuses) {
  if (statuses.empty()) return counts.firing + counts.acknowledged + counts.resolved;
  const auto wanted = [&](std::string_view status, std::int64_t number) {
    return std::find(statuses.begin(), statuses.end(), status) != statuses.end() ? number : 0;
  };
  return wanted("firing", counts.firing) + wanted("acknowledged", counts.acknowledged) +
         wanted("resolved", counts.resolved);
}

Result<json::array> render_history(const std::vector<StoredEvent>& events) {
  json::array out;
  for (const auto& stored : events) {
    AH_TRY(auto event, parse_json_object(stored.document, "A stored event"));
    event["received_at"] = stored.received_at;
    if (stored.delivery_id) event["delivery_id"] = *stored.delivery_id;
    out.push_back(std::move(event));
  }
  return out;
}

}  // namespace

Result<AlertSort> parse_alert_sort(std::string_view name) {
  const auto* found = std::find(kSortNames.begin(), kSortNames.end(), name);
  if (found != kSortNames.end()) return static_cast<AlertSort>(found - kSortNames.begin());
  return failure(bad_filter("sort", "must be updated_at, starts_at, received_at, severity, status, name or service"));
}

json::object render_alert(const AlertRecord& alert) {
  json::object out{{"id", alert.id}, {"integration", alert.integration}};
  if (auto parsed = parse_json_object(alert.document, "A stored alert"); parsed.has_value()) {
    for (auto& [member, value] : parsed.value()) out[member] = std::move(value);
  }
  out["received_at"] = alert.received_at;
  return out;
}

Result<json::object> AlertService::list(AlertFilter filter) const {
  AH_TRY_VOID(check_filter(filter));
  AH_TRY(const auto counts, alerts_.count(filter));
  AH_TRY(const auto rows, alerts_.list(filter));
  json::array alerts;
  for (const auto& row : rows) alerts.push_back(render_alert(row));
  return json::object{
      {"alerts", std::move(alerts)},
      {"total", total_of(counts, filter.statuses)},
      {"counts", {{"firing", counts.firing}, {"acknowledged", counts.acknowledged}, {"resolved", counts.resolved}}}};
}

Result<json::object> AlertService::get(std::int64_t id) const {
  AH_TRY(const auto alert, alerts_.find(id));
  if (!alert) return failure(Errc::not_found, "There is no alert " + std::to_string(id) + ".");
  AH_TRY(const auto events, alerts_.list_events(id, kMaxHistory));
  AH_TRY(auto history, render_history(events));
  return json::object{{"alert", render_alert(*alert)}, {"events", std::move(history)}};
}

}  // namespace autoheal::host
