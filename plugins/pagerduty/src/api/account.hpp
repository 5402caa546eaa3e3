// What a key is and may do: /abilities, /users/me, and the webhook subscriptions. Threads: pure, [any-thread].
#pragma once

#include "api/page.hpp"
#include "model/webhook_subscription.hpp"

namespace autoheal::pagerduty::api {

kit::http::Request build_list_abilities();
kit::http::Request build_get_me();
kit::http::Request build_list_webhook_subscriptions();

kit::Result<std::vector<std::string>> parse_abilities(const kit::http::Response& response);

model::WebhookSubscription read_webhook_subscription(const kit::JsonReader& reader);

}  // namespace autoheal::pagerduty::api
