#include "events/events_api.hpp"

#include "base/random.hpp"
#include "rest/router.hpp"

#include <algorithm>
#include <array>
#include <boost/json.hpp>

namespace simulator {
namespace {

namespace json = boost::json;

constexpr std::size_t kLargestEvent = 512 * 1024;
constexpr std::size_t kLongestSummary = 1024;
constexpr std::size_t kLongestDedupKey = 255;

struct InvalidEvent {
  std::vector<std::string> errors;
};

[[noreturn]] void refuse(std::string what) { throw InvalidEvent{{std::move(what)}}; }

std::string text_of(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains(name);
  if (value == nullptr || value->is_null()) return {};
  if (!value->is_string()) refuse("'" + std::string(name) + "' must be a string");
  return std::string(value->as_string());
}

const json::object& object_of(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains(name);
  if (value == nullptr || !value->is_object()) refuse("'" + std::string(name) + "' is missing or blank");
  return value->as_object();
}

Index integration_of(const Account& account, const json::object& event) {
  const std::string key = text_of(event, "routing_key");
  if (key.empty()) refuse("'routing_key' is missing or blank");
  if (key.size() != 32) refuse("Length of 'routing_key' is incorrect (should be 32 characters)");
  for (Index i = 0; i < account.integrations.size(); ++i) {
    if (account.integrations.at(i).key == key) return i;
  }
  refuse("Invalid routing key");
}

std::vector<Link> links_of(const json::object& event) {
  std::vector<Link> links;
  const json::value* rows = event.if_contains("links");
  if (rows == nullptr || !rows->is_array()) return links;
  for (const json::value& row : rows->as_array()) {
    if (!row.is_object()) refuse("'links' is invalid");
    links.push_back({text_of(row.as_object(), "href"), text_of(row.as_object(), "text")});
  }
  return links;
}

std::string contexts_of(const json::object& event, const std::vector<Link>& links) {
  json::array contexts;
  for (const Link& link : links) {
    contexts.emplace_back(json::object{{"type", "link"}, {"href", link.href}, {"text", link.text}});
  }
  if (const json::value* images = event.if_contains("images"); images != nullptr && images->is_array()) {
    for (const json::value& image : images->as_array()) {
      if (!image.is_object()) refuse("'images' is invalid");
      json::object context{{"type", "image"}};
      for (const char* name : {"src", "href", "alt"}) {
        if (const std::string text = text_of(image.as_object(), name); !text.empty()) context[name] = text;
      }
      contexts.emplace_back(std::move(context));
    }
  }
  return contexts.empty() ? std::string() : json::serialize(contexts);
}

AlertEvent parse_alert(const json::object& event) {
  const json::object& payload = object_of(event, "payload");
  AlertEvent out;
  out.summary = text_of(payload, "summary");
  if (out.summary.empty()) refuse("'payload.summary' is missing or blank");
  if (out.summary.size() > kLongestSummary) {
    std::size_t end = kLongestSummary;
    while ((static_cast<unsigned char>(out.summary[end]) & 0xC0U) == 0x80U) --end;  // not inside a character
    out.summary.resize(end);
  }
  out.source = text_of(payload, "source");
  if (out.source.empty()) refuse("'payload.source' is missing or blank");
  out.severity = text_of(payload, "severity");
  constexpr std::array<std::string_view, 4> kSeverities = {"critical", "warning", "error", "info"};
  if (std::find(kSeverities.begin(), kSeverities.end(), out.severity) == kSeverities.end()) {
    refuse("'payload.severity' is invalid (must be one of the following: 'critical', 'warning', 'error' or 'info')");
  }
  out.component = text_of(payload, "component");
  out.group = text_of(payload, "group");
  out.event_class = text_of(payload, "class");
  if (const json::value* details = payload.if_contains("custom_details")) out.details = json::serialize(*details);
  out.client = text_of(event, "client");
  out.client_url = text_of(event, "client_url");
  out.links = links_of(event);
  out.contexts = contexts_of(event, out.links);
  return out;
}

Response alert_event(Account& account, Lifecycle& lifecycle, const json::object& event) {
  const Index integration = integration_of(account, event);
  const std::string action = text_of(event, "event_action");
  std::string key = text_of(event, "dedup_key");
  if (key.size() > kLongestDedupKey) refuse("'dedup_key' is too long");
  if (action == "trigger") {
    AlertEvent alert = parse_alert(event);
    if (key.empty()) key = make_hex(32, mix(static_cast<std::uint64_t>(account.clock.now())) + account.next_id++);
    alert.dedup_key = key;
    lifecycle.trigger(integration, alert);
  } else if (action == "acknowledge" || action == "resolve") {
    if (key.empty()) refuse("'dedup_key' is missing or blank");
    const Index incident = lifecycle.find_open(account.integrations.at(integration).service, key);
    // Accepted even if nothing is open under that key: PagerDuty processes events later than it answers.
    if (incident != kNone && action == "acknowledge") lifecycle.acknowledge_event(integration, incident);
    if (incident != kNone && action == "resolve") lifecycle.resolve_event(integration, incident, key);
  } else {
    refuse("'event_action' is missing or invalid (must be 'trigger', 'acknowledge' or 'resolve')");
  }
  return json_response(202, json::object{{"status", "success"}, {"message", "Event processed"}, {"dedup_key", key}});
}

Response change_event(Account& account, const json::object& event) {
  const Index integration = integration_of(account, event);
  const json::object& payload = object_of(event, "payload");
  ChangeEvent row;
  row.summary = text_of(payload, "summary");
  if (row.summary.empty()) refuse("'payload.summary' is missing or blank");
  row.source = text_of(payload, "source");
  row.at = account.clock.now();
  if (const std::string at = text_of(payload, "timestamp"); !at.empty()) {
    const auto parsed = parse_time(at, utc_zone());
    if (!parsed) refuse("'payload.timestamp' is invalid");
    row.at = parsed->at;
  }
  row.integration = integration;
  row.service = account.integrations.at(integration).service;
  row.id = "01" + make_id('N', 24, "new change", mix(static_cast<std::uint64_t>(row.at)) + account.next_id++);
  row.links = links_of(event);
  if (const json::value* details = payload.if_contains("custom_details"))
    row.custom_details = json::serialize(*details);
  account.change_events.add(std::move(row));
  return json_response(202, json::object{{"status", "success"}, {"message", "Change event processed"}});
}

}  // namespace

bool is_events_path(const std::string& path) { return path == "/v2/enqueue" || path == "/v2/change/enqueue"; }

Response handle_event(Account& account, Lifecycle& lifecycle, const Request& request) {
  if (request.method != "POST") return json_response(405, json::object{{"status", "method not allowed"}});
  if (request.body.size() > kLargestEvent) {
    return json_response(413, json::object{{"status", "event too large"}, {"message", "Event is larger than 512 KB"}});
  }
  try {
    boost::system::error_code error;
    const json::value event = json::parse(request.body, error);
    if (error || !event.is_object()) refuse("Event object is not valid JSON");
    if (request.path == "/v2/enqueue") return alert_event(account, lifecycle, event.as_object());
    return change_event(account, event.as_object());
  } catch (const InvalidEvent& invalid) {
    return json_response(400, json::object{{"status", "invalid event"},
                                           {"message", "Event object is invalid"},
                                           {"errors", json::value_from(invalid.errors)}});
  }
}

}  // namespace simulator
