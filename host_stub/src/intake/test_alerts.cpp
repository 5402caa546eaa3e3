#include "intake/test_alerts.hpp"

#include "alerts/test_fingerprint.hpp"
#include "base/bytes.hpp"
#include "intake/event_writer.hpp"
#include "log/log.hpp"
#include "store/alert_repository.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <string>

namespace autoheal::host {
namespace {

namespace json = boost::json;

constexpr std::size_t kIdBytes = 12;
constexpr const char* kSummary = "Somebody sent this to see that alerts arrive. Nothing is wrong.";

json::object make_alert(const Integration& integration, std::string_view fingerprint, std::string_view status,
                        std::string_view starts_at) {
  return {{"schema_version", 1},          {"fingerprint", fingerprint},
          {"source", integration.plugin}, {"name", "Test alert from " + integration.name},
          {"summary", kSummary},          {"status", status},
          {"severity", "info"},           {"severity_source", "none"},
          {"labels", {{"test", "true"}}}, {"annotations", {{"made_by", "host"}}},
          {"starts_at", starts_at}};
}

json::object make_event(std::string_view kind, const std::string& occurred_at, json::object alert) {
  const std::string fingerprint{alert.at("fingerprint").as_string()};
  // Within one instant the ids decide the order: the end sorts after the start.
  return {{"event_id", fingerprint + (kind == "triggered" ? "/1" : "/2")},
          {"kind", kind},
          {"event_type", "test." + std::string(kind)},
          {"occurred_at", occurred_at},
          {"alert", std::move(alert)}};
}

}  // namespace

Result<std::int64_t> TestAlerts::send(const Integration& integration) {
  AH_TRY(const auto plugin, host_.plugins.find(integration.plugin));
  if (!plugin->describe.webhook) {
    return failure(Errc::unsupported, "The plugin \"" + integration.plugin + "\" is no alert source.");
  }
  const auto now = host_.clock.now();
  const auto at = render_utc(now);
  const auto fingerprint = std::string(kTestFingerprint) + random_token(kIdBytes);
  const json::array events{make_event("triggered", at, make_alert(integration, fingerprint, "firing", at))};
  AH_TRY(const auto report, write(integration, events, now));
  if (!report.alert_id) return failure(Errc::internal, "The test alert was not stored.");
  log_info("test alert sent", {{"integration", integration.name}});
  return *report.alert_id;
}

Result<std::size_t> TestAlerts::resolve(const Integration& integration) {
  const auto now = host_.clock.now();
  json::array events;
  AH_TRY(const auto open, host_.store.alerts().list_open_with_prefix(integration.id, kTestFingerprint));
  for (const auto& [fingerprint, start] : open) {
    // A clock that was put back must not place the end before the start.
    const auto at = std::max(render_utc(now), start);
    events.push_back(make_event("resolved", at, make_alert(integration, fingerprint, "resolved", start)));
  }
  if (events.empty()) return std::size_t{0};
  AH_TRY(const auto report, write(integration, events, now));
  return report.new_events;
}

Result<DeliveryReport> TestAlerts::write(const Integration& integration, const json::array& events, UtcTime now) {
  WriteJob job;
  job.origin = Origin::test_alert;
  job.integration_id = integration.id;
  job.assessment.http_status = 202;
  job.assessment.outcome = Outcome::stored;
  AH_TRY(job.assessment.events, read_events(events));
  job.received_at = now;
  job.started = std::chrono::steady_clock::now();
  job.headers = "[]";
  return require_stored(writer_.write_and_wait(std::move(job)));
}

}  // namespace autoheal::host
