#include "services/delivery.hpp"

#include "base/json.hpp"

#include <algorithm>
#include <array>
#include <boost/json.hpp>

namespace autoheal::host {
namespace {

namespace json = boost::json;

constexpr std::size_t kMaxIdBytes = 255;

constexpr std::array<std::string_view, 10> kOutcomeNames{"stored", "duplicate", "ignored", "ping",       "quarantined",
                                                         "off",    "rejected",  "failed",  "reconciled", "test"};

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
  if (const auto* alert = object->if_contains("alert"); wants_alert && alert != nullptr && alert->is_object()) {
    event.fingerprint = text_at(alert->get_object(), "fingerprint");
  }
  if (wants_alert && !is_safe_id(event.fingerprint)) {
    return failure(Errc::plugin_fault, "An event that changes an alert has no usable fingerprint.");
  }
  if (const auto* resource = object->if_contains("resource"); resource != nullptr && resource->is_object()) {
    event.resource = json::serialize(*resource);
  }
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
  if (const auto* quarantined = document.if_contains("quarantined");
      quarantined != nullptr && quarantined->is_object()) {
    assessment.outcome = Outcome::quarantined;
    assessment.explanation = text_at(quarantined->get_object(), "reason");
    return;
  }
  const auto* list = document.if_contains("events");
  auto events = list != nullptr && list->is_array()
                    ? read_events(list->get_array())
                    : Result<std::vector<IncomingEvent>>(failure(Errc::plugin_fault, "There is no list of events."));
  if (!events.has_value()) {  // the sender cannot help it, and would only repeat it: keep the body instead
    assessment.outcome = Outcome::quarantined;
    assessment.explanation = "The plugin's result cannot be used: " + events.error().message;
    return;
  }
  assessment.events = std::move(events.value());
  assessment.outcome = outcome_of(assessment.events);
  if (assessment.outcome == Outcome::ignored && list->get_array().size() == 1) {
    assessment.explanation = text_at(list->get_array().front().as_object(), "reason");
  }
}

// How far a delivery came: the step where it ended (5: through), and what would help.
struct Stuck {
  std::size_t step = 5;
  bool failed = false;
  std::string_view fix;
};

Stuck find_stuck(const Assessment& assessment, Outcome outcome) {
  switch (outcome) {
    case Outcome::failed:
      return {1, true, "This is the host's own fault, and the sender tries again. The explanation says what is wrong."};
    case Outcome::rejected:
      if (assessment.signature == "missing") {
        return {1, true,
                "The delivery carried no signature. Send it through the webhook whose signing secret is set here, or "
                "remove the secret to switch verification off."};
      }
      return {1, true, "The signature does not match. Copy the signing secret of this very webhook into the settings."};
    case Outcome::quarantined:
      return {2, true, "The body could not be read; it is kept here. The explanation says what is wrong with it."};
    case Outcome::off:
      return {4, false, "Switch the alert source on."};
    case Outcome::ignored:
    case Outcome::ping:
      return {3, false, {}};
    case Outcome::duplicate:
      return {4, false, {}};
    case Outcome::stored:
    case Outcome::reconciled:
    case Outcome::test:
      break;
  }
  return {};
}

}  // namespace

std::string_view name(Outcome outcome) noexcept { return kOutcomeNames[static_cast<std::size_t>(outcome)]; }

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

std::string render_steps(const Assessment& assessment, Outcome outcome, std::chrono::microseconds plugin_done,
                         std::chrono::microseconds stored) {
  static constexpr std::array<std::string_view, 5> kSteps{"delivered", "signature", "parsed", "mapped", "alert"};
  const Stuck stuck = find_stuck(assessment, outcome);
  const bool verified = assessment.signature == "current" || assessment.signature == "previous";
  json::array steps;
  for (std::size_t i = 0; i < kSteps.size(); ++i) {
    const bool passed = i < stuck.step && (i != 1 || verified);
    json::object row{{"name", kSteps[i]}, {"outcome", passed ? "pass" : "skipped"}};
    if (i == stuck.step) row["outcome"] = stuck.failed ? "fail" : "skipped";
    if (i <= stuck.step) {
      const auto at = i == 0 ? std::chrono::microseconds{0} : i == 4 ? stored : plugin_done;
      row["at_ms"] = static_cast<double>(at.count()) / 1000.0;
    }
    if (i == stuck.step && !stuck.fix.empty()) row["fix"] = stuck.fix;
    steps.push_back(std::move(row));
  }
  return json::serialize(steps);
}

}  // namespace autoheal::host
