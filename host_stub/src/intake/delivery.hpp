// One webhook delivery on its way through the host: what came in, what the plugin made of it, what became of it.
// Threads: values and pure functions, [any-thread].
#pragma once

#include "base/clock.hpp"
#include "base/result.hpp"
#include "plugin/call.hpp"
#include "store/write_batch.hpp"

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
  stored,          // at least one event that was not known before
  duplicate,       // all its events were known
  ignored,         // an event that changes no alert
  ping,            // PagerDuty's test event and its like
  quarantined,     // signed (or no secret set) but unreadable; the body is kept
  off,             // the alert source is switched off
  rejected,        // signature missing or wrong
  failed,          // our own fault; the sender tries again
  unknown_source,  // no alert source has that URL, or its integration was removed meanwhile; nothing is logged
};
inline constexpr Outcome kLastLoggedOutcome = Outcome::failed;

std::string_view name(Outcome outcome) noexcept;

// Who wrote events. Only what a sender delivered counts for the alert source.
enum class Origin : std::uint8_t {
  delivery,
  reconciliation,  // made from a read of the source
  test_alert,      // made here, by a person
};

// What the log says of a row: the outcome of a delivery, else "reconciled" or "test".
std::string_view log_name(Origin origin, Outcome outcome) noexcept;
bool is_log_name(std::string_view text) noexcept;

struct IncomingDelivery {
  std::vector<std::pair<std::string, std::string>> headers;  // in order, duplicates kept
  std::string body;
  std::string source_ip;
  UtcTime received_at{};
  std::chrono::steady_clock::time_point started = std::chrono::steady_clock::now();
};

// An event of the plugin, checked: what the store takes of it (its time is canonical), and what only the log shows.
struct IncomingEvent : EventRecord {
  std::string resource;  // JSON object {id, number, summary}, or empty
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

// Before the store was asked.
DeliveryReport report_of(const Assessment& assessment);

// Headers for the log: values by allow-list, everything else is only named. JSON array of {name, value}.
std::string render_redacted_headers(const std::vector<std::pair<std::string, std::string>>& headers);

}  // namespace autoheal::host
