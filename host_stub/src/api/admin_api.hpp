// AdminApi: the handler of the admin listener. Guards every request, finds its route, answers JSON.
// Threads: [any-thread]; a route runs on a worker of the server and may take as long as its call into a plugin.
#pragma once

#include "api/guard.hpp"
#include "http/router.hpp"
#include "http/server.hpp"
#include "monitoring/metrics.hpp"

#include <boost/json/fwd.hpp>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace autoheal::host {
class AlertService;
class AlertSourceService;
class DeliveryLog;
class Health;
class IntegrationService;
class PluginRegistry;
struct HealthState;
class LiveHub;
class Reconciler;
class TestAlerts;
class WebhookEndpoints;
}  // namespace autoheal::host

namespace autoheal::host::api {

struct AdminServices {
  const PluginRegistry& plugins;
  IntegrationService& integrations;
  WebhookEndpoints& endpoints;
  const AlertSourceService& sources;
  const AlertService& alerts;
  const DeliveryLog& deliveries;
  const Health& health;
  LiveHub& live;
  Metrics& metrics;
  Reconciler& reconciler;
  TestAlerts& test_alerts;
  std::function<void(Metrics::Gauges&)> read_gauges;  // what the listeners know
  // /mcp, with its own tokens; may be empty
  std::function<void(const std::shared_ptr<http::Exchange>&)> answer_agent;
};

// What a route gets to see.
struct RouteContext {
  AdminServices& services;
  http::Exchange& exchange;
  const http::Request& request;
  const http::Params& params;
  const boost::json::object& body;  // of a change; empty else

  std::string query(std::string_view name) const;
};

using RouteHandler = Result<http::Response> (*)(const RouteContext& context);
using Route = http::Route<RouteHandler>;

std::span<const Route> integration_routes();
std::span<const Route> alert_routes();

class AdminApi : public http::Handler {
 public:
  AdminApi(AdminServices services, std::string_view admin_token, std::vector<std::string> host_names);
  void handle(std::shared_ptr<http::Exchange> exchange) override;

 private:
  http::Response answer(http::Exchange& exchange, bool& answered);
  http::Response answer_open(const http::Request& request, bool& known);
  http::Response answer_session(const http::Request& request);
  http::Response answer_route(http::Exchange& exchange);
  http::Response open_stream(http::Exchange& exchange, bool& answered);

  AdminServices services_;
  AdminGuard guard_;
};

// Without a token: {status, store, secrets, plugins, integrations_without_plugin}. 503 when no delivery can be taken.
http::Response answer_health(const HealthState& health);

}  // namespace autoheal::host::api
