// WebhookIntake: what happens to a delivery between the socket and the answer. The integration is found by the URL, the
// plugin verifies, parses and maps the bytes, the store takes events, alerts and the log row in one transaction, and
// then `done` learns the status to answer. The answers are those of docs/alerts.md.
// Threads: [any-thread].
#pragma once

#include "base/result.hpp"
#include "intake/delivery.hpp"

#include <functional>
#include <string_view>
#include <vector>

namespace autoheal::host {

class AlertEnricher;
class AlertRepository;
class EventWriter;
class IntegrationService;
class SignatureExplainer;
class WebhookEndpoints;
struct WebhookEndpoint;
struct WriteJob;

class WebhookIntake {
 public:
  // What a delivery needs. The last two work once it has been answered, and may be absent. All outlive the intake.
  struct Parts {
    IntegrationService& integrations;
    WebhookEndpoints& endpoints;
    AlertRepository& alerts;
    EventWriter& writer;
    SignatureExplainer* explainer = nullptr;  // of rejections
    AlertEnricher* enricher = nullptr;        // of new alerts
  };
  explicit WebhookIntake(const Parts& parts) : parts_(parts) {}

  // A delivery to `/api/webhooks/{plugin}/{public id}.{secret}`; `token` is the last part. 404 for all URLs that are
  // not ours, without a difference. `done` is called exactly once: here for what needs no store, else on the writer's
  // thread.
  void accept(std::string_view plugin, std::string_view token, IncomingDelivery delivery,
              std::function<void(const DeliveryReport&)> done);

  // A recorded delivery for that integration, through the same steps, as if the URL had matched. dry_run stores nothing
  // and says what would have been. Waits for the commit. Errors: not_found, unsupported, store.
  Result<DeliveryReport> deliver(std::string_view integration, IncomingDelivery delivery, bool dry_run);

 private:
  WriteJob assess_delivery(const WebhookEndpoint& endpoint, const IncomingDelivery& delivery) const;
  Assessment ask_plugin(const WebhookEndpoint& endpoint, const IncomingDelivery& delivery) const;
  void submit(WriteJob job, IncomingDelivery delivery, std::function<void(const DeliveryReport&)> done) const;
  Result<bool> are_all_known(std::int64_t integration_id, const std::vector<IncomingEvent>& events) const;

  const Parts parts_;
};

}  // namespace autoheal::host
