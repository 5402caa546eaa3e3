// WriteJob: what the event writer is given to store, be it a delivery or something that the host wrote itself.
// Threads: values.
#pragma once

#include "intake/delivery.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>

namespace autoheal::host {

struct WriteJob {
  Origin origin = Origin::delivery;
  std::int64_t integration_id = 0;
  Assessment assessment;
  UtcTime received_at{};
  std::chrono::steady_clock::time_point started{};
  std::chrono::microseconds plugin_done{0};  // after `started`
  std::string headers;                       // redacted, JSON array
  std::string body;
  std::string source_ip;
  std::function<void(const DeliveryReport&)> done;
};

}  // namespace autoheal::host
