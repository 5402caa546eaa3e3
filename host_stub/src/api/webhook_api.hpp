// WebhookApi: the handler of the webhook listener, the only one that need be public. One path, one method, answers of
// at most 64 bytes that repeat nothing of the request, unless the plugin has a reply for a sender that it knows; what a
// status means is docs/alerts.md.
// Threads: [any-thread]; the plugin runs on the server's workers, the answer comes from the event writer's thread.
#pragma once

#include "http/server.hpp"
#include "intake/delivery.hpp"
#include "monitoring/metrics.hpp"

#include <memory>

namespace autoheal::host {
class Health;
class WebhookIntake;
}  // namespace autoheal::host

namespace autoheal::host::api {

// What a delivery's sender is told.
http::Response answer_delivery(const DeliveryReport& report);
// What the listener itself says when it refuses a request.
http::Response refuse_webhook(int status);

class WebhookApi : public http::Handler {
 public:
  WebhookApi(WebhookIntake& intake, const Health& health, Metrics& metrics);
  void handle(std::shared_ptr<http::Exchange> exchange) override;

 private:
  WebhookIntake& intake_;
  const Health& health_;
  Metrics& metrics_;
};

}  // namespace autoheal::host::api
