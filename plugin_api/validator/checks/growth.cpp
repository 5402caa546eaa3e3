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
  struct {
    autoheal_identity head = test_identity();
    unsigned char junk[64] = {0x5A};
  } identity;
  identity.head.struct_size = sizeof identity;
  autoheal_instance* instance = nullptr;
  TestCall& creating = longer();
  const autoheal_status created = plugin.create(host.table(), &identity.head, creating.table(), &instance);
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

// What a later minor may say in members of 1.0.
void v2(Context& context) {
  const Live live = context.create_configured();
  const CallSetup later{.caller = 99,
                        .actor = R"({"kind":"robot","id":"r1","fleet":{"size":3}})",
                        .idempotency_key = "0f8fad5b-d9cb-469f-a165-70867728950e"};
  require_status(context.run_describe(later), AUTOHEAL_OK, "with a caller of a later version");
  require_status(context.configure(live, context.sidecar().settings, later), AUTOHEAL_OK, "with a later caller");
  require_status(context.query(live, "no_such_operation", "{}", later), AUTOHEAL_UNSUPPORTED, "with a later caller");
  for (const QuerySample& sample : context.sidecar().queries)
    if (sample.local)
      require_status(context.query(live, sample.operation, sample.arguments, later), AUTOHEAL_OK,
                     "with a caller of a later version");
}

void require_refused_offer(Context& context, std::uint32_t offer_size, std::uint32_t answer_size) {
  autoheal_offer offer{};
  offer.struct_size = offer_size;
  offer.abi_major = AUTOHEAL_ABI_MAJOR;
  autoheal_answer answer{};
  answer.struct_size = answer_size;
  require(context.entry()(&offer, &answer) != AUTOHEAL_OK && answer.plugin == nullptr,
          "its entry takes an offer or answer that is smaller than that of 1.0");
}

// One byte less than 1.0 is no version at all.
void v3(Context& context) {
  require_refused_offer(context, AUTOHEAL_OFFER_SIZE_1_0 - 1, AUTOHEAL_ANSWER_SIZE_1_0);
  require_refused_offer(context, AUTOHEAL_OFFER_SIZE_1_0, AUTOHEAL_ANSWER_SIZE_1_0 - 1);
  const IntegrationPlugin& plugin = context.plugin();
  const auto require_refused = [](autoheal_status status, const std::string& what) {
    require(status == AUTOHEAL_INVALID_ARGUMENT,
            what + " smaller than that of 1.0 is answered with " + name_of(status) + " instead of INVALID_ARGUMENT");
  };
  const auto smaller = [&]() -> TestCall& {
    TestCall& call = context.new_call();
    call.mutable_table().struct_size = AUTOHEAL_CALL_SIZE_1_0 - 1;
    return call;
  };
  const Live live = context.create();
  context.configure(live, context.has_sidecar() ? context.sidecar().settings : "{}");
  require_refused(plugin.describe(smaller().table()), "describe: a call");
  require_refused(plugin.configure(live.get(), to_text("{}"), smaller().table()), "configure: a call");
  require_refused(plugin.test_connection(live.get(), smaller().table()), "test_connection: a call");
  require_refused(plugin.query(live.get(), to_text("x"), to_text("{}"), smaller().table()), "query: a call");
  const auto create = [&](std::uint32_t host_size, std::uint32_t identity_size) {
    TestHost& host = context.new_host();
    host.mutable_table().struct_size = host_size;
    autoheal_identity identity = test_identity();
    identity.struct_size = identity_size;
    autoheal_instance* instance = nullptr;
    const autoheal_status status = plugin.create(host.table(), &identity, context.new_call().table(), &instance);
    require_refused(status, "create: a host or identity");
    require(instance == nullptr, "create refused and handed out an instance");
  };
  create(AUTOHEAL_HOST_SIZE_1_0 - 1, AUTOHEAL_IDENTITY_SIZE_1_0);
  create(AUTOHEAL_HOST_SIZE_1_0, AUTOHEAL_IDENTITY_SIZE_1_0 - 1);
  if (plugin.handle_webhook == nullptr) return;
  const auto handle = [&](std::uint32_t webhook_size, std::uint32_t reply_size) {
    TestDelivery delivery({}, "{}");
    delivery.webhook.struct_size = webhook_size;
    autoheal_webhook_reply reply{reply_size, 0};
    require_refused(plugin.handle_webhook(live.get(), &delivery.webhook, &reply, context.new_call().table()),
                    "handle_webhook: a webhook or reply");
  };
  handle(AUTOHEAL_WEBHOOK_SIZE_1_0 - 1, AUTOHEAL_WEBHOOK_REPLY_SIZE_1_0);
  handle(AUTOHEAL_WEBHOOK_SIZE_1_0, AUTOHEAL_WEBHOOK_REPLY_SIZE_1_0 - 1);
}

}  // namespace

std::vector<Check> growth_checks() {
  return {{"V1", Level::must, "Longer structs of a later host are accepted and left alone",
           "Read members by AUTOHEAL_HAS; never compare struct_size for equality; never write it.", "N6", v1},
          {"V2", Level::must, "A caller, actor or idempotency key that it does not know does no harm",
           "Read an unknown caller as a person, and of the actor what you know.", "C1", v2},
          {"V3", Level::must, "Structs smaller than those of 1.0 are refused with INVALID_ARGUMENT",
           "Compare struct_size with AUTOHEAL_..._SIZE_1_0 before you read a member.", "N6", v3}};
}

}  // namespace autoheal::validator
