#include "intake/delivery.hpp"

#include "base/json.hpp"

#include <algorithm>
#include <array>
#include <boost/json.hpp>

namespace autoheal::host {
namespace {

namespace json = boost::json;

constexpr std::size_t kMaxIdBytes = 255;

constexpr std::array<std::string_view, 9> kOutcomeNames{
    "stored", "duplicate", "ignored", "ping", "quarantined", "off", "rejected", "failed", "unknown_source"};
constexpr std::string_view kReconciledName = "reconciled";
constexpr std::string_view kTestName = "test";

constexpr std::array<std::string_view, 8> kKinds{"triggered", "acknowledged", "resolved", "unacknowledged",
                                                 "reopened",  "updated",      "ping",     "ignored"};

bool is_known_signature(std::string_view text) {
  static constexpr std::array<std::string_view, 5> kStates{"current", "previous", "not_required", "missing", "invalid"};
  return std::find(kStates.begin(), kStates.end(), text) != kStates.end();
}

bool is_safe_id(std::string_view text) {
  return !text.empty() && text.size() <= kMaxIdBytes &&
         std::none_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; });
}

Result<IncomingEvent> read_event(const json::value& value) {
  const auto* object = value.if_object();
  if (object == nullptr) return failure(Errc::plugin_fault, "An event is not an object.");
  IncomingEvent event;
  event.event_id = text_at(*object, "event_id");
  event.kind = text_at(*object, "kind");
  event.event_type = text_at(*object, "event_type");
  if (!is_safe_id(event.event_id)) return failure(Errc::plugin_fault, "An event has no usable event_id.");
  if (std::find(kKinds.begin(), kKinds.end(), event.kind) == kKinds.end()) {
    return failure(Errc::plugin_fault, "An event has no known kind.");
  }
  const auto occurred_at = parse_rfc3339(text_at(*object, "occurred_at"));
  if (!occurred_at) return failure(Errc::plugin_fault, "An event has no usable occurred_at.");
  event.occurred_at = render_utc(*occurred_at);
  const bool wants_alert = event.kind != "ping" && event.kind != "ignored";
  if (const auto* alert = object_at(*object, "alert"); wants_alert && alert != nullptr) {
    event.fingerprint = text_at(*alert, "fingerprint");
  }
  if (wants_alert && !is_safe_id(event.fingerprint)) {
    return failure(Errc::plugin_fault, "An event that changes an alert has no usable fingerprint.");
  }
  if (const auto* resource = object_at(*object, "resource")) event.resource = json::serialize(*resource);
  const auto* reconciled = object->if_contains("reconciled");
  event.reconciled = reconciled != nullptr && reconciled->is_bool() && reconciled->get_bool();
  json::object document = *object;
  document["occurred_at"] = event.occurred_at;
  event.document = json::serialize(document);
  return event;
}

Assessment fault(std::string explanation) {
  Assessment assessment;
  assessment.explanation = std::move(explanation);
  return assessment;
}

Outcome outcome_of(const std::vector<IncomingEvent>& events) {
  Outcome outcome = Outcome::ignored;
  for (const auto& event : events) {
    if (!event.fingerprint.empty()) return Outcome::stored;
    if (event.kind == "ping") outcome = Outcome::ping;
  }
  return outcome;
}

void read_accepted(const json::object& document, Assessment& assessment) {
  if (const auto* quarantined = object_at(document, "quarantined")) {
    assessment.outcome = Outcome::quarantined;
    assessment.explanation = text_at(*quarantined, "reason");
    return;
  }
  const auto* list = array_at(document, "events");
  auto events = list != nullptr
                    ? read_events(*list)
                    : Result<std::vector<IncomingEvent>>(failure(Errc::plugin_fault, "There is no list of events."));
  if (!events.has_value()) {  // the sender cannot help it, and would only repeat it: keep the body instead
    assessment.outcome = Outcome::quarantined;
    assessment.explanation = "The plugin's result cannot be used: " + events.error().message;
    return;
  }
  assessment.events = std::move(events.value());
  assessment.outcome = outcome_of(assessment.events);
  if (assessment.outcome == Outcome::ignored && list->size() == 1) {
    assessment.explanation = text_at(list->front().as_object(), "reason");
  }
}

}  // namespace

std::string_view name(Outcome outcome) noexcept { return kOutcomeNames[static_cast<std::size_t>(outcome)]; }

std::string_view log_name(Origin origin, Outcome outcome) noexcept {
  if (origin == Origin::delivery) return name(outcome);
  return origin == Origin::reconciliation ? kReconciledName : kTestName;
}

bool is_log_name(std::string_view text) noexcept {
  const auto* end = kOutcomeNames.begin() + static_cast<std::ptrdiff_t>(kLastLoggedOutcome) + 1;
  return text == kReconciledName || text == kTestName || std::find(kOutcomeNames.begin(), end, text) != end;
}

Result<std::vector<IncomingEvent>> read_events(const json::array& events) {
  std::vector<IncomingEvent> out;
  out.reserve(events.size());
  for (const auto& value : events) {
    AH_TRY(auto event, read_event(value));
    out.push_back(std::move(event));
  }
  return out;
}

Assessment assess(const Result<WebhookVerdict>& verdict, bool enabled) {
  if (!verdict.has_value()) {
    if (!enabled) {
      Assessment off;
      off.http_status = 202;
      off.outcome = Outcome::off;
      return off;
    }
    return fault(verdict.error().message);
  }
  const auto parsed = parse_json_object(verdict.value().document, "The plugin's webhook result");
  if (!parsed.has_value()) return fault(parsed.error().message);
  Assessment assessment;
  assessment.signature = text_at(parsed.value(), "signature");
  if (!is_known_signature(assessment.signature)) assessment.signature = "not_required";
  const unsigned status = verdict.value().http_status;
  if (status >= 200 && status < 300) {
    read_accepted(parsed.value(), assessment);
    assessment.http_status = 202;
    if (verdict.value().reply) assessment.told = ToldSender{status, *verdict.value().reply};
  } else if (status == 401) {
    assessment.outcome = Outcome::rejected;
    assessment.http_status = 401;
  } else if (enabled && verdict.value().reply) {  // 429 or 503: it wants the delivery again, later
    auto later = fault("The plugin asks for the delivery again, later.");
    later.told = ToldSender{status, *verdict.value().reply};
    return later;
  } else if (enabled) {
    return fault("The plugin answered with the status " + std::to_string(status) +
                 ", which its contract does not know.");
  }
  if (!enabled) {  // nothing is held, nothing counts against the sender
    assessment.http_status = 202;
    assessment.outcome = Outcome::off;
    assessment.explanation.clear();
  }
  return assessment;
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

std::string render_redacted_headers(const std::vector<std::pair<std::string, std::string>>& headers) {
  static constexpr std::array<std::string_view, 8> kShown{
      "content-type", "content-length",         "user-agent",       "accept", "host",
      "x-webhook-id", "x-webhook-subscription", "transfer-encoding"};
  json::array out;
  for (const auto& [header, value] : headers) {
    std::string lower = header;
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    const bool shown = std::find(kShown.begin(), kShown.end(), lower) != kShown.end();
    out.push_back(json::object{{"name", header}, {"value", shown ? value : "\xE2\x80\xB9redacted\xE2\x80\xBA"}});
  }
  return json::serialize(out);
}

}  // namespace autoheal::host
