#include "reconcile/reconcile.hpp"

#include "alerts/test_fingerprint.hpp"
#include "intake/event_writer.hpp"
#include "integrations/integrations.hpp"
#include "log/log.hpp"
#include "plugin/roles.hpp"
#include "reconcile/reconcile_reading.hpp"
#include "store/alert_repository.hpp"
#include "store/endpoint_repository.hpp"
#include "store/meta_repository.hpp"

#include <boost/json.hpp>

namespace autoheal::host {
namespace {

namespace json = boost::json;
using namespace std::chrono_literals;

constexpr const char* kAliveKey = "serve_alive_at";
constexpr auto kLookForWorkEvery = 2s;
constexpr auto kSignOfLifeEvery = 20s;
constexpr auto kDowntime = 60s;
constexpr auto kEvery = 15min;
constexpr auto kTime = 60s;
constexpr std::int64_t kMostOpen = 5000;

std::string done_key(std::int64_t integration_id) { return "reconciled_at." + std::to_string(integration_id); }

WriteJob make_job(std::int64_t integration_id, std::vector<IncomingEvent> events, std::string summary, UtcTime now) {
  WriteJob job;
  job.origin = Origin::reconciliation;
  job.integration_id = integration_id;
  job.assessment.http_status = 202;
  job.assessment.outcome = Outcome::stored;
  job.assessment.explanation = std::move(summary);
  job.assessment.events = std::move(events);
  for (auto& event : job.assessment.events) event.reconciled = true;
  job.received_at = now;
  job.started = std::chrono::steady_clock::now();
  job.headers = "[]";
  return job;
}

}  // namespace

Result<json::object> reconcile_arguments(Store& store, std::int64_t integration_id) {
  json::object arguments;
  AH_TRY(const auto open, store.alerts().list_open_without_prefix(integration_id, kTestFingerprint, kMostOpen));
  if (!open.empty()) {
    json::array& fingerprints = arguments["open"].emplace_array();
    for (const auto& alert : open) fingerprints.emplace_back(alert.fingerprint);
  }
  AH_TRY(auto since, store.meta().find(done_key(integration_id)));
  if (!since) {  // never done: since the alert source was switched on
    AH_TRY(const auto endpoint, store.endpoints().find(integration_id));
    if (endpoint) since = endpoint->endpoint.enabled_at;
  }
  if (since) arguments["since"] = *since;
  return arguments;
}

Reconciler::~Reconciler() {
  {
    const std::scoped_lock lock(mutex_);
    stopping_ = true;
  }
  cancel_->cancel();
  wake_.notify_all();
}

void Reconciler::start() {
  const auto down = was_down();
  catch_up_ = down.has_value() && down.value();
  thread_ = std::jthread([this] { run(); });
}

Result<bool> Reconciler::was_down() {
  AH_TRY(const auto text, host_.store.meta().find(kAliveKey));
  if (!text) return false;
  const auto alive = parse_rfc3339(*text);
  return alive && host_.clock.now() - *alive > kDowntime;
}

Result<void> Reconciler::say_alive() { return host_.store.meta().put(kAliveKey, render_utc(host_.clock.now())); }

void Reconciler::run() {
  for (;;) {
    look();
    if (std::chrono::steady_clock::now() >= next_sign_of_life_) {
      next_sign_of_life_ = std::chrono::steady_clock::now() + kSignOfLifeEvery;
      (void)say_alive();
    }
    std::unique_lock lock(mutex_);
    if (wake_.wait_for(lock, kLookForWorkEvery, [this] { return stopping_; })) break;
  }
  (void)say_alive();
}

void Reconciler::look() {
  const auto now = std::chrono::steady_clock::now();
  const auto rejected = host_.store.endpoints().list_rejections();
  if (!rejected.has_value()) return;
  std::erase_if(watched_, [&](const auto& entry) { return !rejected.value().contains(entry.first); });
  for (const auto& [id, count] : rejected.value()) {
    const auto [entry, is_new] = watched_.try_emplace(id, Watched{0, now + kEvery});
    auto& watched = entry->second;
    const bool strike = watched.rejected_in_a_row < 3 && count >= 3;
    const bool over = watched.rejected_in_a_row > 0 && count == 0;
    if ((is_new && catch_up_) || strike || over) watched.due = now;
    watched.rejected_in_a_row = count;
    if (watched.due > now) continue;
    watched.due = now + kEvery;
    reconcile(id);
  }
  catch_up_ = false;
}

void Reconciler::reconcile(std::int64_t integration_id) {
  const auto integration = integrations_.get(integration_id);
  if (!integration.has_value()) return;
  const auto& name = integration.value().name;
  const auto done = run_now(integration.value(), call_within(kTime, Asker::nobody(), cancel_));
  if (done.has_value()) {
    log_info("alerts reconciled",
             {{"integration", name}, {"events", done.value().events}, {"alerts_changed", done.value().alerts_changed}});
  } else if (done.error().code != Errc::unsupported) {
    log_warning("alerts could not be reconciled", {{"integration", name}, {"why", done.error().message}});
  }
}

Result<Reconciler::Done> Reconciler::run_now(const Integration& integration, const CallOptions& options) {
  const std::string operation = integrations_.operation_for(integration, roles::kReconcile);
  if (operation.empty()) {
    return failure(Errc::unsupported, "The plugin \"" + integration.plugin + "\" cannot reconcile alerts.");
  }
  const auto now = host_.clock.now();
  AH_TRY(auto arguments, reconcile_arguments(host_.store, integration.id));
  const auto ask = [&](const json::object& asked) {
    return integrations_.query(integration.name, operation, asked, options);
  };
  AH_TRY(const auto reading, read_reconciliation(ask, std::move(arguments)));
  AH_TRY(auto events, read_events(reading.events));

  Done done;
  done.summary = reading.summary;
  if (!events.empty()) {
    auto job = make_job(integration.id, std::move(events), done.summary, now);
    AH_TRY(const auto report, require_stored(writer_.write_and_wait(std::move(job))));
    done.events = report.new_events;
    done.alerts_changed = report.alerts_changed;
  }
  if (!reading.up_to_date) return done;  // the next one goes back as far as this one
  AH_TRY_VOID(host_.store.meta().put(done_key(integration.id), render_utc(now)));
  return done;
}

}  // namespace autoheal::host
