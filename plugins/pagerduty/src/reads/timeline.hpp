// One chronological story of an incident out of log entries, notes, alerts and changes.
// Threads: pure functions, [any-thread].
#pragma once

#include "kit/answer/answer.hpp"
#include "model/change_event.hpp"
#include "model/incident.hpp"
#include "model/log_entry.hpp"

#include <boost/json/object.hpp>
#include <optional>
#include <string>
#include <vector>

namespace autoheal::pagerduty::reads {

struct StoryPart {
  model::Incident incident;
  std::vector<model::LogEntry> entries;
  std::vector<model::Note> notes;
  std::vector<model::Alert> alerts;
  std::vector<model::ChangeEvent> changes;
  // How much of each list was read; `none` as well if it was not asked for.
  kit::Extent entries_read = kit::Extent::none;
  kit::Extent notes_read = kit::Extent::none;
  kit::Extent alerts_read = kit::Extent::none;
  kit::Extent changes_read = kit::Extent::none;

  kit::Extent all_read() const {
    return kit::together(kit::together(entries_read, notes_read), kit::together(alerts_read, changes_read));
  }
};

struct TimelineEvent {
  kit::UtcTime at{};
  kit::UtcTime last_at{};  // of the last one, when several are one event
  std::string kind;        // triggered, acknowledged, ..., note, alert_triggered, alert_resolved, change, status_update
  std::string what;        // one sentence
  std::string actor;       // a person, service or integration; empty: PagerDuty itself
  std::string actor_kind;
  std::string channel;          // api, website, mobile, sms, timeout, ...
  std::vector<std::string> to;  // who was told or assigned
  std::size_t count = 1;
  std::string text;      // a note's words, an event's description
  std::string incident;  // "#12346", if it is not the one that was asked for
};

struct EscalationStep {
  int level = 1;
  kit::UtcTime at{};
  std::vector<std::string> to;
};

// Whether somebody has acknowledged: only a log that was read to its end can tell that nobody has.
enum class Acknowledged : std::uint8_t { unknown, yes, never };

struct Durations {
  Acknowledged acknowledged = Acknowledged::unknown;
  std::optional<std::chrono::seconds> to_acknowledge;  // the first time
  std::optional<std::chrono::seconds> to_resolve;
  std::optional<std::chrono::seconds> open_for;  // while open
  std::string acknowledged_by;
  std::string resolved_by;
  std::vector<EscalationStep> escalations;
};

enum class Detail : std::uint8_t { condensed, full };

// "user", "service", "integration" whatever sort of integration it is.
std::string short_kind(const kit::Reference& agent);

// In order of time. condensed: repeats and runs of notifications or alerts are one event each.
std::vector<TimelineEvent> build_timeline(const StoryPart& part, Detail detail);

// What happened to the incident into which another was merged, from that moment on.
void append_merged(std::vector<TimelineEvent>& events, const StoryPart& target, kit::UtcTime merged_at, Detail detail);

Durations measure(const StoryPart& part, kit::UtcTime now);

boost::json::object json_of(const TimelineEvent& event, kit::UtcTime start);
boost::json::object json_of(const Durations& durations, kit::UtcTime start);

}  // namespace autoheal::pagerduty::reads
