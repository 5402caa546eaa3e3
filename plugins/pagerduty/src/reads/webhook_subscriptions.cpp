#include "reads/webhook_subscriptions.hpp"

#include "api/account.hpp"
#include "kit/text/text.hpp"

#include <algorithm>
#include <array>

namespace autoheal::pagerduty::reads {
namespace {

constexpr std::size_t kMostSubscriptions = 1'000;
constexpr std::array<std::string_view, 3> kNeededEvents{"incident.triggered", "incident.acknowledged",
                                                        "incident.resolved"};

// A URL without what people get wrong when they copy it: scheme, case, blanks, a closing slash.
class PlainUrl {
 public:
  explicit PlainUrl(const kit::Secret& url) {
    std::string text = kit::to_lower(kit::trim(url.reveal()));
    while (text.ends_with('/')) text.pop_back();
    text_ = kit::Secret(text);
    kit::wipe(text);
  }

  std::string_view without_scheme() const noexcept {
    const std::size_t slashes = text_.reveal().find("://");
    return slashes == std::string_view::npos ? text_.reveal() : text_.reveal().substr(slashes + 3);
  }

  std::string_view path() const noexcept {
    const std::size_t slash = without_scheme().find('/');
    return slash == std::string_view::npos ? std::string_view{} : without_scheme().substr(slash);
  }

  // The path of "…/pagerduty/PUBLIC.SECRET" up to the dot; empty if it has none.
  std::string_view public_path() const noexcept {
    const std::size_t dot = path().rfind('.');
    return dot == std::string_view::npos ? std::string_view{} : path().substr(0, dot);
  }

 private:
  kit::Secret text_;
};

bool looks_alike(const PlainUrl& url, const PlainUrl& ours) {
  if (url.without_scheme() == ours.without_scheme()) return true;
  if (url.path().size() > 1 && url.path() == ours.path()) return true;
  return !ours.public_path().empty() && url.public_path() == ours.public_path();
}

}  // namespace

std::shared_ptr<SubscriptionList> read_webhook_subscriptions(kit::http::Exchange& exchange) {
  return read_list<model::WebhookSubscription>(exchange, api::build_list_webhook_subscriptions(),
                                               "webhook_subscriptions", api::read_webhook_subscription,
                                               kMostSubscriptions);
}

OurSubscriptions find_ours(const SubscriptionList& list, const kit::Secret& our_url) {
  OurSubscriptions out;
  if (our_url.empty()) return out;
  const PlainUrl ours(our_url);
  for (const model::WebhookSubscription& subscription : list.rows) {
    if (our_url.equals(subscription.url.reveal())) {
      out.ours.push_back(&subscription);
    } else if (looks_alike(PlainUrl(subscription.url), ours)) {
      out.look_alikes.push_back(&subscription);
    }
  }
  return out;
}

std::string_view remedy_of(SubscriptionFault fault) noexcept {
  switch (fault) {
    case SubscriptionFault::none_is_ours:
      return "Webhook Alerts Not Appearing: in PagerDuty, under Integrations > Generic Webhooks (v3), add a webhook "
             "with "
             "the Webhook URL shown on the integration's page.";
    case SubscriptionFault::look_alike_url:
      return "Webhook Alerts Not Appearing: copy the Webhook URL again, to the last character, into that webhook.";
    case SubscriptionFault::temporarily_disabled:
      return "Webhook Alerts Not Appearing: check that the Signing Secret here is the one PagerDuty showed, then "
             "enable "
             "the webhook again in PagerDuty under Integrations > Generic Webhooks (v3).";
    case SubscriptionFault::inactive:
      return "Webhook Alerts Not Appearing: enable the webhook in PagerDuty under Integrations > Generic Webhooks "
             "(v3).";
    case SubscriptionFault::missing_events:
      return "Webhook Alerts Not Appearing: edit the webhook in PagerDuty and select these events.";
  }
  return {};
}

bool is_delivering(const model::WebhookSubscription& subscription) noexcept {
  return subscription.active && !subscription.temporarily_disabled;
}

std::string missing_events(const model::WebhookSubscription& subscription) {
  const std::vector<std::string>& sent = subscription.events;
  std::string out;
  for (const std::string_view needed : kNeededEvents) {
    if (std::find(sent.begin(), sent.end(), needed) != sent.end()) continue;
    out += out.empty() ? "" : ", ";
    out += needed;
  }
  return out;
}

bool covers(const model::WebhookSubscription& subscription, const model::Incident& incident,
            const std::vector<model::Service>& services) {
  if (subscription.filter_type == "account" || subscription.filter_type.empty()) return true;
  if (subscription.filter_type == "service") return incident.service.id == subscription.filter_id;
  if (kit::holds(incident.teams, subscription.filter_id)) return true;
  const auto service = std::find_if(services.begin(), services.end(),
                                    [&](const model::Service& each) { return each.id == incident.service.id; });
  return service != services.end() && kit::holds(service->teams, subscription.filter_id);
}

}  // namespace autoheal::pagerduty::reads
