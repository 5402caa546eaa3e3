// One event for the host, as data and as the JSON of docs/documents.md section 5.
// Threads: values only, [any-thread].
#pragma once

#include "kit/core/clock.hpp"
#include "webhook/alert_mapping.hpp"

#include <boost/json/fwd.hpp>
#include <boost/json/storage_ptr.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace autoheal::pagerduty::webhook {

struct AlertEvent {
  std::string event_id;
  EventKind kind = EventKind::ignored;
  std::string event_type;
  kit::UtcTime occurred_at{};
  std::string resource_id;  // the incident, empty for a ping or a service event
  std::optional<std::int64_t> resource_number;
  std::string resource_summary;
  std::optional<Alert> alert;         // none for ping and ignored
  std::string reason;                 // why it was ignored
  std::vector<std::string> warnings;  // what was odd about it and how it was read
  bool reconciled = false;            // made from a read, not from a delivery
};

// The event's object, allocated from `storage`.
boost::json::object render_event(const AlertEvent& event, boost::json::storage_ptr storage = {});

}  // namespace autoheal::pagerduty::webhook
