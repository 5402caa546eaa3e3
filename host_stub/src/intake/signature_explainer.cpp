#include "intake/signature_explainer.hpp"

#include "base/bytes.hpp"
#include "base/json.hpp"
#include "integrations/integrations.hpp"
#include "plugin/roles.hpp"
#include "store/delivery_repository.hpp"

#include <boost/json.hpp>

namespace autoheal::host {
namespace {

namespace json = boost::json;

constexpr std::chrono::seconds kExplainTime{2};

json::object build_question(const IncomingDelivery& delivery) {
  json::array headers;
  for (const auto& [name, value] : delivery.headers) headers.push_back(json::object{{"name", name}, {"value", value}});
  return {{"headers", std::move(headers)}, {"body_base64", render_base64(as_bytes(delivery.body))}};
}

}  // namespace

void SignatureExplainer::explain(std::int64_t integration_id, std::int64_t delivery_id,
                                 const IncomingDelivery& delivery) {
  queue_.add([this, integration_id, delivery_id, delivery](const Cancel& cancel) {
    return work(integration_id, delivery_id, delivery, cancel);
  });
}

Result<void> SignatureExplainer::work(std::int64_t integration_id, std::int64_t delivery_id,
                                      const IncomingDelivery& delivery, const Cancel& cancel) {
  AH_TRY(const auto integration, integrations_.get(integration_id));
  std::string text;
  std::string cause;
  if (const auto operation = integrations_.operation_for(integration, roles::kExplainDelivery); !operation.empty()) {
    AH_TRY(const auto envelope, integrations_.query(integration.name, operation, build_question(delivery),
                                                    call_within(kExplainTime, Asker::nobody(), cancel)));
    AH_TRY(const auto parsed, parse_json_object(envelope, "The envelope"));
    if (const auto* data = object_at(parsed, "data")) {
      cause = text_at(*data, "cause");
      text = text_at(*data, "sentence");
      const auto remedy = text_at(*data, "remedy");
      if (!remedy.empty()) text.append(text.empty() ? "" : " ").append(remedy);
    }
  }
  if (cause.empty() || cause == "other_secret" || cause == "body_reformatted") {
    const auto sibling = find_sibling(integration_id, integration.plugin, delivery, cancel);
    if (!sibling.empty()) {
      text = "It is signed with the secret of the integration \"" + sibling +
             "\". Give each webhook the URL of the integration that holds its secret.";
    }
  }
  if (text.empty()) return success();
  AH_TRY_VOID(deliveries_.set_explanation(delivery_id, text));
  if (explained_) explained_(delivery_id);
  return success();
}

// The integration whose secret this delivery is signed with; empty if there is none. What it makes of it is dropped.
std::string SignatureExplainer::find_sibling(std::int64_t integration_id, std::string_view plugin,
                                             const IncomingDelivery& delivery, const Cancel& cancel) {
  const auto integrations = integrations_.list();
  if (!integrations.has_value()) return {};
  WebhookDelivery webhook;
  webhook.headers.assign(delivery.headers.begin(), delivery.headers.end());
  webhook.body = delivery.body;
  webhook.received_at = delivery.received_at;
  for (const auto& sibling : integrations.value()) {
    if (sibling.id == integration_id || sibling.plugin != plugin) continue;
    const auto instance = integrations_.instance(sibling.id);
    if (!instance.has_value()) continue;
    const auto verdict = instance.value()->handle_webhook(webhook, call_within(kExplainTime, Asker::nobody(), cancel));
    if (!verdict.has_value()) continue;
    const auto document = parse_json_object(verdict.value().document, "The plugin's webhook result");
    if (!document.has_value()) continue;
    const auto signature = text_at(document.value(), "signature");
    if (signature == "current" || signature == "previous") return sibling.name;
  }
  return {};
}

}  // namespace autoheal::host
