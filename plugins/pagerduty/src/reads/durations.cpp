#include "reads/durations.hpp"

#include <algorithm>

namespace autoheal::pagerduty::reads {
namespace {

using std::chrono::seconds;

// What the incident itself tells of acknowledgements: those that are in force. A log without an entry for them is not
// the whole story, even if it was read to its end.
void take_acknowledgements(const StoryPart& part, Durations& out) {
  if (out.acknowledged == Acknowledged::yes && part.entries_read == kit::Extent::whole) return;
  out.to_acknowledge.reset();  // of a log in part, the first entry seen may not be the first there was
  out.acknowledged_by.clear();
  const auto& in_force = part.incident.acknowledgements;
  if (!in_force.empty()) out.acknowledged_by = name_of(in_force.front().who);
  if (!in_force.empty() || part.incident.status == "acknowledged") out.acknowledged = Acknowledged::yes;
  if (out.acknowledged == Acknowledged::unknown && part.entries_read == kit::Extent::whole)
    out.acknowledged = Acknowledged::never;
}

}  // namespace

Durations measure(const StoryPart& part, kit::UtcTime now) {
  Durations out;
  std::vector<const model::LogEntry*> entries;
  for (const model::LogEntry& entry : part.entries) entries.push_back(&entry);
  std::stable_sort(entries.begin(), entries.end(), [](auto* a, auto* b) { return a->created_at < b->created_at; });
  const kit::UtcTime start = part.incident.created_at;
  const auto since_start = [&](kit::UtcTime t) { return std::max(std::chrono::floor<seconds>(t - start), seconds{0}); };
  int level = 0;
  for (const model::LogEntry* entry : entries) {
    if (entry->type == "acknowledge" && !out.to_acknowledge) {
      out.acknowledged = Acknowledged::yes;
      out.to_acknowledge = since_start(entry->created_at);
      out.acknowledged_by = name_of(entry->agent);
    }
    if (entry->type == "resolve") out.resolved_by = name_of(entry->agent);
    if (entry->type == "escalate" || (entry->type == "assign" && level == 0)) {
      level += level == 0 && entry->type == "escalate" ? 2 : 1;
      EscalationStep step{level, entry->created_at, {}};
      for (const kit::Reference& assignee : entry->assignees) step.to.push_back(name_of(assignee));
      out.escalations.push_back(std::move(step));
    }
  }
  take_acknowledgements(part, out);
  if (part.entries_read != kit::Extent::whole) out.escalations.clear();  // levels are counted from the first entry on
  if (auto end = part.incident.ended_at()) {
    out.to_resolve = since_start(*end);
  } else if (part.incident.is_open()) {
    out.open_for = since_start(now);
    out.resolved_by.clear();
  }
  if (out.resolved_by.empty() && !part.incident.is_open())
    out.resolved_by = name_of(part.incident.last_status_change_by);
  return out;
}

}  // namespace autoheal::pagerduty::reads
