#include "plugin.hpp"

#include "base/rfc3339.hpp"
#include "config/settings.hpp"
#include "webhook/explain_operation.hpp"
#include "webhook/handler.hpp"

#include <boost/json.hpp>
#include <vector>

namespace autoheal::pagerduty {
namespace {

namespace json = boost::json;

Reply to_reply(const Error& error) { return Reply::error(to_abi_status(error.code), render(error)); }

Reply to_reply(const Result<std::string>& result) {
  return result.has_value() ? Reply::ok(result.value()) : to_reply(result.error());
}

Result<std::optional<Secret>> read_secret(const Host& host, std::string_view name) {
  const autoheal::Secret secret = host.secret(name);
  if (secret) return std::optional<Secret>(Secret(secret.bytes()));
  if (secret.status() == AUTOHEAL_NOT_FOUND) return std::optional<Secret>();
  return failure(Errc::secrets_locked, "The host cannot read its secret store.",
                 "Unlock the host's secret store; the settings are taken over then.");
}

webhook::WebhookRules webhook_rules(const Settings& settings) {
  webhook::WebhookRules rules;
  if (!settings.signing_secret.empty()) rules.keys.current.emplace(settings.signing_secret.reveal());
  if (!settings.signing_secret_previous.empty()) rules.keys.previous.emplace(settings.signing_secret_previous.reveal());
  rules.keys.previous_until = settings.signing_secret_previous_until;
  rules.mapping.labels = settings.labels;
  rules.mapping.severities = settings.severity_map;
  return rules;
}

std::string render_warnings(const std::vector<Problem>& warnings) {
  if (warnings.empty()) return {};
  json::array out;
  for (const Problem& warning : warnings) {
    out.push_back(json::object{{"pointer", warning.pointer}, {"message", warning.message}});
  }
  return json::serialize(json::object{{"warnings", std::move(out)}});
}

}  // namespace

struct Plugin::Snapshot {
  explicit Snapshot(Settings parsed) : settings(std::move(parsed)), rules(webhook_rules(settings)) {}

  const Settings settings;
  const webhook::WebhookRules rules;
};

Plugin::Plugin(Host host, std::string_view label) : host_(host), label_(label), clock_(host) {}
Plugin::~Plugin() = default;

std::shared_ptr<const Plugin::Snapshot> Plugin::snapshot() const {
  const std::lock_guard lock(mutex_);
  return snapshot_;
}

Reply Plugin::configure(std::string_view settings_json, Call&) {
  const SecretReader reader = [this](std::string_view name) { return read_secret(host_, name); };
  Result<Settings> settings = parse_settings(settings_json, reader);
  if (!settings.has_value()) return to_reply(settings.error());
  auto next = std::make_shared<const Snapshot>(std::move(settings.value()));
  std::string document = render_warnings(next->settings.warnings);
  const std::lock_guard lock(mutex_);
  snapshot_ = std::move(next);
  return Reply::ok(std::move(document));
}

Reply Plugin::test_connection(Call&) {
  return to_reply(Error::of(Errc::unsupported, "Test Connection is not part of this build."));
}

Reply Plugin::query(std::string_view operation, std::string_view args_json, Call&) {
  const auto now = snapshot();
  if (operation == webhook::kExplainOperation.name) {
    return to_reply(webhook::run_explain_operation(
        args_json,
        {now->settings.signing_secret.reveal(), now->settings.signing_secret_previous.reveal(),
         now->settings.signing_secret_previous_until},
        clock_.now()));
  }
  return to_reply(Error::of(Errc::unsupported, "There is no operation of that name.",
                            "The describe document lists the operations."));
}

WebhookReply Plugin::handle_webhook(const WebhookView& view, Call&) {
  const auto now = snapshot();
  std::vector<webhook::Header> headers;
  headers.reserve(view.header_count());
  for (std::size_t i = 0; i < view.header_count(); ++i) headers.push_back({view.header(i).name, view.header(i).value});
  const std::string_view body = view.body();
  webhook::Answer answer = webhook::handle_delivery(
      now->rules, {.headers = headers,
                   .body = {reinterpret_cast<const std::uint8_t*>(body.data()), body.size()},
                   .received_at = std::chrono::floor<std::chrono::milliseconds>(view.received_at()),
                   .now = clock_.now()});
  return WebhookReply::answer(answer.http_status, std::move(answer.document));
}

}  // namespace autoheal::pagerduty
