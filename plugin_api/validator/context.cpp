#include "context.hpp"

#include "process_state.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <dlfcn.h>

namespace autoheal::validator {

namespace json = boost::json;

TestDelivery::TestDelivery(const Headers& source, std::string_view body) {
  for (const auto& [name, value] : source) headers.push_back({to_text(name), to_text(value)});
  webhook.struct_size = sizeof webhook;
  webhook.header_count = static_cast<std::uint32_t>(headers.size());
  webhook.headers = headers.data();
  webhook.method = to_text("POST");
  webhook.target = to_text("/api/webhooks/plugin/0");
  webhook.body = to_bytes(body);
  webhook.received_unix_ns = 1773480413589000000;  // 2026-03-14T09:26:53.589Z
}

void Live::destroy() {
  if (instance_ == nullptr) return;
  plugin_->destroy(std::exchange(instance_, nullptr));
  host_->retire();
}

Context::Context(std::string file, std::optional<Sidecar> sidecar)
    : file_(std::move(file)), sidecar_(std::move(sidecar)) {}
Context::~Context() {  // late uses must find these alive: they are left to the end of the process
  for (auto& host : hosts_) static_cast<void>(host.release());
  for (auto& call : calls_) static_cast<void>(call.release());
}

const Sidecar& Context::sidecar() const {
  if (!sidecar_) skip("no sidecar with samples was given");
  return *sidecar_;
}

Entry Context::entry() {
  if (entry_ != nullptr) return entry_;
  void* library = ::dlopen(file_.c_str(), RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
  if (library == nullptr) fail(std::string("it does not load: ") + ::dlerror());
  entry_ = reinterpret_cast<Entry>(::dlsym(library, AUTOHEAL_ENTRY_SYMBOL));
  require(entry_ != nullptr, "it does not export " AUTOHEAL_ENTRY_SYMBOL);
  return entry_;
}

const IntegrationPlugin& Context::plugin() {
  if (plugin_ != nullptr) return *plugin_;
  autoheal_offer offer{};
  offer.struct_size = sizeof offer;
  offer.abi_major = AUTOHEAL_ABI_MAJOR;
  offer.abi_minor = AUTOHEAL_ABI_MINOR;
  offer.host_name = to_text("autoheal-plugin-check");
  offer.host_version = to_text("1.0");
  autoheal_answer answer{};
  answer.struct_size = sizeof answer;
  const autoheal_status status = entry()(&offer, &answer);
  require(status == AUTOHEAL_OK && answer.plugin != nullptr, "it refused ABI 1.0 with " + name_of(status));
  plugin_ = answer.plugin;
  return *plugin_;
}

const json::object& Context::describe() {
  if (!describe_)
    describe_ = std::make_unique<json::object>(parse_object(run_describe().result, "the describe document"));
  return *describe_;
}

TestHost& Context::new_host() {
  const std::lock_guard lock(mutex_);
  TestHost& host = *hosts_.emplace_back(std::make_unique<TestHost>());
  if (sidecar_) host.set_secrets(sidecar_->secrets);
  return host;
}

TestCall& Context::new_call(CallSetup setup) {
  auto call = std::make_unique<TestCall>(setup);
  const std::lock_guard lock(mutex_);
  return *calls_.emplace_back(std::move(call));
}

void Context::forget_recorded() {
  const std::lock_guard lock(mutex_);
  hosts_.clear();
  calls_.clear();
}

template <class Invoke>
Answer Context::run(std::string_view verb, CallSetup setup, Invoke&& invoke) {
  TestCall& call = new_call(setup);
  Answer answer{std::string(verb), AUTOHEAL_INTERNAL, "", "", 0, &call};
  answer.status = invoke(call.table(), answer);
  call.retire();
  answer.result = call.result();
  answer.error = call.error();
  return answer;
}

Answer Context::run_describe(CallSetup setup) {
  const IntegrationPlugin& table = plugin();
  return run("describe", setup, [&](const autoheal_call* call, Answer&) { return table.describe(call); });
}

Live Context::create() { return create(new_host()); }

Live Context::create(TestHost& host) {
  autoheal_instance* instance = nullptr;
  const autoheal_identity identity = test_identity();
  const IntegrationPlugin& table = plugin();
  const Answer answer = run("create", {}, [&](const autoheal_call* call, Answer&) {
    return table.create(host.table(), &identity, call, &instance);
  });
  require(answer.status == AUTOHEAL_OK, "create failed with " + name_of(answer.status) + ": " + answer.error);
  require(instance != nullptr, "create returned OK without an instance");
  return {table, instance, host};
}

Live Context::create_configured() {
  const std::string& settings = sidecar().settings;
  Live live = create();
  const Answer answer = configure(live, settings);
  require(answer.status == AUTOHEAL_OK,
          "the sidecar's settings are refused with " + name_of(answer.status) + ": " + answer.error);
  return live;
}

Answer Context::configure(const Live& live, std::string_view settings, CallSetup setup) {
  return run("configure", setup, [&](const autoheal_call* call, Answer&) {
    return plugin_->configure(live.get(), to_text(settings), call);
  });
}

Answer Context::test_connection(const Live& live, CallSetup setup) {
  return run("test_connection", setup,
             [&](const autoheal_call* call, Answer&) { return plugin_->test_connection(live.get(), call); });
}

Answer Context::query(const Live& live, std::string_view operation, std::string_view arguments, CallSetup setup) {
  return run("query " + std::string(operation), setup, [&](const autoheal_call* call, Answer&) {
    return plugin_->query(live.get(), to_text(operation), to_text(arguments), call);
  });
}

Answer Context::handle_webhook(const Live& live, const Headers& headers, std::string_view body, CallSetup setup) {
  const TestDelivery delivery(headers, body);
  struct {
    autoheal_webhook_reply reply;
    std::uint64_t canary;
  } place{};
  place.reply.struct_size = sizeof place.reply;
  place.canary = 0xA5A5A5A5A5A5A5A5u;
  return run("handle_webhook", setup, [&](const autoheal_call* call, Answer& answer) {
    const autoheal_status status = plugin_->handle_webhook(live.get(), &delivery.webhook, &place.reply, call);
    answer.http_status = place.reply.http_status;
    require(place.canary == 0xA5A5A5A5A5A5A5A5u, "it wrote behind the webhook's reply");
    return status;
  });
}

std::vector<Answer> Context::tour(TestHost& host) {
  const CallSetup brief{.time = std::chrono::seconds(3)};
  std::vector<Answer> answers;
  forbid_network();
  answers.push_back(run_describe());
  Live live = create(host);
  const auto verbs = [&] {
    answers.push_back(test_connection(live, brief));
    answers.push_back(query(live, "no_such_operation", "{}", brief));
    if (has_sidecar())
      for (const QuerySample& sample : sidecar_->queries)
        answers.push_back(query(live, sample.operation, sample.arguments, brief));
    if (plugin_->handle_webhook == nullptr || !has_sidecar() || !sidecar_->webhook) return;
    const WebhookSamples& webhook = *sidecar_->webhook;
    for (const WebhookSample& sample : webhook.samples) {
      Headers headers = sample.headers;
      answers.push_back(handle_webhook(live, headers, sample.body));
      headers.emplace_back(webhook.signature.header,
                           webhook.signature.sign(sidecar_->secrets.at(webhook.signature.secret), sample.body));
      answers.push_back(handle_webhook(live, headers, sample.body));
    }
  };
  verbs();
  answers.push_back(configure(live, "{\"no_such_setting\":true}"));
  if (has_sidecar()) answers.push_back(configure(live, sidecar_->settings));
  verbs();
  live.destroy();
  allow_network();
  return answers;
}

std::string name_of(autoheal_status status) {
  std::string name(status_name(status));
  std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return std::toupper(c); });
  return (is_known_status(status) ? name : "unknown") + " (" + std::to_string(status) + ")";
}

