#include "plugin/instance.hpp"

#include "autoheal/plugin_client.hpp"
#include "base/json.hpp"
#include "log/log.hpp"
#include "log/redactor.hpp"
#include "plugin/registry.hpp"
#include "plugin/sender_reply.hpp"

#include <boost/json.hpp>
#include <mutex>

namespace autoheal::host {
namespace {

namespace json = boost::json;

void report_breach(const std::string& label, const client::Breach& breach) {
  log_from_plugin(label, AUTOHEAL_LOG_PLUGIN_MISBEHAVING, breach.message,
                  "{\"requirement\":" + json_quote(breach.requirement) + "}");
}

Errc class_of(autoheal_status status) noexcept {
  switch (status) {
    case AUTOHEAL_CANCELLED:
      return Errc::cancelled;
    case AUTOHEAL_DEADLINE_EXCEEDED:
      return Errc::deadline_exceeded;
    case AUTOHEAL_INVALID_ARGUMENT:
    case AUTOHEAL_RESULT_TOO_LARGE:  // ask for less
      return Errc::invalid_argument;
    case AUTOHEAL_UNSUPPORTED:
      return Errc::unsupported;
    case AUTOHEAL_NOT_FOUND:
      return Errc::not_found;
    case AUTOHEAL_UNAUTHENTICATED:
      return Errc::upstream_refused;
    case AUTOHEAL_PERMISSION_DENIED:
      return Errc::upstream_forbidden;
    case AUTOHEAL_RATE_LIMITED:
      return Errc::rate_limited;
    case AUTOHEAL_UNAVAILABLE:
    case AUTOHEAL_BAD_UPSTREAM_REPLY:
      return Errc::upstream_failed;
    case AUTOHEAL_OUT_OF_RESOURCES:
      return Errc::busy;
    default:
      return Errc::plugin_fault;
  }
}

// A member of the error document that is passed on as it is, if it has the right shape.
std::string pass_on(const json::object& document, const char* member, json::kind kind) {
  const json::value* value = document.if_contains(member);
  return value != nullptr && value->kind() == kind ? json::serialize(*value) : std::string{};
}

std::vector<Problem> problems_of(const json::object& document) {
  std::vector<Problem> problems;
  const json::value* list = document.if_contains("problems");
  if (list == nullptr || !list->is_array()) return problems;
  for (const json::value& item : list->get_array()) {
    if (!item.is_object()) continue;
    problems.push_back(
        {text_at(item.get_object(), "pointer"), redactor().redact(text_at(item.get_object(), "message"))});
  }
  return problems;
}

// The plugin's error document as ours. A plugin is not trusted to keep secrets out of its sentences.
Error to_error(autoheal_status status, const std::string& document_text) {
  boost::system::error_code ec;
  const json::value value = json::parse(document_text, ec);
  if (ec || !value.is_object()) {
    return Error::of(class_of(status),
                     "The plugin failed (" + std::string{status_name(status)} + ") without saying why.");
  }
  const json::object& document = value.get_object();
  Error error = Error::of(class_of(status), redactor().redact(text_at(document, "message")),
                          redactor().redact(text_at(document, "hint")));
  if (error.message.empty()) error.message = "The plugin failed (" + std::string{status_name(status)} + ").";
  error.detail_code = text_at(document, "code");
  if (const json::value* retryable = document.if_contains("retryable"); retryable != nullptr && retryable->is_bool()) {
    error.retryable = retryable->get_bool();
  }
  if (const json::value* after = document.if_contains("retry_after_ms"); after != nullptr && after->is_int64()) {
    error.retry_after = std::chrono::milliseconds{after->get_int64()};
  }
  error.problems = problems_of(document);
  error.choices = pass_on(document, "choices", json::kind::array);
  error.upstream = pass_on(document, "upstream", json::kind::object);
  return error;
}

// What the host offers to one instance.
class Services final : public client::HostServices {
 public:
  explicit Services(std::string label) : label_(std::move(label)) {}

  void log(std::int32_t level, std::string_view message, std::string_view fields_json) override {
    log_from_plugin(label_, level, message, fields_json);
  }

  autoheal_status read_secret(std::string_view name, const Give& give) override {
    const std::lock_guard lock{mutex_};
    if (reader_ == nullptr) {
      log_from_plugin(label_, AUTOHEAL_LOG_PLUGIN_MISBEHAVING, "read a secret outside of configure", {});
      return AUTOHEAL_UNAVAILABLE;
    }
    auto secret = (*reader_)(name);
    if (!secret.has_value()) return AUTOHEAL_UNAVAILABLE;
    if (!secret.value()) return AUTOHEAL_NOT_FOUND;
    redactor().add(secret.value()->reveal());
    return give(secret.value()->reveal());
  }

