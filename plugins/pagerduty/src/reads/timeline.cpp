#include "reads/timeline.hpp"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <set>

#include "kit/answer/json_of.hpp"
#include "kit/text/text.hpp"
#include "kit/time/rfc3339.hpp"
#include "reads/json/incident_json.hpp"

namespace autoheal::pagerduty::reads {
namespace {

namespace json = boost::json;
using model::LogEntry;
using std::chrono::seconds;

constexpr seconds kSameMoment{2};  // a note and its log entry are written one after the other

struct KindWord {
  std::string_view type;
  std::string_view kind;
};

// Log entry types of PagerDuty; others keep their own name.
constexpr std::array<KindWord, 17> kKinds{{{"trigger", "triggered"},
                                           {"acknowledge", "acknowledged"},
                                           {"unacknowledge", "unacknowledged"},
                                           {"resolve", "resolved"},
                                           {"assign", "assigned"},
                                           {"reassign", "assigned"},
                                           {"delegate", "delegated"},
                                           {"escalate", "escalated"},
                                           {"notify", "notified"},
                                           {"annotate", "note"},
                                           {"snooze", "snoozed"},
                                           {"unsnooze", "unsnoozed"},
                                           {"urgency_change", "urgency_changed"},
                                           {"field_value_change", "field_changed"},
                                           {"custom_field_value_change", "field_changed"},
                                           {"repeat_escalation_path", "escalation_repeated"},
                                           {"exhaust_escalation_path", "escalation_exhausted"}}};

std::string kind_of(const model::LogEntry& entry) {
  if (entry.type.find("status_update") != std::string::npos) return "status_update";
  for (const KindWord& word : kKinds) {
    if (word.type == entry.type) return std::string(word.kind);
  }
  return entry.type;
}

std::string name_of(const kit::Reference& reference) {
  return reference.summary.empty() ? reference.id : reference.summary;
}

std::string changes_words(const model::LogEntry& entry) {
  std::string out;
  for (const model::FieldChange& change : entry.changes) {
    out += (out.empty() ? "" : "; ") + change.name + ": " +
           (change.old_value.empty() ? change.value : change.old_value + " to " + change.value);
  }
  return out;
}

std::string trigger_words(const model::LogEntry& entry) {
  if (!entry.event.summary.empty()) return entry.event.summary;
  if (!entry.event_description.empty()) return entry.event_description;
  return entry.channel_summary;
}

// The longer words that belong to an entry, beside its one sentence.
std::string text_of(const model::LogEntry& entry, const std::string& kind) {
  if (kind == "triggered") return kit::shorten(trigger_words(entry), 1'000);
  if (kind == "note" || kind == "status_update") {
    for (const std::string* text : {&entry.channel_summary, &entry.note, &entry.event_description}) {
      if (!text->empty()) return *text;
    }
    return {};
  }
  std::string changed = changes_words(entry);
  if (!changed.empty()) return changed;
  if (entry.duration_s) return "for " + kit::render_duration(seconds{*entry.duration_s});
  return entry.note;
}

TimelineEvent event_of(const model::LogEntry& entry) {
  TimelineEvent event;
  event.at = event.last_at = entry.created_at;
  event.kind = kind_of(entry);
  event.actor = name_of(entry.agent);
  event.actor_kind = short_kind(entry.agent);
  event.channel = entry.channel;
  event.text = text_of(entry, event.kind);
  for (const kit::Reference& assignee : entry.assignees) event.to.push_back(name_of(assignee));
  if (!entry.user.id.empty() || !entry.user.summary.empty()) event.to.push_back(name_of(entry.user));
  if (event.kind == "notified" && !entry.notification_type.empty()) {
    event.channel = entry.notification_type;
    if (entry.notification_status != "success") event.text = entry.notification_status;
  }
  event.what = entry.summary.empty() ? event.kind : entry.summary;
  return event;
}

TimelineEvent event_of(const model::Note& note) {
  TimelineEvent event;
  event.at = event.last_at = note.created_at;
  constexpr std::string_view kResolution = "Resolution Note: ";
  bool resolution = note.content.starts_with(kResolution);
  event.kind = resolution ? "resolution_note" : "note";
  event.actor = name_of(note.user);
  event.actor_kind = note.user.type == "bot_user" ? "bot" : "user";
  event.channel = note.channel;
  event.text = resolution ? note.content.substr(kResolution.size()) : note.content;
  event.what = (resolution ? "Resolution note" : "Note") + (event.actor.empty() ? std::string{} : " by " + event.actor);
  return event;
}

TimelineEvent event_of(const model::Alert& alert, bool resolved) {
  TimelineEvent event;
  event.at = event.last_at = resolved ? *alert.resolved_at : alert.created_at;
  event.kind = resolved ? "alert_resolved" : "alert_triggered";
  event.actor = name_of(alert.integration);
  event.actor_kind = event.actor.empty() ? "" : "integration";
  event.what =
      (resolved ? "Alert resolved" : "Alert") + (alert.severity.empty() ? std::string{} : " (" + alert.severity + ")");
  event.text = alert.summary;
  return event;
}

TimelineEvent event_of(const model::ChangeEvent& change) {
  TimelineEvent event;
  event.at = event.last_at = change.timestamp;
  event.kind = "change";
  event.actor = change.source.empty() ? name_of(change.integration) : change.source;
  event.actor_kind = event.actor.empty() ? "" : "integration";
  event.what = "Change" + (change.correlation.empty() ? std::string{} : " (" + change.correlation + ")");
  event.text = change.summary;
  return event;
}

// A note is also a log entry; its words are in the note.
bool is_told_by_note(const model::LogEntry& entry, const std::vector<model::Note>& notes) {
  if (entry.type != "annotate") return false;
  return std::any_of(notes.begin(), notes.end(), [&](const model::Note& note) {
    auto apart =
        note.created_at > entry.created_at ? note.created_at - entry.created_at : entry.created_at - note.created_at;
    return apart <= kSameMoment;
  });
}

// A resolution is a note, and the text of the entry that resolved.
bool is_told_by_resolve(const model::Note& note, const std::vector<model::LogEntry>& entries) {
  return std::any_of(entries.begin(), entries.end(), [&](const model::LogEntry& entry) {
    bool same_words = entry.type == "resolve" && !entry.note.empty() && note.content.ends_with(entry.note);
    auto apart =
        note.created_at > entry.created_at ? note.created_at - entry.created_at : entry.created_at - note.created_at;
    return same_words && apart <= kSameMoment;
  });
}

// An alert that opened the incident is told by the trigger entry.
bool is_told_by_trigger(const model::Alert& alert, const std::vector<model::LogEntry>& entries) {
  return std::any_of(entries.begin(), entries.end(), [&](const model::LogEntry& entry) {
    if (entry.type != "trigger") return false;
    auto apart =
        alert.created_at > entry.created_at ? alert.created_at - entry.created_at : entry.created_at - alert.created_at;
    return apart <= kSameMoment && (alert.trigger_entry.id == entry.id || trigger_words(entry) == alert.summary);
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
    bool same = before != nullptr && before->kind == event.kind && before->incident == event.incident;
    bool repeat = same && before->actor == event.actor && before->what == event.what && before->text == event.text;
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

std::string short_kind(const kit::Reference& agent) {
  return agent.type.ends_with("integration") ? "integration" : agent.type;
}

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

namespace {

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
  kit::UtcTime start = part.incident.created_at;
  auto since_start = [&](kit::UtcTime t) { return std::max(std::chrono::floor<seconds>(t - start), seconds{0}); };
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

json::object json_of(const TimelineEvent& event, kit::UtcTime start) {
  json::object out{{"at", kit::render_rfc3339(event.at)},
                   {"after_s", std::chrono::floor<seconds>(event.at - start).count()},
                   {"kind", event.kind},
                   {"what", event.what}};
  if (!event.actor.empty()) {
    out["by"] = event.actor;
    kit::put(out, "by_kind", event.actor_kind);
  }
  kit::put(out, "channel", event.channel);
  if (!event.to.empty()) {
    json::array to;
    for (const std::string& name : event.to) to.push_back(json::string(name));
    out["to"] = std::move(to);
  }
  if (event.count > 1) {
    out["count"] = event.count;
    out["last_at"] = kit::render_rfc3339(event.last_at);
  }
  kit::put(out, "text", event.text);
  kit::put(out, "incident", event.incident);
  return out;
}

json::object json_of(const Durations& durations, kit::UtcTime start) {
  json::object out;
  if (durations.to_acknowledge) out["to_acknowledge_s"] = durations.to_acknowledge->count();
  kit::put(out, "acknowledged_by", durations.acknowledged_by);
  if (durations.to_resolve) out["to_resolve_s"] = durations.to_resolve->count();
  kit::put(out, "resolved_by", durations.resolved_by);
  if (durations.open_for) out["open_for_s"] = durations.open_for->count();
  json::array steps;
  for (const EscalationStep& step : durations.escalations) {
    json::object item{{"level", step.level},
                      {"at", kit::render_rfc3339(step.at)},
                      {"after_s", std::chrono::floor<seconds>(step.at - start).count()}};
    json::array to;
    for (const std::string& name : step.to) to.push_back(json::string(name));
    if (!to.empty()) item["to"] = std::move(to);
    steps.push_back(std::move(item));
  }
  if (!steps.empty()) out["escalations"] = std::move(steps);
  return out;
}

}  // namespace autoheal::pagerduty::reads
