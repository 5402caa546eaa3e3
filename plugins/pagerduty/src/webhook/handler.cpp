#include "webhook/handler.hpp"

#include "kit/text/untrusted.hpp"
#include "kit/time/rfc3339.hpp"

#include <array>
#include <boost/json.hpp>
#include <chrono>

namespace autoheal::pagerduty::webhook {
namespace {

namespace json = boost::json;

constexpr std::chrono::minutes kTolerance{10};
constexpr std::size_t kMaxTypeBytes = 255;

std::string_view text_of(std::span<const std::uint8_t> bytes) noexcept {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

kit::UtcTime time_of(const WebhookEvent& event, kit::UtcTime received_at, std::vector<std::string>& warnings) {
  if (const auto told = kit::parse_rfc3339(event.occurred_at)) {
    if (*told <= received_at + kTolerance) return *told;
    warnings.emplace_back("event.occurred_at lies in the future; the time of reception stands in for it.");
    return received_at;
  }
  // The creation of the incident is never later than any event that tells its time.
  if (const auto created = kit::parse_rfc3339(event.incident.created_at); created && *created <= received_at) {
    warnings.emplace_back("event.occurred_at is missing or not a time; the incident's creation stands in for it.");
    return *created;
  }
  warnings.emplace_back("event.occurred_at is missing or not a time; the time of reception stands in for it.");
  return received_at;
}

// Why there is no alert in it; empty if there is.
std::string reason_to_ignore(const WebhookEvent& event) {
  const EventRule* rule = find_rule(event.event_type);
  if (rule == nullptr) return "This event type is not known here; it changes no alert.";
  if (rule->kind == EventKind::ignored) return "Events of this type change no alert.";
  if (event.data_type != "incident") return "The event's data is not an incident.";
  return {};
}

// The type decides; that the incident says otherwise is worth knowing.
void warn_of_mismatch(const WebhookEvent& event, EventKind kind, AlertStatus status,
                      std::vector<std::string>& warnings) {
  if (kind == EventKind::updated || event.incident.status.empty()) return;
  if (map_status(EventKind::updated, event.incident.status) == status) return;
  warnings.emplace_back("event.event_type and event.data.status disagree; the type decided.");
}

Answer render(SignatureState signature, const AlertEvent* event, std::string_view quarantine_reason) {
  std::array<unsigned char, 16384> buffer;
  json::monotonic_resource memory(buffer.data(), buffer.size());
  const json::storage_ptr storage(&memory);
  json::object out(3, storage);
  json::array& events = out.emplace("events", json::array(storage)).first->value().as_array();
  if (event != nullptr) events.emplace_back(render_event(*event, storage));
  out.emplace("signature", name(signature));
  if (!quarantine_reason.empty()) {
    json::object quarantined(1, storage);
    quarantined.emplace("reason", quarantine_reason);
    out.emplace("quarantined", std::move(quarantined));
  }
  return {is_accepted(signature) ? kAccepted : kRejected, json::serialize(out)};
}

}  // namespace

AlertEvent map_event(const WebhookEvent& event, const MappingRules& rules, kit::UtcTime received_at) {
  AlertEvent out;
  out.event_id = event.id;
  out.event_type = kit::clean_text(event.event_type, kit::Lines::one, kMaxTypeBytes);
  out.kind = map_event_type(event.event_type);
  out.occurred_at = time_of(event, received_at, out.warnings);
  out.resource_id = event.incident.id;
  out.resource_number = event.incident.number;
  if (out.kind == EventKind::ping) return out;
  out.reason = reason_to_ignore(event);
  if (!out.reason.empty()) {
    out.kind = EventKind::ignored;
    out.resource_summary = kit::untrusted(event.incident.title, kit::Lines::one, kMaxTypeBytes);
    return out;
  }
  out.alert = map_alert(event.incident, out.kind, event.actor, rules);
  out.resource_summary = out.alert->name;
  warn_of_mismatch(event, out.kind, out.alert->status, out.warnings);
  return out;
}

Answer handle_delivery(const WebhookRules& rules, const Delivery& delivery) {
  const SignatureState signature = verify_signature(rules.keys, delivery.headers, delivery.body, delivery.now);
  if (!is_accepted(signature)) return render(signature, nullptr, {});
  const kit::Result<WebhookEvent> parsed = parse_event(text_of(delivery.body));
  if (!parsed.has_value()) return render(signature, nullptr, parsed.error().message);
  const AlertEvent event = map_event(parsed.value(), rules.mapping, delivery.received_at);
  return render(signature, &event, {});
}

}  // namespace autoheal::pagerduty::webhook
