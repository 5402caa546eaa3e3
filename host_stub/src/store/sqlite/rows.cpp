#include "store/sqlite/rows.hpp"

namespace autoheal::host::sqlite {

AlertRecord read_alert(const Cursor& row) {
  return {row.integer(1), std::string(row.text(2)), std::string(row.text(0)), std::string(row.text(3))};
}

DeliveryRecord read_delivery(const Cursor& row) {
  DeliveryRecord out;
  out.id = row.integer(0);
  out.integration = row.text(1);
  out.received_at = row.text(2);
  out.event_id = row.optional_text(3);
  out.event_type = row.optional_text(4);
  out.incident = row.optional_text(5);
  out.outcome = row.text(6);
  out.http_status = row.integer(7);
  out.signature = row.text(8);
  out.explanation = row.optional_text(9);
  out.duration_us = row.integer(10);
  out.bytes = row.integer(11);
  out.alert_id = row.optional_integer(12);
  out.source_ip = row.optional_text(13);
  out.steps = row.text(14);
  return out;
}

Result<std::vector<DeliveryRecord>> read_deliveries(Cursor row) {
  std::vector<DeliveryRecord> out;
  for (;;) {
    AH_TRY(const bool more, row.next());
    if (!more) return out;
    out.push_back(read_delivery(row));
  }
}

}  // namespace autoheal::host::sqlite
