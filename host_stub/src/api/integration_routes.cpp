// Routes of plugins, integrations and their alert sources.
#include "alerts/alerts.hpp"
#include "api/admin_api.hpp"
#include "api/answers.hpp"
#include "base/json.hpp"
#include "intake/test_alerts.hpp"
#include "integrations/alert_source.hpp"
#include "integrations/integrations.hpp"
#include "integrations/webhook_endpoints.hpp"
#include "live/live.hpp"
#include "plugin/render.hpp"
#include "reconcile/reconcile.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <stop_token>

namespace autoheal::host::api {
namespace {

namespace json = boost::json;

constexpr std::int64_t kTestSeconds = 15;
constexpr std::int64_t kQuerySeconds = 30;
constexpr std::int64_t kMostSeconds = 120;
constexpr std::int64_t kMostGraceSeconds = 30 * 24 * 3600;

Result<const json::object*> object_member(const json::object& body, std::string_view member) {
  static const json::object kEmpty;
  const auto* value = body.if_contains(member);
  if (value == nullptr) return &kEmpty;
  if (!value->is_object()) return failure(bad_member(member, "must be an object"));
  return &value->get_object();
}

Result<std::string> text_member(const json::object& body, std::string_view member) {
  auto text = text_at(body, member);
  if (text.empty()) return failure(bad_member(member, "is needed"));
  return text;
}

Result<std::int64_t> whole_member(const json::object& body, std::string_view member, std::int64_t otherwise,
                                  std::int64_t least, std::int64_t most) {
  const auto* value = body.if_contains(member);
  if (value == nullptr) return otherwise;
  boost::system::error_code error;
  const auto number = value->is_number() ? value->to_number<std::int64_t>(error) : least - 1;
  if (error || number < least || number > most) {
    return failure(
        bad_member(member, "must be a whole number, " + std::to_string(least) + " to " + std::to_string(most)));
  }
  return number;
}

// The deadline that the caller asked for, and a cancel as soon as the caller hangs up.
class Call {
 public:
  Call(const RouteContext& context, std::int64_t seconds)
      : cancel_(std::make_shared<CancelSource>()),
        options_(call_within(std::chrono::seconds{seconds}, Asker::person(), cancel_)),
        on_close_(context.exchange.cancelled(), [cancel = cancel_] { cancel->cancel(); }) {}
  const CallOptions& options() const { return options_; }

