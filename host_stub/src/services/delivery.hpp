// One webhook delivery on its way through the host: what came in, what the plugin made of it, what became of it.
// Threads: values and pure functions, [any-thread].
#pragma once

#include "base/clock.hpp"
#include "base/result.hpp"
#include "plugin/call.hpp"

#include <boost/json/fwd.hpp>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace autoheal::host {

enum class Outcome : std::uint8_t {
  stored,       // at least one event that was not known before
  duplicate,    // all its events were known
  ignored,      // an event that changes no alert
  ping,         // PagerDuty's test event and its like
  quarantined,  // signed (or no secret set) but unreadable; the body is kept
  off,          // the alert source is switched off
  rejected,     // signature missing or wrong
  failed,       // our own fault; the sender tries again
  reconciled,   // no delivery: events made from a read
  test,         // no delivery: a test alert that was made here
};
inline constexpr Outcome kLastOutcome = Outcome::test;

std::string_view name(Outcome outcome) noexcept;

// Did a sender deliver it? Only then does it count for the alert source.
constexpr bool is_delivery(Outcome outcome) noexcept {
  return outcome != Outcome::reconciled && outcome != Outcome::test;
}

struct IncomingDelivery {
  std::vector<std::pair<std::string, std::string>> headers;  // in order, duplicates kept
  std::string body;
  std::string source_ip;
  UtcTime received_at{};
  std::chrono::steady_clock::time_point started = std::chrono::steady_clock::now();
};

// An event of the plugin, checked: the columns that the store needs, and the document as it was written.
struct IncomingEvent {
  std::string event_id;
  std::string kind;
  std::string event_type;
  std::string occurred_at;  // canonical
  std::string fingerprint;  // empty: no alert
  std::string resource;     // JSON object {id, number, summary}, or empty
  std::string document;     // JSON object
  bool reconciled = false;
};

// What the plugin wants the sender to be told; said once the delivery is stored, and not if that fails.
struct ToldSender {
  unsigned http_status = 0;
  SenderReply reply;
};

// What the plugin made of a delivery, before the store was asked.
struct Assessment {
  unsigned http_status = 503;
  Outcome outcome = Outcome::failed;  // stored, ignored and ping become duplicate when the store knows the events
  std::string signature = "not_required";
  std::string explanation;  // why it was quarantined, ignored or failed; a sentence
  std::vector<IncomingEvent> events;
  std::optional<ToldSender> told;  // the plugin's own words to the sender
};

// `enabled`: is the alert source switched on? Off keeps the signature and the event for the log and stores nothing.
Assessment assess(const Result<WebhookVerdict>& verdict, bool enabled);

// The events of a webhook result or of reconciliation. An error names the first event that breaks the contract.
Result<std::vector<IncomingEvent>> read_events(const boost::json::array& events);

// What became of a delivery.
struct DeliveryReport {
  unsigned http_status = 503;
  Outcome outcome = Outcome::failed;
  std::string signature;
  std::string explanation;
  std::vector<std::string> events;  // documents
  std::optional<ToldSender> told;
  std::optional<std::int64_t> delivery_id;
  std::optional<std::int64_t> alert_id;
  std::size_t new_events = 0;
  std::size_t alerts_changed = 0;
};

// Headers for the log: values by allow-list, everything else is only named. JSON array of {name, value}.
std::string render_redacted_headers(const std::vector<std::pair<std::string, std::string>>& headers);

// The waterfall of one delivery. JSON array of {name, outcome, at_ms, fix}.
std::string render_steps(const Assessment& assessment, Outcome outcome, std::chrono::microseconds plugin_done,
                         std::chrono::microseconds stored);

}  // namespace autoheal::host
