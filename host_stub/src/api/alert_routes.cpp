// Routes of alerts, the delivery log and the counters.
#include "alerts/alerts.hpp"
#include "api/admin_api.hpp"
#include "api/answers.hpp"
#include "intake/delivery_log.hpp"
#include "live/live.hpp"

#include <boost/json.hpp>
#include <charconv>

namespace autoheal::host::api {
namespace {

namespace json = boost::json;

Result<std::int64_t> parse_whole(std::string_view name, std::string_view text) {
  std::int64_t number = 0;
  const auto* end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data(), end, number);
  if (parsed.ec == std::errc{} && parsed.ptr == end && number >= 0) return number;
  return failure(bad_member(name, "must be a whole number"));
}

// `into` keeps its value if the query does not name it.
Result<void> read_whole(const RouteContext& context, std::string_view name, std::int64_t& into) {
  const auto text = context.query(name);
  if (text.empty()) return success();
  AH_TRY(into, parse_whole(name, text));
  return success();
}

// An id that is no number names nothing.
Result<std::int64_t> id_param(const RouteContext& context, std::string_view what) {
  const auto id = parse_whole("id", context.params["id"]);
  if (id.has_value()) return id.value();
  return failure(Errc::not_found, "There is no " + std::string(what) + " of that id.");
}

std::vector<std::string> non_empty(std::vector<std::string> values) {
  std::erase(values, "");
  return values;
}

Result<http::Response> list_alerts(const RouteContext& context) {
  AlertFilter filter;
  filter.statuses = non_empty(http::query_values(context.request.query, "status"));
  filter.severities = non_empty(http::query_values(context.request.query, "severity"));
  filter.source = context.query("source");
  filter.service = context.query("service");
  filter.integration = context.query("integration");
  filter.text = context.query("text");
  filter.since = context.query("since");
  filter.until = context.query("until");
  if (const auto sort = context.query("sort"); !sort.empty()) {
    AH_TRY(filter.sort, parse_alert_sort(sort));
  }
  const auto order = context.query("order");
  if (!order.empty() && order != "asc" && order != "desc") return failure(bad_member("order", "must be asc or desc"));
  filter.descending = order != "asc";
  AH_TRY_VOID(read_whole(context, "limit", filter.limit));
  AH_TRY_VOID(read_whole(context, "offset", filter.offset));
  AH_TRY(const auto alerts, context.services.alerts.list(filter));
  return answer_json(200, alerts);
}

Result<http::Response> get_alert(const RouteContext& context) {
  AH_TRY(const auto id, id_param(context, "alert"));
  AH_TRY(auto alert, context.services.alerts.get(id));
  AH_TRY(auto deliveries, context.services.deliveries.list_of_alert(id));
  alert["deliveries"] = std::move(deliveries);
  return answer_json(200, alert);
}

Result<http::Response> list_deliveries(const RouteContext& context) {
  DeliveryFilter filter;
  filter.outcome = context.query("outcome");
  AH_TRY_VOID(read_whole(context, "limit", filter.limit));
  if (!context.query("before").empty()) {
    AH_TRY_VOID(read_whole(context, "before", filter.before.emplace()));
  }
  AH_TRY(const auto deliveries, context.services.deliveries.list(context.params["name"], filter));
  return answer_json(200, deliveries);
}

Result<http::Response> get_delivery(const RouteContext& context) {
  AH_TRY(const auto id, id_param(context, "delivery"));
  AH_TRY(const auto delivery, context.services.deliveries.get(id));
  return answer_json(200, delivery);
}

Result<http::Response> get_metrics(const RouteContext& context) {
  Metrics::Gauges gauges;
  AH_TRY(const auto counts, context.services.alerts.count_by_status());
  gauges.firing = counts.firing;
  gauges.acknowledged = counts.acknowledged;
  gauges.resolved = counts.resolved;
  gauges.streams = static_cast<std::int64_t>(context.services.live.streams());
  if (context.services.read_gauges) context.services.read_gauges(gauges);
  return answer_text(200, context.services.metrics.render(gauges), "text/plain; version=0.0.4; charset=utf-8");
}

constexpr Route kAlertRoutes[] = {
    {"GET", "/api/alerts", &list_alerts},
    {"GET", "/api/alerts/{id}", &get_alert},
    {"GET", "/api/integrations/{name}/deliveries", &list_deliveries},
    {"GET", "/api/deliveries/{id}", &get_delivery},
    {"GET", "/metrics", &get_metrics},
};

}  // namespace

std::span<const Route> alert_routes() { return kAlertRoutes; }

}  // namespace autoheal::host::api
