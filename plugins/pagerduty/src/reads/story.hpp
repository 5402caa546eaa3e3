// What was read of one incident: itself and its parts, each with how much of it was read. Threads: a value.
#pragma once

#include "kit/answer/answer.hpp"
#include "model/alert.hpp"
#include "model/change_event.hpp"
#include "model/incident.hpp"
#include "model/log_entry.hpp"

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

}  // namespace autoheal::pagerduty::reads
