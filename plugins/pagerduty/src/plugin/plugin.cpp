#include "plugin/plugin.hpp"

#include "connection/client.hpp"
#include "connection/test_connection.hpp"
#include "kit/answer/router.hpp"
#include "kit/http/transfer_loop.hpp"
#include "kit/plugin/read_secret.hpp"
#include "kit/plugin/reply.hpp"
#include "kit/plugin/scope_of.hpp"
#include "kit/time/rfc3339.hpp"
#include "operations/operations.hpp"
#include "reads/account_context.hpp"
#include "settings/settings.hpp"
#include "webhook/explain_operation.hpp"
#include "webhook/handler.hpp"

#include <boost/json.hpp>
#include <utility>
#include <vector>

namespace autoheal::pagerduty {
namespace {

namespace json = boost::json;

webhook::WebhookRules webhook_rules(const Settings& settings) {
  webhook::WebhookRules rules;
  if (!settings.signing_secret.empty()) rules.keys.current.emplace(settings.signing_secret.reveal());
  if (!settings.signing_secret_previous.empty()) rules.keys.previous.emplace(settings.signing_secret_previous.reveal());
  rules.keys.previous_until = settings.signing_secret_previous_until;
  rules.mapping.labels = settings.labels;
  rules.mapping.severities = settings.severity_map;
  return rules;
}

}  // namespace

struct Plugin::Snapshot {
  Settings settings;
  webhook::WebhookRules rules;
  std::shared_ptr<kit::http::Client> client;
  std::shared_ptr<reads::Directory> directory;  // names that one credential can see
};

Plugin::Plugin(Host host, const Identity& identity)
    : host_(host), label_(identity.label), clock_(host), loop_(std::make_shared<kit::http::TransferLoop>()) {}
Plugin::~Plugin() = default;

// What was cached stays true as long as the same key asks at the same place.
std::shared_ptr<const Plugin::Snapshot> Plugin::make_snapshot(Settings settings) const {
  const auto before = in_force_.get();
  auto next = std::make_shared<Snapshot>();
  next->settings = std::move(settings);
  next->rules = webhook_rules(next->settings);
  next->client = connection::make_client(loop_, next->settings);
  const bool same_view = before && before->settings.origin() == next->settings.origin() &&
                         before->settings.api_key.value.equals(next->settings.api_key.value.reveal());
  next->directory = same_view ? before->directory : std::make_shared<reads::Directory>();
  return next;
}

// What an operator wants to see when somebody saves: above all, whether deliveries are checked.
void Plugin::log_settings(const Settings& settings) const {
  json::object fields{{"integration", label_},
                      {"origin", settings.origin()},
                      {"signatures", settings.signing_secret.empty() ? "not checked" : "checked"}};
  if (settings.signing_secret_previous_until && !settings.signing_secret_previous.empty()) {
    fields.emplace("previous_secret_until", kit::render_rfc3339(*settings.signing_secret_previous_until));
  }
  host_.log(LogLevel::info, "PagerDuty settings are in force.", json::serialize(fields));
  for (const kit::Problem& warning : settings.warnings) {
    fields = {{"integration", label_}, {"setting", warning.pointer}};
    host_.log(LogLevel::warning, warning.message, json::serialize(fields));
  }
}

Reply Plugin::configure(std::string_view settings_json, Call&) {
  const SecretReader reader = [this](std::string_view name) { return kit::read_secret(host_, name); };
  kit::Result<Settings> settings = parse_settings(settings_json, reader);
  if (!settings.has_value()) return kit::to_reply(settings.error());
  auto next = make_snapshot(std::move(settings.value()));
  Reply reply = kit::configured(next->settings.warnings);
  log_settings(next->settings);
  in_force_.put(std::move(next));
  return reply;
}

Reply Plugin::test_connection(Call& call) {
  const auto now = in_force_.get();
  const auto other_region = connection::make_other_region_client(loop_, now->settings);
  return kit::to_reply(
      connection::test_connection(*now->client, now->settings, kit::scope_of(call), other_region.get()));
}

Reply Plugin::query(std::string_view operation, std::string_view args_json, Call& call) {
  const auto now = in_force_.get();
  if (operation == webhook::kExplainOperation.name) {
    const webhook::KnownSecrets secrets{now->settings.signing_secret.reveal(),
                                        now->settings.signing_secret_previous.reveal(),
                                        now->settings.signing_secret_previous_until};
    return kit::to_reply(webhook::run_explain_operation(args_json, secrets, clock_.now()));
  }
  const kit::CallScope scope = kit::scope_of(call);
  reads::AccountContext context(*now->client, clock_, scope, now->settings, *now->directory);
  return kit::to_reply(kit::answer_query(operations::all_operations(), operation, args_json, context));
}

WebhookReply Plugin::handle_webhook(const WebhookView& view, Call&) {
  const auto now = in_force_.get();
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
