// The fold: from the events of one fingerprint to the alert they add up to, by the rules of docs/documents.md section
// 5. Pure: the same events give the same alert, in whatever order they came in.
// Threads: [any-thread].
#pragma once

#include <boost/json/fwd.hpp>
#include <span>
#include <string_view>

namespace autoheal::host {

// Orders two events as the fold applies them: by time, then by id. Both times are canonical text.
struct EventOrder {
  std::string_view occurred_at;
  std::string_view event_id;
  friend bool operator<(const EventOrder& a, const EventOrder& b) {
    return a.occurred_at != b.occurred_at ? a.occurred_at < b.occurred_at : a.event_id < b.event_id;
  }
};

// `events`: event documents, already in that order. Those without an `alert` are passed over. The result has no
// members if none is left; else it has at least `status`, `updated_at` and `last_event`.
boost::json::object fold_alert(std::span<const boost::json::object> events);

// Lays what enrichment found (`labels`, `annotations`, and `severity` with `severity_source`) under an alert: it fills
// gaps and replaces a severity that was only guessed from the urgency, and nothing else.
void apply_enrichment(boost::json::object& alert, const boost::json::object& enrichment);

// 5 critical, 4 high, 3 medium, 2 low, 1 info, 0 for everything else.
int severity_rank(std::string_view severity);

}  // namespace autoheal::host