 private:
  std::shared_ptr<CancelSource> cancel_;
  CallOptions options_;
  std::stop_callback<std::function<void()>> on_close_;
};

Result<http::Response> answer_document(const std::string& document, std::string_view what) {
  AH_TRY(auto object, parse_json_object(document, what));
  return answer_json(200, object);
}

Result<http::Response> answer_integration(const RouteContext& context, int status, const Integration& integration) {
  AH_TRY(const auto rendered, context.services.sources.render_with_source(integration));
  return answer_json(status, rendered);
}

Result<http::Response> list_plugins(const RouteContext& context) {
  return answer_json(200, render(context.services.plugins, FileForm::name_only));
}

Result<http::Response> list_integrations(const RouteContext& context) {
  AH_TRY(const auto integrations, context.services.integrations.list());
  json::array out;
  for (const auto& integration : integrations) {
    AH_TRY(auto rendered, context.services.sources.render_with_source(integration));
    out.push_back(std::move(rendered));
  }
  return answer_json(200, json::object{{"integrations", std::move(out)}});
}

Result<http::Response> add_integration(const RouteContext& context) {
  AH_TRY(const auto name, text_member(context.body, "name"));
  AH_TRY(const auto plugin, text_member(context.body, "plugin"));
  AH_TRY(const auto* settings, object_member(context.body, "settings"));
  AH_TRY(const auto integration, context.services.integrations.add(name, plugin, *settings));
  return answer_integration(context, 201, integration);
}

Result<http::Response> get_integration(const RouteContext& context) {
  AH_TRY(const auto integration, context.services.integrations.get(std::string_view(context.params["name"])));
  return answer_integration(context, 200, integration);
}

Result<http::Response> set_integration(const RouteContext& context) {
  AH_TRY(const auto* settings, object_member(context.body, "settings"));
  std::optional<std::string_view> new_name;
  std::string text;
  if (context.body.contains("name")) {
    AH_TRY(text, text_member(context.body, "name"));
    new_name = text;
  }
  AH_TRY(const auto integration, context.services.integrations.set(context.params["name"], *settings, new_name));
  return answer_integration(context, 200, integration);
}

Result<http::Response> remove_integration(const RouteContext& context) {
  AH_TRY_VOID(context.services.integrations.remove(context.params["name"]));
  return answer_nothing();
}

Result<http::Response> test_integration(const RouteContext& context) {
  AH_TRY(const auto* settings, object_member(context.body, "settings"));
  AH_TRY(const auto seconds, whole_member(context.body, "timeout_s", kTestSeconds, 1, kMostSeconds));
  const Call call(context, seconds);
  AH_TRY(const auto table, context.services.integrations.test(context.params["name"], call.options(),
                                                              settings->empty() ? nullptr : settings));
  context.services.live.notify();
  return answer_document(table, "The connection table");
}

Result<http::Response> test_unsaved(const RouteContext& context) {
  AH_TRY(const auto plugin, text_member(context.body, "plugin"));
  AH_TRY(const auto* settings, object_member(context.body, "settings"));
  AH_TRY(const auto seconds, whole_member(context.body, "timeout_s", kTestSeconds, 1, kMostSeconds));
  const Call call(context, seconds);
  AH_TRY(const auto table, context.services.integrations.test_unsaved(plugin, *settings, call.options()));
  return answer_document(table, "The connection table");
}

void count_calls(Metrics& metrics, const std::string& integration, const json::object& envelope) {
  const auto* meta = object_at(envelope, "meta");
  if (meta == nullptr) return;
  const auto number = [](const json::object& object, std::string_view member) -> std::int64_t {
    const auto* value = object.if_contains(member);
    return value != nullptr && value->is_int64() ? value->get_int64() : 0;
  };
  metrics.count_upstream_calls(number(*meta, "upstream_calls"));
  if (const auto* budget = object_at(*meta, "rate_budget")) {
    metrics.set_rate_budget(integration, number(*budget, "limit"), number(*budget, "remaining"));
  }
}

Result<http::Response> query_integration(const RouteContext& context) {
  AH_TRY(const auto operation, text_member(context.body, "operation"));
  AH_TRY(const auto* arguments, object_member(context.body, "arguments"));
  AH_TRY(const auto seconds, whole_member(context.body, "timeout_s", kQuerySeconds, 1, kMostSeconds));
  const Call call(context, seconds);
  const auto& name = context.params["name"];
  AH_TRY(const auto text, context.services.integrations.query(name, operation, *arguments, call.options()));
  AH_TRY(auto envelope, parse_json_object(text, "The envelope"));
  count_calls(context.services.metrics, name, envelope);
  context.services.live.notify();  // a diagnosis may have ended a strike
  return answer_json(200, json::object{{"status", "ok"}, {"envelope", std::move(envelope)}});
}

Result<http::Response> answer_source(const RouteContext& context) {
  AH_TRY(const auto integration, context.services.integrations.get(std::string_view(context.params["name"])));
  AH_TRY(const auto source, context.services.sources.get(integration));
  return answer_json(200, source);
}

Result<http::Response> get_source(const RouteContext& context) { return answer_source(context); }

Result<http::Response> set_source(const RouteContext& context) {
  const auto* enabled = context.body.if_contains("enabled");
  if (enabled == nullptr || !enabled->is_bool()) return failure(bad_member("enabled", "must be true or false"));
  AH_TRY_VOID(context.services.endpoints.set_enabled(context.params["name"], enabled->get_bool()));
  context.services.live.notify();
  return answer_source(context);
}

Result<http::Response> get_source_url(const RouteContext& context) {
  AH_TRY(const auto url, context.services.endpoints.url(context.params["name"]));
  return answer_json(200, json::object{{"url", url}});
}

Result<http::Response> rotate_source(const RouteContext& context) {
  AH_TRY(const auto grace, whole_member(context.body, "grace_s", 0, 0, kMostGraceSeconds));
  AH_TRY(const auto url, context.services.endpoints.rotate(context.params["name"], std::chrono::seconds{grace}));
  context.services.live.notify();
  return answer_json(200, json::object{{"url", url}});
}

Result<http::Response> reconcile(const RouteContext& context) {
  AH_TRY(const auto integration, context.services.integrations.get(std::string_view(context.params["name"])));
  const Call call(context, kQuerySeconds);
  AH_TRY(const auto done, context.services.reconciler.run_now(integration, call.options()));
  return answer_json(
      200, json::object{{"events", done.events}, {"alerts_changed", done.alerts_changed}, {"summary", done.summary}});
}

Result<http::Response> send_test_alert(const RouteContext& context) {
  AH_TRY(const auto integration, context.services.integrations.get(std::string_view(context.params["name"])));
  AH_TRY(const auto id, context.services.test_alerts.send(integration));
  AH_TRY(const auto document, context.services.alerts.get(id));
  return answer_json(201, document.at("alert").as_object());
}

Result<http::Response> resolve_test_alerts(const RouteContext& context) {
  AH_TRY(const auto integration, context.services.integrations.get(std::string_view(context.params["name"])));
  AH_TRY(const auto resolved, context.services.test_alerts.resolve(integration));
  return answer_json(200, json::object{{"resolved", resolved}});
}

constexpr Route kIntegrationRoutes[] = {
    {"GET", "/api/plugins", &list_plugins},
    {"GET", "/api/integrations", &list_integrations},
    {"POST", "/api/integrations", &add_integration},
    {"GET", "/api/integrations/{name}", &get_integration},
    {"PUT", "/api/integrations/{name}", &set_integration},
    {"DELETE", "/api/integrations/{name}", &remove_integration},
    {"POST", "/api/integrations/{name}/test", &test_integration},
    {"POST", "/api/test", &test_unsaved},
    {"POST", "/api/integrations/{name}/query", &query_integration},
    {"GET", "/api/integrations/{name}/alert-source", &get_source},
    {"PUT", "/api/integrations/{name}/alert-source", &set_source},
    {"GET", "/api/integrations/{name}/alert-source/url", &get_source_url},
    {"POST", "/api/integrations/{name}/alert-source/rotate", &rotate_source},
    {"POST", "/api/integrations/{name}/alert-source/test", &send_test_alert},
    {"DELETE", "/api/integrations/{name}/alert-source/test", &resolve_test_alerts},
    {"POST", "/api/integrations/{name}/reconcile", &reconcile},
};

}  // namespace

std::span<const Route> integration_routes() { return kIntegrationRoutes; }

}  // namespace autoheal::host::api
