#include "intake/webhook_intake.hpp"

#include "alerts/alert_enricher.hpp"
#include "intake/event_writer.hpp"
#include "intake/signature_explainer.hpp"
#include "integrations/integrations.hpp"
#include "integrations/webhook_endpoints.hpp"
#include "log/log.hpp"
#include "store/alert_repository.hpp"

namespace autoheal::host {
namespace {

// The sender waits five seconds. A plugin promises one; the commit needs the rest.
constexpr std::chrono::milliseconds kPluginTime{1500};

DeliveryReport unknown_url_report() {
  DeliveryReport report;
  report.outcome = Outcome::unknown_source;
  report.http_status = 404;
  report.explanation = "No alert source has this URL.";
  return report;
}

DeliveryReport fault_report(std::string why) {
  DeliveryReport report;
  report.explanation = std::move(why);
  return report;
}

}  // namespace

WriteJob WebhookIntake::assess_delivery(const WebhookEndpoint& endpoint, const IncomingDelivery& delivery) const {
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

Assessment WebhookIntake::ask_plugin(const WebhookEndpoint& endpoint, const IncomingDelivery& delivery) const {
  auto instance = parts_.integrations.instance(endpoint.integration_id);
  if (!instance.has_value()) return assess(failure(instance.error()), endpoint.enabled);
  WebhookDelivery webhook;
  webhook.headers.assign(delivery.headers.begin(), delivery.headers.end());
  webhook.body = delivery.body;
  const std::string target = "/api/webhooks/" + endpoint.plugin + "/" + endpoint.public_id;
  webhook.target = target;
  webhook.received_at = delivery.received_at;
  return assess(instance.value()->handle_webhook(webhook, call_within(kPluginTime, Asker::nobody())), endpoint.enabled);
}

// Answers, and leaves what can wait to the explainer and the enricher.
void WebhookIntake::submit(WriteJob job, IncomingDelivery delivery,
                           std::function<void(const DeliveryReport&)> done) const {
  std::string fingerprint;
  for (const auto& event : job.assessment.events) {
    if (event.kind == "triggered" || event.kind == "reopened") fingerprint = event.fingerprint;
  }
  std::optional<IncomingDelivery> rejected;
  if (parts_.explainer != nullptr && job.assessment.outcome == Outcome::rejected) rejected = std::move(delivery);
  job.done = [explainer = parts_.explainer, enricher = parts_.enricher, id = job.integration_id,
              fingerprint = std::move(fingerprint), rejected = std::move(rejected),
              done = std::move(done)](const DeliveryReport& report) {
    done(report);
    if (rejected && report.delivery_id) explainer->explain(id, *report.delivery_id, *rejected);
    if (enricher != nullptr && report.outcome == Outcome::stored && report.alert_id && !fingerprint.empty()) {
      enricher->enrich(id, *report.alert_id, fingerprint);
    }
  };
  parts_.writer.submit(std::move(job));
}

Result<bool> WebhookIntake::are_all_known(std::int64_t integration_id, const std::vector<IncomingEvent>& events) const {
  for (const auto& event : events) {
    AH_TRY(const bool known, parts_.alerts.has_event(integration_id, event.event_id));
    if (!known) return false;
  }
  return !events.empty();
}

void WebhookIntake::accept(std::string_view plugin, std::string_view token, IncomingDelivery delivery,
                           std::function<void(const DeliveryReport&)> done) {
  const auto dot = token.find('.');
  const auto public_id = token.substr(0, dot);
  const auto secret = dot == std::string_view::npos ? std::string_view{} : token.substr(dot + 1);
  const auto endpoint = parts_.endpoints.find(public_id, secret);
  if (!endpoint.has_value()) {
    if (endpoint.error().code == Errc::not_found) return done(unknown_url_report());
    log_error("a delivery could not be looked up", {{"why", endpoint.error().message}});
    return done(fault_report(endpoint.error().message));
  }
  if (endpoint.value().plugin != plugin) return done(unknown_url_report());
  auto job = assess_delivery(endpoint.value(), delivery);
  submit(std::move(job), std::move(delivery), std::move(done));
}

Result<DeliveryReport> WebhookIntake::deliver(std::string_view integration, IncomingDelivery delivery, bool dry_run) {
  AH_TRY(const auto endpoint, parts_.endpoints.get(integration));
  auto job = assess_delivery(endpoint, delivery);
  if (!dry_run) return parts_.writer.write_and_wait(std::move(job));
  auto report = report_of(job.assessment);
  AH_TRY(const bool known, are_all_known(endpoint.integration_id, job.assessment.events));
  if (known && report.outcome != Outcome::off) {
    report.outcome = Outcome::duplicate;
    report.http_status = 200;
  }
  return report;
}

}  // namespace autoheal::host
