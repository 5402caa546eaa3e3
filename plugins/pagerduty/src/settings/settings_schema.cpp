#include "settings/settings_schema.hpp"

#include <boost/json.hpp>
#include <string_view>

namespace autoheal::pagerduty {
namespace {

namespace json = boost::json;

// In the order in which a form shows them. `schema` is what a validator needs, a JSON object.
struct Row {
  std::string_view name;
  std::string_view title;
  std::string_view description;
  std::string_view group;
  std::string_view placeholder;
  std::string_view schema;
};

constexpr Row kRows[] = {
    {"api_key", "API Key",
     "A PagerDuty REST API key. For the whole account (needs an admin or owner): Integrations > API Access Keys > "
     "Create "
     "New API Key; tick \"Read-only API Key\", nothing here writes. Your own: My Profile > User Settings > Create API "
     "User Token. An Events API integration key (routing key) does not work.",
     "credentials", "u+AbCdEfGhIjKlMnOpQr", R"({"type":"string","minLength":1,"maxLength":4096,"writeOnly":true})"},
    {"region", "Service Region",
     "Where your PagerDuty account lives. EU accounts have an address that ends in .eu.pagerduty.com.", "credentials",
     "", R"({"type":"string","enum":["us","eu"],"default":"us","x-enum-titles":["US","EU"]})"},
    {"signing_secret", "Signing Secret",
     "PagerDuty shows it once, when the Generic Webhook (v3) is added. With it, deliveries without a right signature "
     "are "
     "refused with 401. Clearing it turns the check off. If it is lost, add a new webhook in PagerDuty and paste its "
     "secret here.",
     "alert_source", "64 characters", R"({"type":"string","minLength":1,"maxLength":1024,"writeOnly":true})"},
    {"signing_secret_previous", "Previous Signing Secret",
     "While you move to a new webhook: deliveries signed with this older secret are accepted too, until the time "
     "below.",
     "alert_source", "64 characters", R"({"type":"string","minLength":1,"maxLength":1024,"writeOnly":true})"},
    {"signing_secret_previous_until", "Previous Secret Accepted Until",
     "When the previous signing secret stops being accepted; required while one is set. Allow at least 48 hours, the "
     "time for which PagerDuty repeats a delivery.",
     "alert_source", "2026-03-15T09:00:00Z", R"({"type":"string","format":"date-time","maxLength":64})"},
    {"labels", "Static Labels",
     "Labels for every alert of this integration, for example env: prod. They fill gaps only: what PagerDuty tells "
     "about an incident (service, team, priority, \u2026) is never overwritten. Names are made of a-z, 0-9 and _.",
     "alert_source", "env: prod",
     R"({"type":"object","additionalProperties":{"type":"string","minLength":1,"maxLength":255}})"},
    {"severity_map", "Severity Map",
     "Which severity an alert gets for a PagerDuty priority, by the priority's name or id. Without an entry, P1 to P5 "
     "and "
     "SEV-1 to SEV-5 are read as critical, high, medium, low, info; an incident without priority takes its urgency "
     "(high: high, low: low).",
     "alert_source", "Sev Major: critical",
     R"({"type":"object","additionalProperties":{"type":"string","enum":["critical","high","medium","low","info"]}})"},
    {"time_zone", "Time Zone",
     "Used for \"today\", \"this week\" and times without a zone. A name of the tz database; the answers say which "
     "zone "
     "was used.",
     "advanced", "Europe/Berlin", R"({"type":"string","default":"UTC","maxLength":64})"},
    {"endpoint", "API Endpoint",
     "Only for a test system or a gateway in front of PagerDuty: the address that stands in for "
     "https://api.pagerduty.com. "
     "The API key is sent there, so it has to be allowed by the operator of this host, and changing it clears the "
     "stored "
     "key.",
     "advanced", "https://pagerduty-gateway.example.com",
     R"({"type":"string","format":"uri","maxLength":512,"x-operator-only":true,"x-wipes":["api_key"]})"},
    {"ca_bundle", "CA Bundle",
     "Absolute path of a PEM file on this host with the certificate authorities to trust, if a TLS-inspecting proxy "
     "stands "
     "between this host and PagerDuty. Empty: the system's.",
     "advanced", "/etc/ssl/certs/company-ca.pem", R"({"type":"string","maxLength":4096})"},
};

json::object property(const Row& row) {
  json::object out{{"title", row.title}, {"description", row.description}};
  const json::value schema = json::parse(row.schema);
  for (const auto& member : schema.get_object()) out.emplace(member.key(), member.value());
  out.emplace("x-group", row.group);
  if (!row.placeholder.empty()) out.emplace("x-placeholder", row.placeholder);
  return out;
}

}  // namespace

json::object settings_schema() {
  json::object properties;
  for (const Row& row : kRows) properties.emplace(row.name, property(row));
  return {{"type", "object"},
          {"properties", std::move(properties)},
          {"required", {"api_key"}},
          {"additionalProperties", false}};
}

}  // namespace autoheal::pagerduty
