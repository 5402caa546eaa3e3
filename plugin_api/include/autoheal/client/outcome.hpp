// What a call into a plugin came to, after the host checked it: statuses in range, a result where there must be one,
// UTF-8, an HTTP status. Whatever breaks the contract is reported and becomes AUTOHEAL_INTERNAL.
// Threads: pure. Ownership: values.
#pragma once

#include "autoheal/abi.hpp"
#include "autoheal/client/breach.hpp"
#include "autoheal/client/call_context.hpp"
#include "autoheal/json_check.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace autoheal::client {

struct Outcome {
  autoheal_status status = AUTOHEAL_INTERNAL;
  std::string document;           // OK: the result; else: an error document (made here if the plugin wrote none)
  std::uint32_t http_status = 0;  // handle_webhook with OK only
};

// What a verb's answer must look like.
struct Expectation {
  bool needs_result = true;
  std::optional<std::uint32_t> http_status;  // what the plugin told the sender, for handle_webhook
};

class Judge {
 public:
  Judge(std::string_view verb, const OnBreach& on_breach) noexcept : verb_(verb), on_breach_(on_breach) {}

  Outcome judge(autoheal_status status, CallContext& call, Expectation expected) const {
    CallContext::Written written = call.close();
    for (const Breach& breach : written.breaches) report(breach.requirement, breach.message);
    check_time(call.options());
    if (written.refused != AUTOHEAL_OK && status == AUTOHEAL_OK) {
      report("Q6", "returned OK although a writer had refused");
      status = written.refused;
      written.error.clear();  // what a call that claims success wrote as error is no reason
    }
    if (status == AUTOHEAL_OK) return judge_result(std::move(written.result), expected);
    return judge_error(status, std::move(written));
  }

  // For a breach that left no answer at all.
  Outcome broken(std::string_view requirement, std::string_view what) const {
    report(requirement, what);
    return failure(AUTOHEAL_INTERNAL, "The plugin broke its contract; the host's log says how.");
  }

 private:
  void report(std::string_view requirement, std::string_view what) const {
    if (on_breach_) on_breach_({requirement, std::string(verb_) + ": " + std::string(what)});
  }

  void check_time(const CallOptions& options) const {
    const auto grace = std::chrono::milliseconds(250);
    const Steady::time_point now = Steady::now();
    if (options.deadline != Steady::time_point::max() && now - grace > options.deadline)
      report("X3", "returned more than 250 ms after its deadline");
    const auto cancelled_at = options.cancel ? options.cancel->cancelled_at() : std::nullopt;
    if (cancelled_at && now - grace > *cancelled_at) report("X1", "returned more than 250 ms after it was cancelled");
  }

  Outcome judge_result(std::string result, const Expectation& expected) const {
    if (expected.needs_result && result.empty()) return broken("Q2", "returned OK without a result");
    const JsonFault fault = result.empty() ? JsonFault::none : check_json_object(result, 64, false);
    if (fault != JsonFault::none)
      return broken("Q2", "returned OK with a result that is no JSON object: " + std::string(describe_fault(fault)));
    if (expected.http_status && (*expected.http_status < 100 || *expected.http_status > 599))
      return broken("W1", "returned OK without a valid http_status");
    return {AUTOHEAL_OK, std::move(result), expected.http_status.value_or(0)};
  }

  Outcome judge_error(autoheal_status status, CallContext::Written written) const {
    if (status < 0 || status == AUTOHEAL_ABI_MISMATCH || (!is_known_status(status) && status < 1000)) {
      report("Q2", "returned the status " + std::to_string(status) + ", which no verb may return");
      status = AUTOHEAL_INTERNAL;
    }
    if (!is_known_status(status)) status = AUTOHEAL_INTERNAL;  // private numbers mean nothing to this host
    const bool usable = !written.error_refused && check_json_object(written.error, 64, false) == JsonFault::none;
    if (usable) return {status, std::move(written.error), 0};
    if (written.refused == AUTOHEAL_OK) report("Q2", "failed without an error document");
    if (status == AUTOHEAL_RESULT_TOO_LARGE)
      return failure(status, "The plugin's result is larger than this call allows; ask for less.");
    return failure(status, "The plugin gave no usable reason for its status.");
  }

  static Outcome failure(autoheal_status status, std::string_view message) {
    return {status,
            "{\"code\":" + json_quote(status_name(status)) + ",\"message\":" + json_quote(message) +
                ",\"retryable\":false}",
            0};
  }

  std::string_view verb_;
  const OnBreach& on_breach_;
};

}  // namespace autoheal::client