json::object parse_object(const std::string& text, const std::string& what) {
  boost::system::error_code error;
  json::parse_options options;
  options.max_depth = 64;
  json::value value = json::parse(text, error, {}, options);
  if (error) fail(what + " is not JSON (RFC 8259, at most 64 deep): " + error.message());
  if (!value.is_object()) fail(what + " is not one JSON object");
  return std::move(value.get_object());
}

void require_status(const Answer& answer, autoheal_status status, const std::string& when) {
  if (answer.status == status) return;
  fail(answer.verb + ", " + when + ", answered " + name_of(answer.status) + " instead of " + name_of(status) +
       (answer.error.empty() ? "" : ": " + answer.error.substr(0, 200)));
}

std::vector<std::string> problem_pointers(const Answer& answer) {
  std::vector<std::string> pointers;
  const json::object error = parse_object(answer.error, "the error document of " + answer.verb);
  const json::value* problems = error.if_contains("problems");
  if (problems == nullptr || !problems->is_array()) return pointers;
  for (const json::value& problem : problems->get_array()) {
    const json::value* pointer = problem.is_object() ? problem.get_object().if_contains("pointer") : nullptr;
    if (pointer != nullptr && pointer->is_string()) pointers.emplace_back(pointer->get_string());
  }
  return pointers;
}

std::vector<std::string> event_kinds(const Answer& answer) {
  const json::object result = parse_object(answer.result, "the result of handle_webhook");
  const json::value* events = result.if_contains("events");
  if (events == nullptr || !events->is_array()) fail("the result of handle_webhook has no events[]");
  std::vector<std::string> kinds;
  for (const json::value& event : events->get_array()) {
    const json::value* kind = event.is_object() ? event.get_object().if_contains("kind") : nullptr;
    if (kind == nullptr || !kind->is_string()) fail("an event has no kind");
    kinds.emplace_back(kind->get_string());
  }
  return kinds;
}

}  // namespace autoheal::validator
