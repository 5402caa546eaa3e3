#include "app/server.hpp"

#include "alerts/alert_enricher.hpp"
#include "alerts/alerts.hpp"
#include "api/admin_api.hpp"
#include "api/answers.hpp"
#include "api/webhook_api.hpp"
#include "app/host.hpp"
#include "app/ready_file.hpp"
#include "http/server.hpp"
#include "intake/delivery_log.hpp"
#include "intake/event_writer.hpp"
#include "intake/signature_explainer.hpp"
#include "intake/test_alerts.hpp"
#include "intake/webhook_intake.hpp"
#include "integrations/alert_source.hpp"
#include "live/live.hpp"
#include "log/log.hpp"
#include "mcp/http_door.hpp"
#include "monitoring/health.hpp"
#include "reconcile/reconcile.hpp"
#include "store/change_feed.hpp"
#include "store/write_batch.hpp"

#include <algorithm>
#include <atomic>
#include <charconv>
#include <csignal>
#include <functional>
#include <memory>
#include <pthread.h>
#include <sys/resource.h>

namespace autoheal::host {
namespace {

using namespace std::chrono_literals;

constexpr auto kGrace = 2s;
constexpr std::size_t kStoreCalls = 12;  // at a time without opening a file: most threads do something else

struct Endpoint {
  std::string address;
  std::uint16_t port = 0;
};

// "127.0.0.1:8420", "[::1]:0".
Result<Endpoint> parse_endpoint(const std::string& text, std::string_view option) {
  const auto colon = text.rfind(':');
  Endpoint endpoint;
  if (colon != std::string::npos) {
    endpoint.address = text.substr(0, colon);
    if (endpoint.address.starts_with('[') && endpoint.address.ends_with(']')) {
      endpoint.address = endpoint.address.substr(1, endpoint.address.size() - 2);
    }
    const auto* begin = text.data() + colon + 1;
    const auto* end = text.data() + text.size();
    const auto parsed = std::from_chars(begin, end, endpoint.port);
    if (parsed.ec == std::errc{} && parsed.ptr == end && !endpoint.address.empty()) return endpoint;
  }
  return failure(Errc::usage, std::string(option) + " must be ADDRESS:PORT, for example 127.0.0.1:8420.");
}

std::string render_address(const Endpoint& endpoint, std::uint16_t port) {
  const bool v6 = endpoint.address.find(':') != std::string::npos;
  return "http://" + (v6 ? "[" + endpoint.address + "]" : endpoint.address) + ":" + std::to_string(port);
}

// Names under which the admin listener may be asked: its address, and what stands for this machine.
std::vector<std::string> names_of(const Endpoint& endpoint, const std::vector<std::string>& given) {
  std::vector<std::string> names{"localhost", "127.0.0.1", "[::1]"};
  names.push_back(endpoint.address.find(':') == std::string::npos ? endpoint.address : "[" + endpoint.address + "]");
  names.insert(names.end(), given.begin(), given.end());
  return names;
}

Result<std::unique_ptr<http::Server>> listen(http::ServerOptions options, const Endpoint& endpoint,
                                             http::Handler& handler) {
  options.address = endpoint.address;
  options.port = endpoint.port;
  std::string problem;
  auto server = http::Server::start(std::move(options), handler, problem);
  if (!server) return failure(Errc::io, problem + ".", "Choose another address, or port 0 for any free one.");
  return server;
}

http::Response refuse_admin(int status) {
  auto response =
      api::refuse(status, status == 503 ? "busy" : "bad_request",
                  status == 503 ? "The host is busy or stopping." : "The request cannot be taken as it is.");
  if (status == 503) response.headers.push_back({"Retry-After", "1"});
  api::add_security_headers(response);
  return response;
}

// Connections must not eat up the descriptors that the store and the plugins need: most systems start a program with
// 1,024.
void raise_descriptor_limit() {
  constexpr rlim_t kWanted = 8192;
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= kWanted) return;
  limit.rlim_cur = limit.rlim_max == RLIM_INFINITY ? kWanted : std::min(limit.rlim_max, kWanted);
  if (::setrlimit(RLIMIT_NOFILE, &limit) != 0) log_warning("the limit of open files could not be raised");
}

// The listeners, which end before anything that their handlers use: no more requests, then no more writes.
struct Listeners {
  explicit Listeners(EventWriter& w) : writer(w) {}
  ~Listeners() {
    if (webhook) webhook->stop(kGrace);
    if (admin) admin->stop(kGrace);
    writer.stop();
    webhook.reset();
    admin.reset();
  }
  Listeners(const Listeners&) = delete;
  Listeners& operator=(const Listeners&) = delete;

  EventWriter& writer;
  std::unique_ptr<http::Server> webhook;
  std::unique_ptr<http::Server> admin;
};

std::int64_t connections_of(const http::Server* listener) {
  return listener == nullptr ? 0 : static_cast<std::int64_t>(listener->connections());
}

// All that the listeners' handlers use, in the order of who needs whom; it ends in the opposite order.
struct Rooms {
  Rooms(Host& h, std::unique_ptr<ChangeFeed> feed, std::unique_ptr<BatchWriter> batches)
      : host(h),
        live({host.integrations(), host.alert_sources(), parts.store.deliveries()}, std::move(feed)),
        writer(
            std::move(batches), [this] { live.notify(); }, [this] { health.write_failed(); }) {}
  Rooms(const Rooms&) = delete;
  Rooms& operator=(const Rooms&) = delete;

