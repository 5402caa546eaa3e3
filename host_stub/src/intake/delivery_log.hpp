// DeliveryLog: the log of deliveries as the page and scripts read it. The event writer writes it.
// Threads: [any-thread]. Errors: invalid_argument (a filter), not_found, store, busy.
#pragma once

#include "base/result.hpp"
#include "store/delivery_repository.hpp"

#include <boost/json/fwd.hpp>
#include <cstdint>
#include <string_view>

namespace autoheal::host {

class Store;

// A Delivery of docs/http-api.md.
boost::json::object render_delivery(const DeliveryRecord& delivery);

class DeliveryLog {
 public:
  explicit DeliveryLog(Store& store) : store_(store) {}

  // {deliveries, next_before}, newest first; limit is 1 to 200.
  Result<boost::json::object> list(std::string_view integration, const DeliveryFilter& filter) const;
  // The newest that are about that alert.
  Result<boost::json::array> list_of_alert(std::int64_t alert_id) const;
  // A Delivery with `headers` and `body` (`body_base64` if it is not text; neither when it is not kept any more).
  Result<boost::json::object> get(std::int64_t id) const;

 private:
  Store& store_;
};

}  // namespace autoheal::host
