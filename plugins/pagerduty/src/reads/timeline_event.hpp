// One event of an incident's timeline, from whatever tells of it. Threads: pure functions, [any-thread].
#pragma once

#include "kit/core/clock.hpp"
#include "kit/core/reference.hpp"
#include "model/alert.hpp"
#include "model/change_event.hpp"
#include "model/log_entry.hpp"

#include <string>
#include <vector>

namespace autoheal::pagerduty::reads {

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

TimelineEvent event_of(const model::LogEntry& entry);
TimelineEvent event_of(const model::Note& note);
TimelineEvent event_of(const model::Alert& alert, bool resolved);
TimelineEvent event_of(const model::ChangeEvent& change);

// "user", "service", "integration" whatever sort of integration it is.
std::string short_kind(const kit::Reference& agent);

// The monitoring event's own words, as far as a trigger entry has them.
std::string trigger_words(const model::LogEntry& entry);

}  // namespace autoheal::pagerduty::reads
