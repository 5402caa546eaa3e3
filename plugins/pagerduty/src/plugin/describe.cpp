#include "plugin/describe.hpp"

#include "kit/answer/describe_plugin.hpp"
#include "operations/operations.hpp"
#include "settings/settings_schema.hpp"
#include "webhook/event_kind.hpp"
#include "webhook/explain_operation.hpp"
#include "webhook/signature.hpp"

#include <boost/json.hpp>

namespace autoheal::pagerduty {
namespace {

namespace json = boost::json;

constexpr int kMaxBodyBytes = 1024 * 1024;  // four times what PagerDuty sends at most

// Answered from the stored bytes of a delivery, without PagerDuty.
json::object explain_operation() {
  const webhook::ExplainOperation& op = webhook::kExplainOperation;
  return {{"name", op.name},
          {"title", op.title},
          {"description", op.description},
          {"audience", "host"},
          {"role", "explain_delivery/1"},
          {"arguments", json::parse(op.arguments_schema)},
          {"result", json::parse(op.result_schema)},
          {"annotations", {{"read_only", true}, {"idempotent", true}, {"open_world", false}}},
          {"typical_ms", 1}};
}

json::object webhook_contract() {
  json::array types;
  for (const webhook::EventRule& rule : webhook::event_rules()) {
    if (rule.kind != webhook::EventKind::ping && rule.kind != webhook::EventKind::ignored) {
      types.emplace_back(rule.event_type);
    }
  }
  return {{"signature_header", webhook::kSignatureHeader},
          {"secret_setting", "signing_secret"},
          {"url_secret", "webhook_url"},
          {"event_types", std::move(types)},
          {"max_body_bytes", kMaxBodyBytes}};
}

}  // namespace

std::string render_description() {
  json::object out =
      kit::describe_plugin({kPluginId, kPluginName, kPluginVersion}, settings_schema(), operations::all_operations());
  out["operations"].as_array().push_back(explain_operation());
  out["webhook"] = webhook_contract();
  return json::serialize(out);
}

}  // namespace autoheal::pagerduty
