// The statements behind the event writer: each works inside the caller's transaction.
// Threads: as Database. Errors: store, busy.
#pragma once

#include "intake/delivery.hpp"
#include "store/sqlite/database.hpp"

#include <cstdint>
#include <string_view>

namespace autoheal::host {

struct WriteJob;

// True: it was not known. False: an event of that id is stored already, and stays as it is.
Result<bool> insert_event(Database& db, std::int64_t integration_id, const IncomingEvent& event, UtcTime received_at);

// Does the stored event of that id say something else than this one?
Result<bool> differs_from_stored(Database& db, std::int64_t integration_id, const IncomingEvent& event);

struct FoldedAlert {
  std::int64_t id = 0;
  bool changed = false;
};

// Folds all stored events of that fingerprint and writes the alert, with a new change number if it differs.
Result<FoldedAlert> refold_alert(Database& db, std::int64_t integration_id, std::string_view fingerprint,
                                 UtcTime received_at);

Result<std::int64_t> insert_delivery(Database& db, const WriteJob& job, const DeliveryReport& report,
                                     std::chrono::microseconds stored);
Result<void> link_event(Database& db, std::int64_t integration_id, std::string_view event_id, std::int64_t delivery_id);

// The counters of the alert source: total, rejections in a row, last event, last ping.
Result<void> count_delivery(Database& db, const WriteJob& job, const DeliveryReport& report);

Result<bool> integration_exists(Database& db, std::int64_t integration_id);

// The delivery log keeps this many rows per integration, and the bodies of the newest of them and of quarantined ones.
inline constexpr int kDeliveriesKept = 2000;
inline constexpr int kBodiesKept = 500;
inline constexpr std::size_t kMaxBodyKept = 256 * 1024;
Result<void> prune_deliveries(Database& db);

}  // namespace autoheal::host
