#include "api/log_entries.hpp"

#include "api/alert_details.hpp"
#include "api/untrusted.hpp"
#include "api/window.hpp"
#include "kit/text/credentials.hpp"

#include <boost/json.hpp>

namespace autoheal::pagerduty::api {
namespace {

std::string entry_type(std::string_view type) {
  type = kit::without_suffix(kit::without_suffix(type, "_reference"), "_log_entry");
  return type == "acknowledgement" ? "acknowledge" : std::string(type);  // the published schema's name for it
}

std::string text_of(const boost::json::value* value) {
  if (value == nullptr) return {};
  if (value->is_string()) return kit::untrusted(value->get_string(), kit::Lines::many, 1'024);
  if (value->is_object()) {
    for (std::string_view key : {"summary", "name", "value"}) {
      if (const auto* member = value->get_object().if_contains(key)) return text_of(member);
    }
  }
  return kit::untrusted(boost::json::serialize(kit::without_credentials(*value)), kit::Lines::one, 1'024);
}

// The value of a field of that name.
std::string text_of(std::string_view name, const boost::json::value* value) {
  const bool has_value = value != nullptr && !value->is_null();
  return has_value && kit::is_credential_name(name) ? std::string(kit::kMask) : text_of(value);
}

void read_changeset(const kit::JsonReader& holder, model::LogEntry& entry) {
  const auto changeset = holder.optional_object("changeset");
  if (!changeset) return;
  for (std::string_view list : {"customer_fields", "application_fields"}) {
    for (const kit::JsonReader& item : changeset->objects(list)) {
      std::string name = read_text(item, "name", kit::Lines::one, 100);
      if (name.empty()) name = read_text(item, "id", kit::Lines::one, 100);
      std::string before = text_of(name, item.raw("old_value"));
      std::string after = text_of(name, item.raw("value"));
      entry.changes.push_back({std::move(name), std::move(before), std::move(after)});
    }
  }
}

void read_notification(const kit::JsonReader& channel, model::LogEntry& entry) {
  const auto notification = channel.optional_object("notification");
  if (!notification) return;
  entry.notification_type =
      kit::untrusted(kit::without_suffix(notification->text_or("type"), "_notification"), kit::Lines::one, 40);
  entry.notification_status = read_text(*notification, "status", kit::Lines::one, 40);
  if (entry.user.id.empty()) entry.user = read_reference(*notification, "user");
}

void read_channel(const kit::JsonReader& channel, model::LogEntry& entry) {
  entry.channel = read_text(channel, "type", kit::Lines::one, 40);
  entry.channel_summary = read_text(channel, "summary", kit::Lines::many, 25'000);
  if (const auto* duration = channel.raw("duration"); duration != nullptr && duration->is_int64()) {
    entry.duration_s = duration->get_int64();
  }
  read_notification(channel, entry);
  read_changeset(channel, entry);
  if (entry.type == "trigger") entry.event = read_channel_details(channel);
}

}  // namespace

kit::http::Request build_list_log_entries(const std::string& incident_id, bool overview) {
  kit::http::Request request{"/incidents/" + incident_id + "/log_entries",
                             {{"include[]", "channels"}, {"time_zone", "UTC"}}};
  if (overview) request.params.emplace_back("is_overview", "true");
  return request;
}

kit::http::Request build_list_account_log_entries(kit::UtcTime since, kit::UtcTime until,
                                                  const std::vector<std::string>& team_ids) {
  kit::http::Request request{"/log_entries", {{"is_overview", "true"}, {"time_zone", "UTC"}}};
  for (const std::string& id : team_ids) request.params.emplace_back("team_ids[]", id);
  add_window(request, since, until);
  return request;
}

kit::http::Request build_list_notes(const std::string& incident_id) {
  return {"/incidents/" + incident_id + "/notes", {}};
}

model::LogEntry read_log_entry(const kit::JsonReader& reader) {
  model::LogEntry entry;
  entry.id = reader.text("id");
  entry.type = entry_type(kit::untrusted(reader.text("type"), kit::Lines::one, 60));
  entry.created_at = reader.time("created_at");
  entry.summary = read_text(reader, "summary");
  entry.agent = read_reference(reader, "agent");
  entry.incident = read_reference(reader, "incident");
  entry.service = read_reference(reader, "service");
  entry.assignees = read_references(reader, "assignees");
  entry.user = read_reference(reader, "user");
  if (const auto* note = reader.raw("note"); note != nullptr) entry.note = text_of(note);
  if (auto details = reader.optional_object("event_details")) {
    entry.event_description = read_text(*details, "description");
  }
  read_changeset(reader, entry);
  if (auto channel = reader.optional_object("channel")) read_channel(*channel, entry);
  return entry;
}

model::Note read_note(const kit::JsonReader& reader) {
  model::Note note;
  note.id = reader.text("id");
  note.created_at = reader.time("created_at");
  note.user = read_reference(reader, "user");
  if (auto channel = reader.optional_object("channel")) {
    note.channel = read_text(*channel, "summary", kit::Lines::one, 100);
    if (note.channel.empty()) note.channel = read_text(*channel, "type", kit::Lines::one, 100);
  }
  note.content = read_text(reader, "content", kit::Lines::many, 25'000);
  return note;
}

model::Trigger read_trigger(const kit::JsonReader& entry) {
  model::Trigger trigger;
  trigger.summary = read_text(entry, "summary");
  trigger.agent = read_reference(entry, "agent");
  if (auto details = entry.optional_object("event_details")) trigger.description = read_text(*details, "description");
  if (auto channel = entry.optional_object("channel")) {
    trigger.channel = read_text(*channel, "type", kit::Lines::one, 40);
    if (trigger.description.empty()) trigger.description = read_channel_details(*channel).summary;
  }
  return trigger;
}

}  // namespace autoheal::pagerduty::api
