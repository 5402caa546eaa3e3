#include "connection/webhook_check.hpp"

#include "kit/json/json_reader.hpp"
#include "kit/text/text.hpp"

#include <algorithm>
#include <array>

namespace autoheal::pagerduty::connection {
namespace {

constexpr std::string_view kSymptom = "Webhook Alerts Not Appearing: ";
constexpr std::array<std::string_view, 3> kNeededEvents{"incident.triggered", "incident.acknowledged",
                                                        "incident.resolved"};

struct Found {
  bool ours = false;
  bool almost = false;  // our URL but for blanks, a closing slash or the case of letters
  bool active = false;
  bool switched_off = false;  // by PagerDuty, after rejected deliveries
  std::vector<std::string> missing_events;
};

std::string plain(std::string_view url) {
  std::string_view trimmed = kit::trim(url);
  while (trimmed.ends_with('/')) trimmed.remove_suffix(1);
  return kit::to_lower(trimmed);
}

Found read_subscription(const kit::JsonReader& row, const kit::Secret& our_url) {
  Found found;
  const std::optional<kit::JsonReader> method = row.optional_object("delivery_method");
  std::string url = method ? method->text_or("url") : std::string();
  std::string ours = plain(our_url.reveal());
  found.ours = our_url.equals(url);
  found.almost = !found.ours && plain(url) == ours;
  kit::wipe(url);
  kit::wipe(ours);
  found.active = row.boolean_or("active", true);
  found.switched_off = method && method->boolean_or("temporarily_disabled", false);
  const std::vector<std::string> events = row.texts("events");
  for (const std::string_view needed : kNeededEvents) {
    if (std::find(events.begin(), events.end(), needed) == events.end()) found.missing_events.emplace_back(needed);
  }
  return found;
}

// The better one first: what works, then what nearly does.
int rank(const Found& found) {
  if (!found.ours) return found.almost ? 1 : 0;
  if (!found.active || found.switched_off) return 2;
  return found.missing_events.empty() ? 4 : 3;
}

std::string join(const std::vector<std::string>& parts) {
  std::string out;
  for (const std::string& part : parts) out += (out.empty() ? "" : ", ") + part;
  return out;
}

void explain(const Found& best, Row& row) {
  const std::string symptom(kSymptom);
  row.outcome = Outcome::warn;
  switch (rank(best)) {
    case 4:
      row.outcome = Outcome::pass;
      return;
    case 3:
      row.reason = "The webhook subscription does not send " + join(best.missing_events) + ".";
      row.remedy = symptom + "edit the webhook in PagerDuty and select these events.";
      return;
    case 2:
      row.reason = best.switched_off
                       ? "PagerDuty has switched the webhook subscription off for a while, after rejected deliveries."
                       : "The webhook subscription exists but is not active.";
      row.remedy =
          symptom +
          "check the Signing Secret, then enable the webhook in PagerDuty under Integrations > Generic Webhooks (v3).";
      return;
    case 1:
      row.reason = "A webhook subscription's URL is almost this integration's, but not quite.";
      row.remedy = symptom + "copy the Webhook URL again and replace the URL in PagerDuty's webhook.";
      return;
    default:
      row.reason = "No webhook subscription delivers to this integration's Webhook URL.";
      row.remedy =
          symptom + "in PagerDuty, under Integrations > Generic Webhooks (v3), add a webhook with the Webhook URL.";
  }
}

}  // namespace

Row check_webhook(const std::vector<kit::Result<kit::http::Response>>& pages, const kit::Secret& our_url) {
  Row row;
  row.name = "webhook_subscription";
  row.title = "Webhook subscription";
  row.proves = "PagerDuty delivers incident events to this integration.";
  Found best;
  for (const kit::Result<kit::http::Response>& page : pages) {
    if (!page.has_value()) {
      row.outcome = Outcome::warn;
      row.reason = "The webhook subscriptions could not be read: " + page.error().message;
      row.remedy =
          "Use a key that may read webhook subscriptions, or look in PagerDuty under Integrations > Generic Webhooks "
          "(v3).";
      return row;
    }
    row.latency = row.latency.value_or(page.value().elapsed);
    const kit::Result<kit::JsonDocument> document = kit::parse_json(page.value().body);
    if (!document.has_value()) {
      row.outcome = Outcome::warn;
      row.reason = "The list of webhook subscriptions could not be read: " + document.error().message + ".";
      return row;
    }
    for (const kit::JsonRow& subscription : document.value().rows("webhook_subscriptions")) {
      Found found = read_subscription(*subscription, our_url);
      if (rank(found) > rank(best)) best = std::move(found);
    }
  }
  explain(best, row);
  return row;
}

}  // namespace autoheal::pagerduty::connection
