#include "reads/incident_reads.hpp"

#include "api/alerts.hpp"
#include "api/changes.hpp"
#include "api/incidents.hpp"
#include "api/log_entries.hpp"
#include "model/id.hpp"
#include "reads/json/incident_json.hpp"
#include "reads/resolve.hpp"

namespace autoheal::pagerduty::reads {
namespace {

// One sentence for a part that is not there, or not wholly.
template <class T>
void warn(kit::Query& query, const std::shared_ptr<ListRead<T>>& read, std::string_view what) {
  if (!read) return;
  for (const std::string& warning : read->warnings) query.answer.warnings.push_back(warning);
  if (read->is_whole()) return;
  query.answer.complete = false;
  if (!read->error && !read->more) return;  // rows were skipped, as the warnings say
  std::string text = "The " + std::string(what);
  text += read->failed() ? " could not be read" : " could only be read in part";
  query.answer.warnings.push_back(text + (read->error ? ": " + read->error->message : "."));
}

template <class T>
void move_rows(const std::shared_ptr<ListRead<T>>& read, std::vector<T>& rows, kit::Extent& extent) {
  if (!read) return;
  extent = read->extent();
  rows = std::move(read->rows);
}

// An incident that is not there, in words.
kit::Error incident_error(kit::Error error, std::string_view given) {
  if (error.code != kit::Errc::not_found) return error;
  error.message = "There is no incident " + std::string(given) + ", or this key may not see it.";
  error.hint = "Check the number; list_incidents with `text` finds incidents by their title.";
  return error;
}

}  // namespace

bool is_plan_matter(const kit::Error& error) {
  return error.code == kit::Errc::plan_required || error.code == kit::Errc::forbidden ||
         error.code == kit::Errc::not_found;
}

void IncidentReads::start_parts(kit::Query& query, const std::string& id, const IncidentParts& parts) {
  kit::http::Exchange& exchange = query.exchange();
  if (parts.entries) {
    entries_ = read_list<model::LogEntry>(exchange, api::build_list_log_entries(id, false), "log_entries",
                                          api::read_log_entry);
  }
  if (parts.notes) notes_ = read_list<model::Note>(exchange, api::build_list_notes(id), "notes", api::read_note);
  if (parts.alerts) alerts_ = read_list<model::Alert>(exchange, api::build_list_alerts(id), "alerts", api::read_alert);
  if (parts.changes) {
    changes_ = read_list<model::ChangeEvent>(exchange, api::build_list_related_changes(id), "change_events",
                                             api::read_change_event);
  }
}

kit::Result<void> IncidentReads::read(kit::Query& query, std::string_view argument, const IncidentParts& parts,
                                      const std::function<void(const model::Incident&)>& also) {
  const auto* number = query.arguments().json().if_contains(argument);
  const std::string given = number != nullptr && number->is_int64() ? std::to_string(number->get_int64())
                                                                    : std::string(query.arguments().text(argument));
  AH_TRY(auto reference, incident_reference(argument, given));
  const bool is_number = reference.find_first_not_of("0123456789") == std::string::npos;
  incident_ =
      read_one<model::Incident>(query.exchange(), api::build_get_incident(reference), "incident", api::read_incident);
  if (!is_number) start_parts(query, reference, parts);
  query.exchange().run();
  if (incident_->error) return kit::failure(incident_error(*incident_->error, given));
  if (is_number) start_parts(query, incident().id, parts);
  if (also) also(incident());
  query.exchange().run();
  query.answer.resolved.push_back({std::string(argument), given, "incident", incident().id, label_of(incident()),
                                   is_number                 ? "number"
                                   : model::id_in_url(given) ? "url"
                                                             : "id"});
  query.answer.arguments[argument] = incident().id;
  return kit::success();
}

kit::Result<void> IncidentReads::read_id(kit::Query& query, const std::string& id, const IncidentParts& parts) {
  incident_ = read_one<model::Incident>(query.exchange(), api::build_get_incident(id), "incident", api::read_incident);
  start_parts(query, id, parts);
  query.exchange().run();
  if (incident_->error) return kit::failure(incident_error(*incident_->error, id));
  return kit::success();
}

const kit::Error* IncidentReads::failure_of(IncidentPart part) const {
  const auto failure_of = [](const auto& read) { return read && read->failed() ? &*read->error : nullptr; };
  switch (part) {
    case IncidentPart::entries:
      return failure_of(entries_);
    case IncidentPart::notes:
      return failure_of(notes_);
    case IncidentPart::alerts:
      return failure_of(alerts_);
    case IncidentPart::changes:
      return failure_of(changes_);
  }
  return nullptr;
}

StoryPart IncidentReads::take(kit::Query& query) {
  StoryPart part;
  part.incident = incident();
  warn(query, entries_, "log entries");
  warn(query, notes_, "notes");
  warn(query, alerts_, "alerts");
  move_rows(entries_, part.entries, part.entries_read);
  move_rows(notes_, part.notes, part.notes_read);
  move_rows(alerts_, part.alerts, part.alerts_read);
  if (changes_ && changes_->failed() && is_plan_matter(*changes_->error)) {
    query.answer.warnings.push_back("Related changes are not available on this plan or to this key.");
    part.changes_read = kit::Extent::whole;  // where the plan relates none, none are missing
  } else {
    warn(query, changes_, "related changes");
    move_rows(changes_, part.changes, part.changes_read);
  }
  return part;
}

}  // namespace autoheal::pagerduty::reads