  void set_reader(const SecretReader* reader) {
    const std::lock_guard lock{mutex_};
    reader_ = reader;
  }

 private:
  const std::string label_;
  std::mutex mutex_;
  const SecretReader* reader_ = nullptr;  // guarded by mutex_; set during configure
};

}  // namespace

struct PluginInstance::State {
  std::shared_ptr<const LoadedPlugin> plugin;
  std::string label;
  std::unique_ptr<Services> services;          // outlives the instance
  std::shared_ptr<client::Instance> instance;  // destroyed first: members go in reverse order
  std::mutex configure_mutex;

  // The document of an outcome that is OK, checked to be JSON.
  Result<std::string> result_of(client::Outcome outcome, const char* verb) const {
    if (outcome.status != AUTOHEAL_OK) return failure(to_error(outcome.status, outcome.document));
    if (auto parsed = parse_json_object(outcome.document, "the result"); !parsed.has_value()) {
      report_breach(label, {"Q2", std::string{verb} + ": " + parsed.error().message});
      return failure(Errc::plugin_fault, "The plugin answered with something that is not JSON.");
    }
    return std::move(outcome.document);
  }
};

PluginInstance::PluginInstance(std::unique_ptr<State> state) : state_(std::move(state)) {}
PluginInstance::~PluginInstance() = default;
const LoadedPlugin& PluginInstance::plugin() const noexcept { return *state_->plugin; }

Result<std::shared_ptr<PluginInstance>> PluginInstance::create(std::shared_ptr<const LoadedPlugin> plugin,
                                                               const Identity& identity, const CallOptions& options) {
  auto state = std::make_unique<State>();
  std::string label(identity.label);
  state->services = std::make_unique<Services>(label);
  auto made = client::Instance::create(plugin->api, state->services->table(), identity, options,
                                       [label](const client::Breach& breach) { report_breach(label, breach); });
  if (const auto* outcome = std::get_if<client::Outcome>(&made)) {
    return failure(to_error(outcome->status, outcome->document));
  }
  state->plugin = std::move(plugin);
  state->label = std::move(label);
  state->instance = std::get<std::shared_ptr<client::Instance>>(std::move(made));
  return std::shared_ptr<PluginInstance>{new PluginInstance{std::move(state)}};
}

Result<void> PluginInstance::configure(std::string_view settings_json, const SecretReader& secrets,
                                       const CallOptions& options) {
  const std::lock_guard lock{state_->configure_mutex};
  state_->services->set_reader(&secrets);
  const client::Outcome outcome = state_->instance->configure(settings_json, options);
  state_->services->set_reader(nullptr);
  if (outcome.status == AUTOHEAL_OK) return success();
  Error error = to_error(outcome.status, outcome.document);
  if (outcome.status == AUTOHEAL_INVALID_ARGUMENT) error.code = Errc::invalid_settings;
  return failure(std::move(error));
}

Result<std::string> PluginInstance::test_connection(const CallOptions& options) {
  AH_TRY(const std::string table, state_->result_of(state_->instance->test_connection(options), "test_connection"));
  return redactor().redact(table);
}

Result<std::string> PluginInstance::query(std::string_view operation, std::string_view arguments_json,
                                          const CallOptions& options) {
  AH_TRY(const std::string envelope,
         state_->result_of(state_->instance->query(operation, arguments_json, options), "query"));
  return redactor().redact(envelope);
}

Result<WebhookVerdict> PluginInstance::handle_webhook(const WebhookDelivery& delivery, const CallOptions& options) {
  client::Delivery handed;
  handed.headers.reserve(delivery.headers.size());
  for (const auto& [name, value] : delivery.headers) handed.headers.push_back({to_text(name), to_text(value)});
  handed.method = delivery.method;
  handed.target = delivery.target;
  handed.body = delivery.body;
  handed.received_unix_ns = std::chrono::nanoseconds{delivery.received_at.time_since_epoch()}.count();
  client::Outcome outcome = state_->instance->handle_webhook(handed, options);
  const unsigned http_status = outcome.http_status;
  AH_TRY(std::string document, state_->result_of(std::move(outcome), "handle_webhook"));
  auto reply = read_sender_reply(http_status, document);
  if (!reply.has_value()) {
    report_breach(state_->label, {"W8", "handle_webhook: " + reply.error().message});
    return failure(reply.error());
  }
  return WebhookVerdict{http_status, std::move(document), std::move(reply.value())};
}

}  // namespace autoheal::host
