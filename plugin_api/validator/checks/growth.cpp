// V: growth in both directions.
#include "context.hpp"

#include <boost/json.hpp>

namespace autoheal::validator {
namespace {

// The same verbs against structs that claim to be longer than 1.0, with junk where later members would be.
void v1(Context& context) {
  const IntegrationPlugin& plugin = context.plugin();
  TestHost& host = context.new_host();
  host.mutable_table().struct_size = sizeof(autoheal_host) + 64;
  host.mutable_table().abi_minor = 9;
  const auto longer = [&]() -> TestCall& {
    TestCall& call = context.new_call();
    call.mutable_table().struct_size = sizeof(autoheal_call) + 64;
    return call;
  };
  autoheal_instance* instance = nullptr;
  TestCall& creating = longer();
  const autoheal_status created = plugin.create(host.table(), to_text("check"), creating.table(), &instance);
  require(created == AUTOHEAL_OK && instance != nullptr,
          "create refuses a longer host struct with " + name_of(created));
  const Live live(plugin, instance, host);
  TestCall& configuring = longer();
  const std::string settings = context.has_sidecar() ? context.sidecar().settings : "[]";
  const autoheal_status expected = context.has_sidecar() ? AUTOHEAL_OK : AUTOHEAL_INVALID_ARGUMENT;
  const autoheal_status configured = plugin.configure(instance, to_text(settings), configuring.table());
  require(configured == expected, "configure, with a longer call struct, answered " + name_of(configured));
  require(host.canary_intact() && creating.fault().empty() && configuring.fault().empty(),
          "it wrote behind a struct of the host");
  if (plugin.handle_webhook == nullptr || !context.has_sidecar() || !context.sidecar().webhook) return;
  struct {
    autoheal_webhook webhook;
    unsigned char junk[64];
  } place{};
  const WebhookSamples& webhook = *context.sidecar().webhook;
  const WebhookSample& sample = webhook.samples[0];
  Headers headers = sample.headers;
  headers.emplace_back(webhook.signature.header,
                       webhook.signature.sign(context.sidecar().secrets.at(webhook.signature.secret), sample.body));
  const TestDelivery delivery(headers, sample.body);
  place.webhook = delivery.webhook;
  place.webhook.struct_size = sizeof place;
  struct {
    autoheal_webhook_reply reply;
    std::uint64_t canary;
  } answer{};
  answer.reply.struct_size = sizeof answer;
  answer.canary = 0xA5A5A5A5A5A5A5A5u;
  const autoheal_status handled = plugin.handle_webhook(instance, &place.webhook, &answer.reply, longer().table());
  require(handled == AUTOHEAL_OK, "handle_webhook refuses longer structs with " + name_of(handled));
  require(answer.reply.http_status == sample.http_status, "handle_webhook gives longer structs another http_status");
  require(answer.canary == 0xA5A5A5A5A5A5A5A5u && answer.reply.struct_size == sizeof answer,
          "it wrote behind the webhook's reply, or over its struct_size");
}

}  // namespace

std::vector<Check> growth_checks() {
  return {{"V1", Level::must, "Longer structs of a later host are accepted and left alone",
           "Read members by AUTOHEAL_HAS; never compare struct_size for equality; never write it.", "N6", v1}};
}

}  // namespace autoheal::validator
