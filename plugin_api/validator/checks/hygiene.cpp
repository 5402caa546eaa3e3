// H: what a good guest does not do.
#include "context.hpp"
#include "process_state.hpp"

#include <boost/json.hpp>

namespace autoheal::validator {
namespace {

void h1(Context& context) {
  TestHost& host = context.new_host();
  const std::vector<Answer> answers = context.tour(host);
  for (const auto& [name, value] : context.sidecar().secrets) {
    if (value.size() < 8) continue;  // too short to be told from other text
    require(host.logged().find(value) == std::string::npos, "the secret " + name + " is in the log");
    for (const Answer& answer : answers) {
      require(answer.result.find(value) == std::string::npos,
              "the secret " + name + " is in a result of " + answer.verb);
      require(answer.error.find(value) == std::string::npos,
              "the secret " + name + " is in an error of " + answer.verb);
      require(answer.call->progress().find(value) == std::string::npos,
              "the secret " + name + " is in a progress message of " + answer.verb);
    }
  }
}

void h2(Context& context) {
  const std::string settings = context.has_sidecar() ? context.sidecar().settings : "{}";
  for (int missing = 0; missing < 5; ++missing) {
    TestHost& host = context.new_host();
    autoheal_host& table = host.mutable_table();
    if (missing == 0 || missing == 4) table.log = nullptr;
    if (missing == 1 || missing == 4) table.unix_ns = nullptr;
    if (missing == 2 || missing == 4) table.secret_read = nullptr;
    if (missing == 3 || missing == 4) table.extension = nullptr;
    TestCall& call = context.new_call();
    autoheal_instance* instance = nullptr;
    const autoheal_identity identity = test_identity();
    const IntegrationPlugin& plugin = context.plugin();
    const autoheal_status status = plugin.create(host.table(), &identity, call.table(), &instance);
    call.retire();
    if (status != AUTOHEAL_OK) {
      require(status == AUTOHEAL_UNSUPPORTED, "create without a service failed with " + name_of(status));
      continue;
    }
    const Live live(plugin, instance, host);
    context.configure(live, settings);
    context.query(live, "no_such_operation", "{}");
    if (plugin.handle_webhook != nullptr) context.handle_webhook(live, {}, "{}");
  }
}

void h3(Context& context) {
  context.plugin();
  const ProcessState before = ProcessState::read();
  TestHost& host = context.new_host();
  context.tour(host);
  require(bytes_printed() == 0, "it prints " + std::to_string(bytes_printed()) + " bytes to standard output or error");
  const std::string difference = ProcessState::read().difference(before);
  require(difference.empty(), "it changes " + difference);
  require(host.first_fault().empty(), host.first_fault());
}

// Runs `body` with its first, second, third ... allocation failing, until one run needs no more of them.
template <class Body>
void starve(const std::string& what, Body&& body) {
  constexpr std::uint64_t kMost = 400;
  for (std::uint64_t nth = 1; nth <= kMost; ++nth) {
    autoheal_status status = AUTOHEAL_OK;
    const Answer answer = body(nth, status);
    const bool failed = allocation_failed();
    if (!failed) return;
    require(
        answer.status == AUTOHEAL_OK || answer.status == AUTOHEAL_OUT_OF_RESOURCES ||
            answer.status == AUTOHEAL_INTERNAL || answer.status == status,
        what + ", when its allocation number " + std::to_string(nth) + " failed, answered " + name_of(answer.status));
  }
}

void h4(Context& context) {
  if (!can_watch_allocations()) skip("this build of the validator cannot make allocations fail");
  const Live live = context.create_configured();
  const std::string& settings = context.sidecar().settings;
  const IntegrationPlugin& plugin = context.plugin();
  forbid_network();
  // Calls are made beforehand: only the plugin's own allocations fail.
  const auto guarded = [&](const char* verb, std::uint64_t nth, auto&& invoke) {
    TestCall& call = context.new_call();
    fail_allocation(nth);
    const autoheal_status status = invoke(call.table());
    stop_failing();
    call.retire();
    return Answer{verb, status, "", "", 0, &call};
  };
  starve("describe", [&](std::uint64_t nth, autoheal_status&) {
    return guarded("describe", nth, [&](const autoheal_call* call) { return plugin.describe(call); });
  });
  starve("create", [&](std::uint64_t nth, autoheal_status&) {
    autoheal_instance* instance = nullptr;
    TestHost& host = context.new_host();
    const autoheal_identity identity = test_identity();
    const Answer answer = guarded("create", nth, [&](const autoheal_call* call) {
      return plugin.create(host.table(), &identity, call, &instance);
    });
    require((answer.status == AUTOHEAL_OK) == (instance != nullptr), "create's status and *out do not agree");
    plugin.destroy(instance);
    return answer;
  });
  starve("configure", [&](std::uint64_t nth, autoheal_status&) {
    return guarded("configure", nth,
                   [&](const autoheal_call* call) { return plugin.configure(live.get(), to_text(settings), call); });
  });
  starve("query", [&](std::uint64_t nth, autoheal_status& expected) {
    expected = AUTOHEAL_UNSUPPORTED;
    return guarded("query", nth, [&](const autoheal_call* call) {
      return plugin.query(live.get(), to_text("no_such_operation"), to_text("{}"), call);
    });
  });
  if (plugin.handle_webhook == nullptr || !context.sidecar().webhook) return;
  const WebhookSamples& webhook = *context.sidecar().webhook;
  const WebhookSample& sample = webhook.samples[0];
  Headers headers = sample.headers;
  headers.emplace_back(webhook.signature.header,
                       webhook.signature.sign(context.sidecar().secrets.at(webhook.signature.secret), sample.body));
  const TestDelivery delivery(headers, sample.body);
  starve("handle_webhook", [&](std::uint64_t nth, autoheal_status&) {
    autoheal_webhook_reply reply{sizeof(autoheal_webhook_reply), 0};
    const Answer answer = guarded("handle_webhook", nth, [&](const autoheal_call* call) {
      return plugin.handle_webhook(live.get(), &delivery.webhook, &reply, call);
    });
    require(answer.status != AUTOHEAL_OK || reply.http_status == sample.http_status || !allocation_failed(),
            "handle_webhook, short of memory, tells the sender " + std::to_string(reply.http_status));
    return answer;
  });
}

}  // namespace

std::vector<Check> hygiene_checks() {
  return {
      {"H1", Level::must, "No secret is in a log line, result, error or progress message",
       "Never put a secret, nor a text that an upstream echoed, into a message.", "C1", h1},
      {"H2", Level::must, "Host services that are not offered do not crash it",
       "Check each pointer of autoheal_host before the call; refuse create with UNSUPPORTED if you need it.", "N6", h2},
      {"H3", Level::must, "It prints nothing and leaves signals, environment, locale and directory alone",
       "Use the host's log; never call setlocale, setenv, chdir, signal.", "D1", h3},
      {"H4", Level::must, "When memory is short, verbs answer OUT_OF_RESOURCES or INTERNAL and nothing crashes",
       "Check every malloc; in C++ let bad_alloc reach the border.", "C1", h4},
  };
}

}  // namespace autoheal::validator
