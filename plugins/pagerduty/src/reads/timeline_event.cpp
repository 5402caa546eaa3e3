#include "reads/timeline_event.hpp"

#include "kit/answer/sentences.hpp"
#include "kit/text/text.hpp"

#include <array>

namespace autoheal::pagerduty::reads {
namespace {

using std::chrono::seconds;

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

std::string changes_words(const model::LogEntry& entry) {
  std::string out;
  for (const model::FieldChange& change : entry.changes) {
    out += (out.empty() ? "" : "; ") + change.name + ": " +
           (change.old_value.empty() ? change.value : change.old_value + " to " + change.value);
  }
  return out;
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

}  // namespace

std::string trigger_words(const model::LogEntry& entry) {
  if (!entry.event.summary.empty()) return entry.event.summary;
  if (!entry.event_description.empty()) return entry.event_description;
  return entry.channel_summary;
}

std::string short_kind(const kit::Reference& agent) {
  return agent.type.ends_with("integration") ? "integration" : agent.type;
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
  const bool resolution = note.content.starts_with(model::kResolutionNote);
  event.kind = resolution ? "resolution_note" : "note";
  event.actor = name_of(note.user);
  event.actor_kind = note.user.type == "bot_user" ? "bot" : "user";
  event.channel = note.channel;
  event.text = resolution ? note.content.substr(model::kResolutionNote.size()) : note.content;
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

}  // namespace autoheal::pagerduty::reads
