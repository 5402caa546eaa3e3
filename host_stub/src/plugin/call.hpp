// What the host says about one call into a plugin, and what a webhook delivery looks like on the way in and out.
// Threads: values, [any-thread].
#pragma once

#include "base/cancel.hpp"
#include "base/clock.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace autoheal::host {

struct CallOptions {
  std::chrono::steady_clock::time_point deadline = std::chrono::steady_clock::now() + std::chrono::seconds{30};
  const CancelSource* cancel = nullptr;  // outlives the call
  // From any thread of the plugin, until the call returns.
  std::function<void(std::uint32_t permyriad, std::string_view message)> progress;
  std::size_t max_result_bytes = 8U << 20U;

  static CallOptions within(std::chrono::milliseconds time) {
    CallOptions options;
    options.deadline = std::chrono::steady_clock::now() + time;
    return options;
  }
};

// One delivery as it came in. Order and duplicates of headers kept, body untouched.
struct WebhookDelivery {
  std::vector<std::pair<std::string, std::string>> headers;
  std::string_view body;
  std::string_view method = "POST";
  std::string_view target;  // without the URL's secret
  UtcTime received_at{};
};

struct WebhookVerdict {
  unsigned http_status = 0;  // never 0
  std::string document;      // docs/documents.md section 5, checked to be a JSON object
};

}  // namespace autoheal::host
