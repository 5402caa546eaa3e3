// SignatureExplainer: finds out why a delivery's signature did not match, once it has been answered, so that it can
// neither delay nor endanger the answer. What it finds goes into the delivery log and nowhere else.
// Threads: explain is [any-thread]; one thread of its own works.
#pragma once

#include "base/result.hpp"
#include "intake/delivery.hpp"
#include "integrations/background_queue.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace autoheal::host {

class DeliveryRepository;
class IntegrationService;

class SignatureExplainer {
 public:
  // `explained` is called after the explanation of that delivery was written. All outlive it.
  SignatureExplainer(IntegrationService& integrations, DeliveryRepository& deliveries,
                     std::function<void(std::int64_t)> explained)
      : integrations_(integrations), deliveries_(deliveries), explained_(std::move(explained)) {}

  // A courtesy: left out when too much waits.
  void explain(std::int64_t integration_id, std::int64_t delivery_id, const IncomingDelivery& delivery);

 private:
  using Cancel = std::shared_ptr<CancelSource>;
  Result<void> work(std::int64_t integration_id, std::int64_t delivery_id, const IncomingDelivery& delivery,
                    const Cancel& cancel);
  std::string find_sibling(std::int64_t integration_id, std::string_view plugin, const IncomingDelivery& delivery,
                           const Cancel& cancel);

  IntegrationService& integrations_;
  DeliveryRepository& deliveries_;
  const std::function<void(std::int64_t)> explained_;
  BackgroundQueue queue_{"a signature could not be explained"};
};

}  // namespace autoheal::host
