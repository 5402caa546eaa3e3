#include "reads/timeline.hpp"

#include "kit/answer/sentences.hpp"
#include "reads/json/incident_json.hpp"

#include <algorithm>

namespace autoheal::pagerduty::reads {
namespace {

using std::chrono::seconds;

constexpr seconds kSameMoment{2};  // a note and its log entry are written one after the other

bool at_same_moment(kit::UtcTime a, kit::UtcTime b) { return (a > b ? a - b : b - a) <= kSameMoment; }

// A note is also a log entry; its words are in the note.
bool is_told_by_note(const model::LogEntry& entry, const std::vector<model::Note>& notes) {
  if (entry.type != "annotate") return false;
  return std::any_of(notes.begin(), notes.end(),
                     [&](const model::Note& note) { return at_same_moment(note.created_at, entry.created_at); });
}

// A resolution is a note, and the text of the entry that resolved.
bool is_told_by_resolve(const model::Note& note, const std::vector<model::LogEntry>& entries) {
  return std::any_of(entries.begin(), entries.end(), [&](const model::LogEntry& entry) {
    const bool same_words = entry.type == "resolve" && !entry.note.empty() && note.content.ends_with(entry.note);
    return same_words && at_same_moment(note.created_at, entry.created_at);
  });
}

// An alert that opened the incident is told by the trigger entry.
bool is_told_by_trigger(const model::Alert& alert, const std::vector<model::LogEntry>& entries) {
  return std::any_of(entries.begin(), entries.end(), [&](const model::LogEntry& entry) {
    if (entry.type != "trigger") return false;
    return at_same_moment(alert.created_at, entry.created_at) &&
           (alert.trigger_entry.id == entry.id || trigger_words(entry) == alert.summary);
  });
}

bool may_run_together(const std::string& kind) {
  return kind == "notified" || kind == "alert_triggered" || kind == "alert_resolved" || kind == "escalation_repeated";
}

// The words of a run: each different text once, a few of them.
void add_text(TimelineEvent& event, const std::string& text) {
  constexpr std::size_t kEnough = 600;
  if (text.empty() || event.text.find(text) != std::string::npos || event.text.size() > kEnough) return;
  event.text += (event.text.empty() ? "" : "; ") + text;
}

void add_names(std::vector<std::string>& names, const std::vector<std::string>& more) {
  for (const std::string& name : more) {
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  }
}

std::string words_of_run(const TimelineEvent& event) {
  if (event.kind == "notified")
    return kit::counted(event.count, "notification") + (event.to.empty() ? "" : " to " + kit::enumerate(event.to));
  if (event.kind == "alert_triggered") return kit::counted(event.count, "alert") + " triggered";
  if (event.kind == "alert_resolved") return kit::counted(event.count, "alert") + " resolved";
  return event.what;
}

// Repeats one after the other become one event with a count.
std::vector<TimelineEvent> condense(std::vector<TimelineEvent> events) {
  std::vector<TimelineEvent> out;
  for (TimelineEvent& event : events) {
    TimelineEvent* before = out.empty() ? nullptr : &out.back();
    const bool same = before != nullptr && before->kind == event.kind && before->incident == event.incident;
    const bool repeat =
        same && before->actor == event.actor && before->what == event.what && before->text == event.text;
    if (!(same && may_run_together(event.kind)) && !repeat) {
      out.push_back(std::move(event));
      continue;
    }
    before->count += event.count;
    before->last_at = std::max(before->last_at, event.last_at);
    add_names(before->to, event.to);
    if (before->channel.find(event.channel) == std::string::npos) before->channel += ", " + event.channel;
    add_text(*before, event.text);
    before->what = words_of_run(*before);
  }
  return out;
}

void sort_events(std::vector<TimelineEvent>& events) {
  std::stable_sort(events.begin(), events.end(),
                   [](const TimelineEvent& a, const TimelineEvent& b) { return a.at < b.at; });
}

std::vector<TimelineEvent> all_events(const StoryPart& part) {
  std::vector<TimelineEvent> events;
  for (const model::LogEntry& entry : part.entries) {
    if (!is_told_by_note(entry, part.notes)) events.push_back(event_of(entry));
  }
  for (const model::Note& note : part.notes) {
    if (!is_told_by_resolve(note, part.entries)) events.push_back(event_of(note));
  }
  for (const model::Alert& alert : part.alerts) {
    if (!is_told_by_trigger(alert, part.entries)) events.push_back(event_of(alert, false));
    if (alert.resolved_at) events.push_back(event_of(alert, true));
  }
  for (const model::ChangeEvent& change : part.changes) events.push_back(event_of(change));
  const kit::Reference& target = part.incident.merged_into;
  for (TimelineEvent& event : events) {
    if (event.kind == "resolved" && !target.id.empty()) {
      event.text = "merged into " + (target.summary.empty() ? target.id : target.summary);
    }
  }
  sort_events(events);
  return events;
}

}  // namespace

std::vector<TimelineEvent> build_timeline(const StoryPart& part, Detail detail) {
  std::vector<TimelineEvent> events = all_events(part);
  return detail == Detail::full ? events : condense(std::move(events));
}

void append_merged(std::vector<TimelineEvent>& events, const StoryPart& target, kit::UtcTime merged_at, Detail detail) {
  for (TimelineEvent& event : all_events(target)) {
    if (event.at < merged_at || event.kind == "change") continue;
    event.incident = label_of(target.incident);
    events.push_back(std::move(event));
  }
  sort_events(events);
  if (detail == Detail::condensed) events = condense(std::move(events));
}

}  // namespace autoheal::pagerduty::reads
