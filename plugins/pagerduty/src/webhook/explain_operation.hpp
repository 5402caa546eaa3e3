// explain_signature, the question that a host asks for its delivery log after it has answered 401.
// It is an operation for the host alone: agents never see it, and it sends nothing to PagerDuty.
// Threads: pure, [any-thread].
#pragma once

#include "kit/core/clock.hpp"
#include "kit/core/result.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace autoheal::pagerduty::webhook {

struct ExplainOperation {
  std::string_view name;
  std::string_view title;
  std::string_view description;
  std::string_view arguments_schema;
  std::string_view result_schema;
};

extern const ExplainOperation kExplainOperation;

struct KnownSecrets {
  std::string_view current;
  std::string_view previous;
  std::optional<kit::UtcTime> previous_until;
};

// The envelope. args_json: {"headers": [{"name", "value"}], "body_base64"}. Errors: invalid_argument with problems[].
kit::Result<std::string> run_explain_operation(std::string_view args_json, const KnownSecrets& secrets,
                                               kit::UtcTime now);

}  // namespace autoheal::pagerduty::webhook
