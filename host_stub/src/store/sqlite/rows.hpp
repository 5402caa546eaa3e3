// Rows that more than one repository reads: what to select, and how to read it.
// Threads: as Database.
#pragma once

#include "store/alert_repository.hpp"
#include "store/delivery_repository.hpp"
#include "store/sqlite/database.hpp"

#include <string_view>
#include <vector>

namespace autoheal::host::sqlite {

// An AlertRecord. `a` is alerts, `i` is integrations; column 4 is the number of the last change.
inline constexpr std::string_view kSelectAlert =
    "SELECT a.document, a.id, i.name, a.received_at, a.change_seq FROM alerts a "
    "JOIN integrations i ON i.id = a.integration_id";
AlertRecord read_alert(const Cursor& row);

// A DeliveryRecord. `d` is deliveries; columns 15 and 16 are its headers and its body.
inline constexpr std::string_view kSelectDelivery =
    "SELECT d.id, i.name, d.received_at, d.event_id, d.event_type, d.incident, d.outcome, d.http_status, d.signature, "
    "d.explanation, d.duration_us, d.bytes, d.alert_id, d.source_ip, d.steps, d.headers, d.body FROM deliveries d "
    "JOIN integrations i ON i.id = d.integration_id";
DeliveryRecord read_delivery(const Cursor& row);
Result<std::vector<DeliveryRecord>> read_deliveries(Cursor row);

}  // namespace autoheal::host::sqlite
