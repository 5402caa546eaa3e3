#include "integrations/alert_source.hpp"

#include "base/json.hpp"
#include "store/endpoint_repository.hpp"
#include "store/write_batch.hpp"

#include <boost/json.hpp>

namespace autoheal::host {
namespace {

namespace json = boost::json;

// Why the sender cannot use the URL as it is; empty if nothing speaks against it.
std::string warn_of_url(std::string_view base) {
  const auto is_local = [&] {
    const auto start = base.find("://");
    auto host = base.substr(start == std::string_view::npos ? 0 : start + 3);
    host = host.substr(0, host.find('/'));
    return host.starts_with("127.") || host.starts_with("localhost") || host.starts_with("[::1]") ||
           host.starts_with("0.0.0.0");
  };
  if (is_local()) {
    return "This address is only reachable on this machine. Start the host with --public-url and the address under "
           "which "
           "a reverse proxy passes deliveries on.";
  }
  if (base.starts_with("http://")) {
    return "This address is not encrypted. Put a reverse proxy with TLS in front and name its address with "
           "--public-url.";
  }
  return {};
}

void put(json::object& object, std::string_view member, const std::optional<std::string>& text) {
  if (text && !text->empty()) object[member] = *text;
}

void render_activity(json::object& out, const EndpointActivity& activity) {
  out["enabled"] = activity.enabled;
  out["deliveries_total"] = activity.deliveries_total;
  out["rejected_in_a_row"] = activity.rejected_in_a_row;
  out["strike"] = strike_of(activity.rejected_in_a_row);
  put(out, "last_rejected_at", activity.last_rejected_at);
  if (activity.last_event_at) {
    out["last_event"] = json::object{{"at", *activity.last_event_at},
                                     {"event_type", activity.last_event_type},
                                     {"outcome", activity.last_event_outcome}};
  }
  put(out, "last_ping_at", activity.last_ping_at);
  put(out, "previous_url_until", activity.previous_until);
  out["waiting"] =
      activity.enabled && (!activity.last_event_at || *activity.last_event_at < activity.enabled_at.value_or(""));
}

}  // namespace

std::string_view strike_of(std::int64_t rejected_in_a_row) {
  if (rejected_in_a_row <= 0) return "none";
  return rejected_in_a_row < 3 ? "warning" : "disabled";
}

Result<json::object> AlertSourceService::get(const Integration& integration) const {
  AH_TRY(const auto base, endpoints_.base());
  const auto plugin = host_.plugins.find(integration.plugin);
  json::object out{
      {"enabled", false}, {"deliveries_total", 0}, {"rejected_in_a_row", 0}, {"strike", "none"}, {"waiting", false}};
  if (const auto warning = warn_of_url(base); !warning.empty()) out["public_url_warning"] = warning;
  json::object signature{{"required", false}};
  if (plugin.has_value() && plugin.value()->describe.webhook) {
    const auto& secret = plugin.value()->describe.webhook->secret_setting;
    signature["required"] = integration.secrets.contains(secret);
    if (const auto settings = parse_json_object(integration.settings, "Stored settings"); settings.has_value()) {
      put(signature, "previous_until", text_at(settings.value(), secret + "_previous_until"));
    }
  }
  out["signature"] = std::move(signature);

  out["retention"] = json::object{{"deliveries", kDeliveriesKept}, {"bodies", kBodiesKept}};

  AH_TRY(const auto activity, host_.store.endpoints().find_activity(integration.id));
  if (activity) render_activity(out, *activity);
  return out;
}

Result<json::object> AlertSourceService::render_with_source(const Integration& integration) const {
  const auto plugin = host_.plugins.find(integration.plugin);
  auto out = render(integration, plugin.has_value() ? &plugin.value()->describe : nullptr);
  AH_TRY(auto source, get(integration));
  out["alert_source"] = std::move(source);
  return out;
}

}  // namespace autoheal::host
