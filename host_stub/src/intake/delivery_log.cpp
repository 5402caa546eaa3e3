#include "intake/delivery_log.hpp"

#include "autoheal/abi.hpp"
#include "base/bytes.hpp"
#include "base/json.hpp"
#include "intake/delivery.hpp"
#include "store/integration_repository.hpp"
#include "store/store.hpp"

#include <boost/json.hpp>

namespace autoheal::host {
namespace {

namespace json = boost::json;

constexpr std::int64_t kDeliveriesOfAlert = 50;
constexpr std::int64_t kMaxDeliveriesListed = 200;

json::value parsed_or_null(std::string_view text) {
  auto value = parse_json(text, "A stored document");
  return value.has_value() ? std::move(value.value()) : json::value();
}

template <class T>
void put_if_known(json::object& object, std::string_view member, const std::optional<T>& value) {
  if (value) object[member] = *value;
}

}  // namespace

json::object render_delivery(const DeliveryRecord& delivery) {
  json::object out{{"id", delivery.id}, {"integration", delivery.integration}, {"received_at", delivery.received_at}};
  put_if_known(out, "event_id", delivery.event_id);
  put_if_known(out, "event_type", delivery.event_type);
  if (delivery.incident) out["incident"] = parsed_or_null(*delivery.incident);
  out["outcome"] = delivery.outcome;
  out["http_status"] = delivery.http_status;
  out["signature"] = delivery.signature;
  put_if_known(out, "explanation", delivery.explanation);
  out["duration_ms"] = static_cast<double>(delivery.duration_us) / 1000.0;
  out["bytes"] = delivery.bytes;
  put_if_known(out, "alert_id", delivery.alert_id);
  put_if_known(out, "source_ip", delivery.source_ip);
  out["steps"] = parsed_or_null(delivery.steps);
  return out;
}

Result<json::object> DeliveryLog::list(std::string_view integration, const DeliveryFilter& filter) const {
  if (!filter.outcome.empty() && !is_log_name(filter.outcome)) {
    return failure(bad_filter("outcome", "must be one of the outcomes of a delivery"));
  }
  if (filter.limit < 1 || filter.limit > kMaxDeliveriesListed) return failure(bad_filter("limit", "must be 1 to 200"));
  AH_TRY(const auto id, store_.integrations().find_id(integration));
  if (!id) return failure(Errc::not_found, "There is no integration named \"" + std::string(integration) + "\".");
  DeliveryFilter one_more = filter;
  ++one_more.limit;
  AH_TRY(auto rows, store_.deliveries().list(*id, one_more));
  json::object out;
  json::array& deliveries = out["deliveries"].emplace_array();
  const bool is_cut = static_cast<std::int64_t>(rows.size()) > filter.limit;
  if (is_cut) rows.pop_back();
  for (const auto& row : rows) deliveries.push_back(render_delivery(row));
  if (is_cut) out["next_before"] = rows.back().id;
  return out;
}

Result<json::array> DeliveryLog::list_of_alert(std::int64_t alert_id) const {
  AH_TRY(const auto rows, store_.deliveries().list_of_alert(alert_id, kDeliveriesOfAlert));
  json::array deliveries;
  for (const auto& row : rows) deliveries.push_back(render_delivery(row));
  return deliveries;
}

Result<json::object> DeliveryLog::get(std::int64_t id) const {
  AH_TRY(const auto found, store_.deliveries().find_content(id));
  if (!found) return failure(Errc::not_found, "There is no delivery " + std::to_string(id) + " in the log.");
  auto out = render_delivery(found->record);
  out["headers"] = parsed_or_null(found->headers);
  if (found->body) {
    const auto body = as_text(*found->body);
    if (is_utf8(body)) {
      out["body"] = body;
    } else {
      out["body_base64"] = render_base64(*found->body);
    }
  }
  return out;
}

}  // namespace autoheal::host
