#include "services/delivery.hpp"

#include "base/json.hpp"

#include <algorithm>
#include <array>
#include <boost/json.hpp>

namespace autoheal::host {
namespace {

namespace json = boost::json;

constexpr std::size_t kMaxIdBytes = 255;

constexpr std::array<std::string_view, 9> kOutcomeNames{"stored", "duplicate", "ignored", "ping",      "quarantined",
                                                        "off",    "rejected",  "failed",  "reconciled"};

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
  } else if (status == 401) {
    assessment.outcome = Outcome::rejected;
    assessment.http_status = 401;
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
  const auto milliseconds = [](std::chrono::microseconds time) { return static_cast<double>(time.count()) / 1000.0; };
  json::array steps;
  const auto add = [&](std::string_view step, std::string_view result, std::chrono::microseconds at,
                       std::string_view fix = {}) {
    json::object row{{"name", step}, {"outcome", result}, {"at_ms", milliseconds(at)}};
    if (!fix.empty()) row["fix"] = fix;
    steps.push_back(std::move(row));
  };
  add("delivered", "pass", std::chrono::microseconds{0});
  if (outcome == Outcome::failed) {
    add("signature", "fail", plugin_done, "This is the host's own fault; the sender tries again. See the explanation.");
    return json::serialize(steps);
  }
  if (outcome == Outcome::rejected) {
    add("signature", "fail", plugin_done,
        assessment.signature == "missing"
            ? "The delivery carried no signature. Send it through the subscription whose secret is set here, or remove "
              "the secret to switch verification off."
            : "The signature does not match. Copy the signing secret of this very subscription into the settings.");
    return json::serialize(steps);
  }
  add("signature", assessment.signature == "not_required" ? "skipped" : "pass", plugin_done,
      assessment.signature == "previous" ? "The previous secret matched. Finish the rotation before it expires." : "");
  if (outcome == Outcome::off) {
    add("alert", "skipped", plugin_done, "Switch the alert source on.");
    return json::serialize(steps);
  }
  if (outcome == Outcome::quarantined) {
    add("parsed", "fail", plugin_done, "The body is kept in the delivery log. See the explanation.");
    return json::serialize(steps);
  }
  add("parsed", "pass", plugin_done);
  if (outcome == Outcome::ignored || outcome == Outcome::ping) {
    add("mapped", "skipped", plugin_done);
    return json::serialize(steps);
  }
  add("mapped", "pass", plugin_done);
  add("alert", outcome == Outcome::duplicate ? "skipped" : "pass", stored);
  return json::serialize(steps);
}

}  // namespace autoheal::host
