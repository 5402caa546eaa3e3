#include "connection/webhook_check.hpp"

#include <algorithm>

namespace autoheal::pagerduty::connection {
namespace {

using model::WebhookSubscription;
using reads::SubscriptionFault;

// What works first, then what nearly does.
int rank(const WebhookSubscription& subscription) {
  if (!reads::is_delivering(subscription)) return 0;
  return reads::missing_events(subscription).empty() ? 2 : 1;
}

void warn(Row& row, std::string reason, SubscriptionFault fault) {
  row.outcome = Outcome::warn;
  row.reason = std::move(reason);
  row.remedy = reads::remedy_of(fault);
}

void explain_ours(const WebhookSubscription& ours, Row& row) {
  const std::string missing = reads::missing_events(ours);
  if (ours.temporarily_disabled) {
    warn(row, "PagerDuty has switched the webhook subscription off for a while, after rejected deliveries.",
         SubscriptionFault::temporarily_disabled);
  } else if (!ours.active) {
    warn(row, "The webhook subscription exists but is not active.", SubscriptionFault::inactive);
  } else if (!missing.empty()) {
    warn(row, "The webhook subscription does not send " + missing + ".", SubscriptionFault::missing_events);
  } else {
    row.outcome = Outcome::pass;
  }
}

void explain_unread(const reads::SubscriptionList& subscriptions, Row& row) {
  const std::string_view how_many = subscriptions.failed() ? "" : "all ";
  row.outcome = Outcome::warn;
  row.reason = "The webhook subscriptions could not " + std::string(how_many) + "be read";
  row.reason += subscriptions.error               ? ": " + subscriptions.error->message
                : !subscriptions.warnings.empty() ? ": " + subscriptions.warnings.front()
                                                  : ".";
  row.remedy =
      "Use a key that may read webhook subscriptions, or look in PagerDuty under Integrations > Generic Webhooks (v3).";
}

}  // namespace

Row check_webhook(const reads::SubscriptionList& subscriptions, const kit::Secret& our_url) {
  Row row;
  row.name = "webhook_subscription";
  row.title = "Webhook subscription";
  row.proves = "PagerDuty delivers incident events to this integration.";
  row.latency = subscriptions.elapsed;
  const auto [ours, look_alikes] = reads::find_ours(subscriptions, our_url);
  if (!ours.empty()) {
    explain_ours(
        **std::max_element(ours.begin(), ours.end(), [](const auto* a, const auto* b) { return rank(*a) < rank(*b); }),
        row);
  } else if (!look_alikes.empty()) {
    warn(row, "A webhook subscription's URL is almost this integration's, but not quite.",
         SubscriptionFault::look_alike_url);
  } else if (!subscriptions.is_whole()) {
    explain_unread(subscriptions, row);
  } else {
    warn(row, "No webhook subscription delivers to this integration's Webhook URL.", SubscriptionFault::none_is_ours);
  }
  return row;
}

}  // namespace autoheal::pagerduty::connection