  api::AdminServices services(std::function<void(Metrics::Gauges&)> read_gauges) {
    return {host.plugins(),
            host.integrations(),
            host.endpoints(),
            host.alert_sources(),
            alerts,
            deliveries,
            health,
            live,
            metrics,
            reconciler,
            test_alerts,
            std::move(read_gauges),
            [this](const std::shared_ptr<http::Exchange>& exchange) { agents.handle(exchange); }};
  }

  Host& host;
  const HostParts parts = host.parts();
  Metrics metrics;
  Health health{parts};
  const AlertService alerts{parts.store.alerts()};
  const DeliveryLog deliveries{parts.store};
  LiveHub live;
  EventWriter writer;
  SignatureExplainer explainer{host.integrations(), parts.store.deliveries(),
                               [this](std::int64_t id) { live.notify_delivery(id); }};
  AlertEnricher enricher{host.integrations(), [this](std::int64_t alert_id, std::string_view enrichment) {
                           return writer.set_enrichment(alert_id, enrichment);
                         }};
  Reconciler reconciler{parts, host.integrations(), writer};
  TestAlerts test_alerts{parts, writer};
  WebhookIntake intake{{host.integrations(), host.endpoints(), parts.store.alerts(), writer, &explainer, &enricher}};
  mcp::HttpDoor agents{{parts, host.integrations()}, mcp::SessionOptions{}};
};

// SIGINT and SIGTERM, taken by waiting for them: blocked in every thread that is started from here on.
class StopSignals {
 public:
  StopSignals() {
    sigemptyset(&set_);
    sigaddset(&set_, SIGINT);
    sigaddset(&set_, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &set_, &before_);
    std::signal(SIGPIPE, SIG_IGN);
  }
  ~StopSignals() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  StopSignals(const StopSignals&) = delete;
  StopSignals& operator=(const StopSignals&) = delete;
  void wait() const {
    int signal = 0;
    while (sigwait(&set_, &signal) != 0) {
    }
  }

 private:
  sigset_t set_{};
  sigset_t before_{};
};

}  // namespace

Result<void> run_server(Host& host, const ServeOptions& options,
                        const std::function<void(const std::string& sign_in_link)>& ready) {
  AH_TRY(const auto admin_endpoint, parse_endpoint(options.listen, "--listen"));
  AH_TRY(const auto webhook_endpoint, parse_endpoint(options.webhook_listen, "--webhook-listen"));
  AH_TRY(const auto admin_token, host.admin_token());
  const StopSignals signals;
  raise_descriptor_limit();

  AH_TRY_VOID(host.store().prepare_for(kStoreCalls));
  AH_TRY(auto feed, host.store().open_change_feed());
  AH_TRY(auto batches, host.store().open_batch_writer());
  Rooms rooms(host, std::move(feed), std::move(batches));
  std::atomic<const http::Server*> admin_listener{nullptr};  // for the gauges, which may be read before both are up
  std::atomic<const http::Server*> webhook_listener{nullptr};
  const auto read_gauges = [&](Metrics::Gauges& gauges) {
    gauges.admin_connections = connections_of(admin_listener);
    gauges.webhook_connections = connections_of(webhook_listener);
  };
  api::WebhookApi webhook_api(rooms.intake, rooms.health, rooms.metrics);
  api::AdminApi admin_api(rooms.services(read_gauges), admin_token.reveal(),
                          names_of(admin_endpoint, options.host_names));
  Listeners listeners(rooms.writer);

  http::ServerOptions webhook_options;
  webhook_options.refusal = &api::refuse_webhook;
  AH_TRY(listeners.webhook, listen(std::move(webhook_options), webhook_endpoint, webhook_api));
  webhook_listener = listeners.webhook.get();
  http::ServerOptions admin_options;
  admin_options.workers = 16;  // most of their time they wait for upstream
  admin_options.worker_queue = 64;
  admin_options.refusal = &refuse_admin;
  AH_TRY(listeners.admin, listen(std::move(admin_options), admin_endpoint, admin_api));
  admin_listener = listeners.admin.get();

  const auto admin_url = render_address(admin_endpoint, listeners.admin->port());
  const auto webhook_url = render_address(webhook_endpoint, listeners.webhook->port());
  AH_TRY_VOID(host.endpoints().set_base(host.options().public_url.empty() ? webhook_url : host.options().public_url));
  AH_TRY(const auto webhook_base, host.endpoints().base());
  rooms.reconciler.start();
  if (!options.ready_file.empty()) {
    AH_TRY_VOID(write_ready_file(options.ready_file, {admin_url, std::string(admin_token.reveal()), webhook_base}));
  }
  if (ready) ready(admin_url + "/#/?token=" + std::string(admin_token.reveal()));
  log_info("serving", {{"admin_url", admin_url}, {"webhook_listener", webhook_url}, {"webhook_base", webhook_base}});

  signals.wait();
  log_info("stopping");
  return success();
}

}  // namespace autoheal::host
