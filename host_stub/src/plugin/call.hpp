// What the host says about one call into a plugin, and what a webhook delivery looks like on the way in and out.
// Threads: values, [any-thread].
#pragma once

#include "autoheal/client/call_context.hpp"
#include "autoheal/sender_reply.hpp"
#include "base/clock.hpp"
#include "plugin/asker.hpp"

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace autoheal::host {

// {deadline, cancel, progress, limits, caller, actor}. Make them with call_within; a call without a deadline is a bug.
using client::CallOptions;
// shared_ptr<CancelSource> in CallOptions::cancel; cancel() from any thread.
using client::CancelSource;

inline CallOptions call_within(std::chrono::milliseconds time, Asker asker,
                               std::shared_ptr<CancelSource> cancel = nullptr) {
  CallOptions options;
  options.deadline = std::chrono::steady_clock::now() + time;
  options.cancel = std::move(cancel);
  options.caller = asker.caller;
  options.actor = std::move(asker.actor);
  return options;
}

// One delivery as it came in. Order and duplicates of headers kept, body untouched; the views outlive the call.
struct WebhookDelivery {
  std::vector<std::pair<std::string_view, std::string_view>> headers;
  std::string_view body;
  std::string_view method = "POST";
  std::string_view target;  // without the URL's secret
  UtcTime received_at{};
};

struct WebhookVerdict {
  unsigned http_status = 0;                         // 100 to 599
  std::string document;                             // docs/documents.md section 5, valid JSON
  std::optional<SenderReply> reply = std::nullopt;  // what it says to the sender, within the rules
};

}  // namespace autoheal::host
