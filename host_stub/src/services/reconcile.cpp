#include "services/reconcile.hpp"

#include "log/log.hpp"
#include "plugin/roles.hpp"
#include "services/event_writer.hpp"
#include "services/host.hpp"
#include "services/reconcile_reading.hpp"
#include "services/test_alerts.hpp"

#include <boost/json.hpp>
#include <future>

namespace autoheal::host {
namespace {

namespace json = boost::json;
using namespace std::chrono_literals;

constexpr const char* kAliveKey = "serve_alive_at";
constexpr const char* kDoneKey = "reconciled_at.";  // + integration id
constexpr auto kLookForWorkEvery = 2s;
constexpr auto kSignOfLifeEvery = 20s;
constexpr auto kDowntime = 60s;
constexpr auto kEvery = 15min;
constexpr auto kTime = 60s;
constexpr int kMostOpen = 5000;

WriteJob make_job(std::int64_t integration_id, std::vector<IncomingEvent> events, std::string summary, UtcTime now) {
  WriteJob job;
  job.integration_id = integration_id;
  job.assessment.http_status = 202;
  job.assessment.outcome = Outcome::reconciled;
  job.assessment.explanation = std::move(summary);
  job.assessment.events = std::move(events);
  for (auto& event : job.assessment.events) event.reconciled = true;
  job.received_at = now;
  job.started = std::chrono::steady_clock::now();
  job.headers = "[]";
  return job;
}

}  // namespace

Result<json::object> reconcile_arguments(Database& db, std::int64_t integration_id) {
  json::object arguments;
  json::array open;
  {
    AH_TRY(auto row, db.query("SELECT fingerprint FROM alerts WHERE integration_id = ? AND status <> 'resolved' "
                              "AND substr(fingerprint, 1, ?) <> ? ORDER BY updated_at DESC LIMIT ?",
                              integration_id, kTestFingerprint.size(), kTestFingerprint, kMostOpen));
    for (;;) {
      AH_TRY(const bool more, row.next());
      if (!more) break;
      open.push_back(json::value(row.text(0)));
    }
  }
  if (!open.empty()) arguments["open"] = std::move(open);
  AH_TRY(auto since, read_meta(db, kDoneKey + std::to_string(integration_id)));
  if (!since) {  // never done: since the alert source was switched on
    AH_TRY(auto row, db.query("SELECT enabled_at FROM webhook_endpoints WHERE integration_id = ?", integration_id));
    AH_TRY(const bool found, row.next());
    if (found) since = row.optional_text(0);
  }
  if (since) arguments["since"] = *since;
  return arguments;
}

Reconciler::Reconciler(Host& host, EventWriter& writer, Database db)
    : host_(host), writer_(writer), db_(std::move(db)) {}

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
  const std::scoped_lock lock(db_mutex_);
  AH_TRY(const auto text, read_meta(db_, kAliveKey));
  if (!text) return false;
  const auto alive = parse_rfc3339(*text);
  return alive && host_.clock().now() - *alive > kDowntime;
}

Result<void> Reconciler::say_alive() {
  const std::scoped_lock lock(db_mutex_);
  return write_meta(db_, kAliveKey, render_utc(host_.clock().now()));
}

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
  std::map<std::int64_t, std::int64_t> rejected;  // of the alert sources that are on
  {
    const std::scoped_lock lock(db_mutex_);
    auto row = db_.query("SELECT integration_id, rejected_in_a_row FROM webhook_endpoints WHERE enabled <> 0");
    if (!row.has_value()) return;
    for (;;) {
      const auto more = row.value().next();
      if (!more.has_value()) return;
      if (!more.value()) break;
      rejected[row.value().integer(0)] = row.value().integer(1);
    }
  }
  std::erase_if(watched_, [&](const auto& entry) { return !rejected.contains(entry.first); });
  for (const auto& [id, count] : rejected) {
    const auto [entry, is_new] = watched_.try_emplace(id, Watched{0, now + kEvery});
    auto& watched = entry->second;
    const bool strike = watched.rejected_in_a_row < 3 && count >= 3;
    const bool over = watched.rejected_in_a_row > 0 && count == 0;
    if ((is_new && catch_up_) || strike || over) watched.due = now;
    watched.rejected_in_a_row = count;
    if (watched.due > now) continue;
    watched.due = now + kEvery;
    const auto integration = host_.integrations().get(id);
    if (!integration.has_value()) continue;
    const auto done = run_now(integration.value(), call_within(kTime, cancel_, Caller::background));
    if (!done.has_value()) {
      if (done.error().code == Errc::unsupported) continue;
      log_warning("alerts could not be reconciled",
                  {{"integration", integration.value().name}, {"why", done.error().message}});
    } else {
      log_info("alerts reconciled", {{"integration", integration.value().name},
                                     {"events", done.value().events},
                                     {"alerts_changed", done.value().alerts_changed}});
    }
  }
  catch_up_ = false;
}

Result<Reconciler::Done> Reconciler::run_now(const Integration& integration, const CallOptions& options) {
  AH_TRY(const auto plugin, host_.plugins().find(integration.plugin));
  const auto* operation = roles::find(plugin->describe, roles::kReconcile);
  if (operation == nullptr) {
    return failure(Errc::unsupported, "The plugin \"" + integration.plugin + "\" cannot reconcile alerts.");
  }
  const auto now = host_.clock().now();
  json::object arguments;
  {
    const std::scoped_lock lock(db_mutex_);
    AH_TRY(arguments, reconcile_arguments(db_, integration.id));
  }
  const auto ask = [&](const json::object& asked) {
    return host_.integrations().query(integration.name, operation->name, asked, options);
  };
  AH_TRY(const auto reading, read_reconciliation(ask, std::move(arguments)));
  AH_TRY(auto events, read_events(reading.events));

  Done done;
  done.summary = reading.summary;
  if (!events.empty()) {
    std::promise<DeliveryReport> told;
    auto job = make_job(integration.id, std::move(events), done.summary, now);
    job.done = [&told](const DeliveryReport& report) { told.set_value(report); };
    writer_.submit(std::move(job));
    const auto report = told.get_future().get();
    if (report.http_status == 404) return failure(Errc::not_found, report.explanation);
    if (report.http_status >= 300) return failure(Errc::store, report.explanation);
    done.events = report.new_events;
    done.alerts_changed = report.alerts_changed;
  }
  if (!reading.up_to_date) return done;  // the next one goes back as far as this one
  const std::scoped_lock lock(db_mutex_);
  AH_TRY_VOID(write_meta(db_, kDoneKey + std::to_string(integration.id), render_utc(now)));
  return done;
}

}  // namespace autoheal::host
