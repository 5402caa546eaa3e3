// WebhookIntake: what happens to a delivery between the socket and the answer. The integration is found by the URL, the
// plugin verifies, parses and maps the bytes, the store takes events, alerts and the log row in one transaction, and
// then `done` learns the status to answer. The answers are those of docs/alerts.md.
// Threads: [any-thread].
#pragma once

#include "base/result.hpp"
#include "intake/delivery.hpp"

#include <functional>
#include <memory>
#include <string_view>

namespace autoheal::host {

class AfterAnswer;
class EventWriter;
class Host;

class WebhookIntake {
 public:
  // All outlive the intake. `after`: explains rejections and enriches new alerts once they are answered; may be absent.
  WebhookIntake(Host& host, EventWriter& writer, AfterAnswer* after = nullptr);
  ~WebhookIntake();

  // A delivery to `/api/webhooks/{plugin}/{public id}.{secret}`; `token` is the last part. 404 for all URLs that are
  // not ours, without a difference. `done` is called exactly once: here for what needs no store, else on the writer's
  // thread.
  void accept(std::string_view plugin, std::string_view token, IncomingDelivery delivery,
              std::function<void(const DeliveryReport&)> done);

  // A recorded delivery for that integration, through the same steps, as if the URL had matched. dry_run stores nothing
  // and says what would have been. Waits for the commit. Errors: not_found, unsupported, store.
  Result<DeliveryReport> deliver(std::string_view integration, IncomingDelivery delivery, bool dry_run);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace autoheal::host
