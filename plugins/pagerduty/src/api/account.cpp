#include "api/account.hpp"

#include "api/untrusted.hpp"

namespace autoheal::pagerduty::api {

kit::http::Request build_list_abilities() { return {"/abilities", {}}; }
kit::http::Request build_get_me() { return {"/users/me", {}}; }
kit::http::Request build_list_webhook_subscriptions() { return {"/webhook_subscriptions", {}}; }

kit::Result<std::vector<std::string>> parse_abilities(const kit::http::Response& response) {
  AH_TRY(auto document, kit::parse_json(response.body));
  std::vector<std::string> out;
  for (const std::string& ability : document.root().texts("abilities")) {
    out.push_back(kit::untrusted(ability, kit::Lines::one, 80));
  }
  AH_TRY_VOID(document.check());
  return out;
}

model::WebhookSubscription read_webhook_subscription(const kit::JsonReader& reader) {
  model::WebhookSubscription out;
  out.id = reader.text("id");
  out.active = reader.boolean_or("active", true);
  out.description = read_text(reader, "description");
  for (const std::string& event : reader.texts("events"))
    out.events.push_back(kit::untrusted(event, kit::Lines::one, 80));
  if (auto filter = reader.optional_object("filter")) {
    out.filter_type = kit::untrusted(kit::without_suffix(filter->text_or("type"), "_reference"), kit::Lines::one, 40);
    out.filter_id = kit::untrusted(filter->text_or("id"), kit::Lines::one, 64);
  }
  if (auto method = reader.optional_object("delivery_method")) {
    std::string url = method->text_or("url");
    out.url = kit::Secret(url);
    kit::wipe(url);
    out.temporarily_disabled = method->boolean_or("temporarily_disabled", false);
  }
  return out;
}

}  // namespace autoheal::pagerduty::api
