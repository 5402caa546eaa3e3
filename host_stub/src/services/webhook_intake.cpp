#include "services/webhook_intake.hpp"

#include "log/log.hpp"
#include "services/after_answer.hpp"
#include "services/event_writer.hpp"
#include "services/host.hpp"

#include <future>

namespace autoheal::host {
namespace {

// The sender waits five seconds. A plugin promises one; the commit needs the rest.
constexpr std::chrono::milliseconds kPluginTime{1500};

DeliveryReport not_found_report() {
  DeliveryReport report;
  report.http_status = 404;
  report.explanation = "No alert source has this URL.";
  return report;
}

DeliveryReport fault_report(std::string why) {
  DeliveryReport report;
  report.explanation = std::move(why);
  return report;
}

Result<bool> all_known(Database& db, std::int64_t integration_id, const std::vector<IncomingEvent>& events) {
  for (const auto& event : events) {
    AH_TRY(auto row,
           db.query("SELECT 1 FROM events WHERE integration_id = ? AND event_id = ?", integration_id, event.event_id));
    AH_TRY(const bool known, row.next());
    if (!known) return false;
  }
  return !events.empty();
}

DeliveryReport report_of(const Assessment& assessment) {
  DeliveryReport report;
  report.http_status = assessment.http_status;
  report.outcome = assessment.outcome;
  report.signature = assessment.signature;
  report.explanation = assessment.explanation;
  report.told = assessment.told;
  for (const auto& event : assessment.events) report.events.push_back(event.document);
  return report;
}

}  // namespace

struct WebhookIntake::State {
  Host& host;
  EventWriter& writer;
  AfterAnswer* after;

  WriteJob assess_delivery(const WebhookEndpoint& endpoint, const IncomingDelivery& delivery) const {
    WriteJob job;
    job.integration_id = endpoint.integration_id;
    job.received_at = delivery.received_at;
    job.started = delivery.started;
    job.assessment = ask_plugin(endpoint, delivery);
    job.plugin_done =
        std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - delivery.started);
    job.headers = render_redacted_headers(delivery.headers);
    job.body = delivery.body;
    job.source_ip = delivery.source_ip;
    if (job.assessment.outcome == Outcome::failed) {
      log_error("a delivery could not be handled",
                {{"integration", endpoint.integration}, {"why", job.assessment.explanation}});
    }
    return job;
  }

  // Answers, and leaves what can wait to AfterAnswer.
  void submit(WriteJob job, IncomingDelivery delivery, std::function<void(const DeliveryReport&)> done) const {
    std::string fingerprint;
    for (const auto& event : job.assessment.events) {
      if (event.kind == "triggered" || event.kind == "reopened") fingerprint = event.fingerprint;
    }
    std::optional<IncomingDelivery> rejected;
    if (after != nullptr && job.assessment.outcome == Outcome::rejected) rejected = std::move(delivery);
    job.done = [after = after, id = job.integration_id, fingerprint = std::move(fingerprint),
                rejected = std::move(rejected), done = std::move(done)](const DeliveryReport& report) {
      done(report);
      if (after == nullptr) return;
      if (rejected && report.delivery_id) after->explain(id, *report.delivery_id, *rejected);
      if (report.outcome == Outcome::stored && report.alert_id && !fingerprint.empty()) {
        after->enrich(id, *report.alert_id, fingerprint);
      }
    };
    writer.submit(std::move(job));
  }

  Assessment ask_plugin(const WebhookEndpoint& endpoint, const IncomingDelivery& delivery) const {
    auto instance = host.integrations().instance(endpoint.integration_id);
    if (!instance.has_value()) return assess(failure(instance.error()), endpoint.enabled);
    WebhookDelivery webhook;
    webhook.headers.assign(delivery.headers.begin(), delivery.headers.end());
    webhook.body = delivery.body;
    const std::string target = "/api/webhooks/" + endpoint.plugin + "/" + endpoint.public_id;
    webhook.target = target;
    webhook.received_at = delivery.received_at;
    return assess(instance.value()->handle_webhook(webhook, call_within(kPluginTime)), endpoint.enabled);
  }
};

WebhookIntake::WebhookIntake(Host& host, EventWriter& writer, AfterAnswer* after)
    : state_(std::make_unique<State>(State{host, writer, after})) {}
WebhookIntake::~WebhookIntake() = default;

void WebhookIntake::accept(std::string_view plugin, std::string_view token, IncomingDelivery delivery,
                           std::function<void(const DeliveryReport&)> done) {
  const auto dot = token.find('.');
  const auto public_id = token.substr(0, dot);
  const auto secret = dot == std::string_view::npos ? std::string_view{} : token.substr(dot + 1);
  const auto endpoint = state_->host.integrations().find_endpoint(public_id, secret);
  if (!endpoint.has_value()) {
    if (endpoint.error().code == Errc::not_found) return done(not_found_report());
    log_error("a delivery could not be looked up", {{"why", endpoint.error().message}});
    return done(fault_report(endpoint.error().message));
  }
  if (endpoint.value().plugin != plugin) return done(not_found_report());
  auto job = state_->assess_delivery(endpoint.value(), delivery);
  state_->submit(std::move(job), std::move(delivery), std::move(done));
}

Result<DeliveryReport> WebhookIntake::deliver(std::string_view integration, IncomingDelivery delivery, bool dry_run) {
  AH_TRY(const auto endpoint, state_->host.integrations().webhook(integration));
  auto job = state_->assess_delivery(endpoint, delivery);
  if (dry_run) {
    auto report = report_of(job.assessment);
    AH_TRY(auto db, state_->host.open_database());
    AH_TRY(const bool known, all_known(db, endpoint.integration_id, job.assessment.events));
    if (known && report.outcome != Outcome::off) {
      report.outcome = Outcome::duplicate;
      report.http_status = 200;
    }
    return report;
  }
  std::promise<DeliveryReport> told;
  job.done = [&told](const DeliveryReport& report) { told.set_value(report); };
  state_->writer.submit(std::move(job));
  return told.get_future().get();
}

}  // namespace autoheal::host
