// BatchWriter and WriteBatch: how events are stored. A batch is one transaction over any number of deliveries: their
// new events, the alerts that were folded again, the rows of the log and the counters of the endpoints. All of it is
// there after commit, and nothing before it or without it.
//
// Between begin and the end of the batch nobody else changes the alerts and events that it reads.
//   SQLite lets one batch in at a time. A backend that lets in several locks the fingerprint before it is folded.
// Threads: [serialized], with a connection of its own. Errors: store, busy; after one, let the batch go.
#pragma once

#include "base/result.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace autoheal::host {

struct EventRecord {
  std::string event_id;  // unique within its integration
  std::string kind;
  std::string event_type;
  std::string occurred_at;
  std::string fingerprint;  // empty: no alert
  std::string document;
  bool reconciled = false;
};

struct FoldedAlert {
  std::int64_t id = 0;
  std::string document;
  std::optional<std::string> enrichment;  // JSON object
};

struct AlertOrigin {
  std::int64_t integration_id = 0;
  std::string fingerprint;
  std::string received_at;
};

// The document, and what of it the store searches and sorts by.
struct AlertColumns {
  std::string document;
  std::string source;
  std::string name;
  std::string service;
  std::string status;
  std::string severity;
  int severity_rank = 0;
  std::optional<std::string> starts_at;
  std::optional<std::string> acknowledged_at;
  std::optional<std::string> ends_at;
  std::string updated_at;
  std::string search;  // lower-case text that a text filter looks into
};

struct NewDelivery {
  std::int64_t integration_id = 0;
  std::string received_at;
  std::optional<std::string> event_id;
  std::optional<std::string> event_type;
  std::optional<std::string> incident;
  std::string outcome;
  unsigned http_status = 0;
  std::string signature;
  std::optional<std::string> explanation;
  std::string headers;
  std::string_view body;  // must live until the call returns; too large a one is not kept
  std::int64_t duration_us = 0;
  std::optional<std::int64_t> alert_id;
  std::optional<std::string> source_ip;
  std::string steps;
};

// What a delivery means for the counters of its endpoint.
enum class DeliveryCount : std::uint8_t {
  total,     // one more, and nothing else
  rejected,  // one more in a row that was rejected
  ping,      // ends the row, and is the last ping
  event,     // ends the row, and is the last event
};

class WriteBatch {
 public:
  virtual ~WriteBatch() = default;

  virtual Result<bool> has_integration(std::int64_t id) = 0;

  // False: an event of that id is stored already, and stays as it is.
  virtual Result<bool> add_event(std::int64_t integration_id, const EventRecord& event,
                                 std::string_view received_at) = 0;
  virtual Result<std::optional<EventRecord>> find_event(std::int64_t integration_id, std::string_view event_id) = 0;
  // In the order of occurred_at, then of event_id.
  virtual Result<std::vector<std::string>> list_event_documents(std::int64_t integration_id,
                                                                std::string_view fingerprint) = 0;
  virtual Result<void> link_event(std::int64_t integration_id, std::string_view event_id, std::int64_t delivery_id) = 0;

  virtual Result<std::optional<FoldedAlert>> find_alert(std::int64_t integration_id, std::string_view fingerprint) = 0;
  virtual Result<std::optional<AlertOrigin>> find_alert_origin(std::int64_t alert_id) = 0;
  // Its id; put_alert fills it in before the batch is committed.
  virtual Result<std::int64_t> add_alert(std::int64_t integration_id, std::string_view fingerprint,
                                         std::string_view received_at) = 0;
  virtual Result<void> put_alert(std::int64_t id, const AlertColumns& alert) = 0;  // with the next number of change
  virtual Result<void> set_enrichment(std::int64_t alert_id, std::string_view enrichment) = 0;

  virtual Result<std::int64_t> add_delivery(const NewDelivery& delivery) = 0;  // its id
  // `event_type` and `outcome` are those of the last event.
  virtual Result<void> count_delivery(std::int64_t integration_id, DeliveryCount count, std::string_view at,
                                      std::string_view event_type, std::string_view outcome) = 0;

  virtual Result<void> commit() = 0;  // once, at the end
};

// The log of deliveries keeps this many rows of an integration, and the bodies of the newest of them and of quarantined
// ones.
inline constexpr int kDeliveriesKept = 2000;
inline constexpr int kBodiesKept = 500;
inline constexpr std::size_t kMaxBodyKept = 256 * 1024;

class BatchWriter {
 public:
  virtual ~BatchWriter() = default;

  virtual Result<std::unique_ptr<WriteBatch>> begin() = 0;  // one at a time; ends before the writer
  virtual Result<void> prune_deliveries() = 0;              // between batches
};

}  // namespace autoheal::host
