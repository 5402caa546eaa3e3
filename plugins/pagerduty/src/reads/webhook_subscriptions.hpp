// The account's webhook subscriptions as this integration sees them: which deliver to its own Webhook URL, which to one
// that is nearly it, and what keeps each from delivering what alerts need. The URL holds a secret: it is compared in
// constant time, its copies are wiped, and it is never told.
// Threads: one call, one thread; the rest pure functions.
#pragma once

#include "model/directory_entries.hpp"
#include "model/incident.hpp"
#include "model/webhook_subscription.hpp"
#include "reads/reads.hpp"

namespace autoheal::pagerduty::reads {

using SubscriptionList = ListRead<model::WebhookSubscription>;

// Queues the list, at most its first thousand.
std::shared_ptr<SubscriptionList> read_webhook_subscriptions(kit::http::Exchange& exchange);

// Positions in the list, in its order.
struct OurSubscriptions {
  std::vector<const model::WebhookSubscription*> ours;
  std::vector<const model::WebhookSubscription*> look_alikes;  // not ours, but probably meant to be
};

// Nearly ours: written a little differently, another host with our path, or our path with another secret. With an empty
// URL nothing is ours. The list must outlive what is returned.
OurSubscriptions find_ours(const SubscriptionList& list, const kit::Secret& our_url);

// What keeps a subscription from delivering what alerts need.
enum class SubscriptionFault : std::uint8_t {
  none_is_ours,
  look_alike_url,
  temporarily_disabled,
  inactive,
  missing_events
};

// What to do about it: the symptom as the setup page names it, and the one thing to do.
std::string_view remedy_of(SubscriptionFault fault) noexcept;

// Switched on, so that PagerDuty delivers.
bool is_delivering(const model::WebhookSubscription& subscription) noexcept;

// Those without which an alert does not follow its incident: "incident.acknowledged, incident.resolved"; empty if
// the subscription sends them all.
std::string missing_events(const model::WebhookSubscription& subscription);

// Whether its scope (account, a service, a team) holds the incident. services: all of the account, for the teams of
// the incident's service.
bool covers(const model::WebhookSubscription& subscription, const model::Incident& incident,
            const std::vector<model::Service>& services);

}  // namespace autoheal::pagerduty::reads
