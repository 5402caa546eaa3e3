#include "query/incident_reads.hpp"

#include "api/alerts.hpp"
#include "api/changes.hpp"
#include "api/incidents.hpp"
#include "api/log_entries.hpp"
#include "query/incident_json.hpp"
#include "query/resolve.hpp"

namespace autoheal::pagerduty::query {
namespace {

// One sentence for a part that is not there, or not wholly.
template <class T>
void warn(Call& call, const std::shared_ptr<ListRead<T>>& read, std::string_view what) {
  if (!read) return;
  for (const std::string& warning : read->warnings) call.answer.warnings.push_back(warning);
  if (read->is_whole()) return;
  call.answer.complete = false;
  if (!read->error && !read->more) return;  // rows were skipped, as the warnings say
  std::string text = "The " + std::string(what);
  text += read->failed() ? " could not be read" : " could only be read in part";
  call.answer.warnings.push_back(text + (read->error ? ": " + read->error->message : "."));
}

template <class T>
void move_rows(const std::shared_ptr<ListRead<T>>& read, std::vector<T>& rows, Extent& extent) {
  if (!read) return;
  extent = read->extent();
  rows = std::move(read->rows);
}

}  // namespace

bool is_plan_matter(const Error& error) {
  return error.code == Errc::plan_required || error.code == Errc::forbidden || error.code == Errc::not_found;
}

Error incident_error(Error error, std::string_view given) {
  if (error.code != Errc::not_found) return error;
  error.message = "There is no incident " + std::string(given) + ", or this key may not see it.";
  error.hint = "Check the number; list_incidents with `text` finds incidents by their title.";
  return error;
}

void IncidentReads::start_parts(Call& call, const std::string& id, const IncidentParts& parts) {
  http::Exchange& exchange = call.exchange();
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

Result<void> IncidentReads::read(Call& call, std::string_view argument, const IncidentParts& parts,
                                 const std::function<void(const model::Incident&)>& also) {
  const auto* number = call.arguments().json().if_contains(argument);
  std::string given = number != nullptr && number->is_int64() ? std::to_string(number->get_int64())
                                                              : std::string(call.arguments().text(argument));
  AH_TRY(auto reference, incident_reference(argument, given));
  bool is_number = reference.find_first_not_of("0123456789") == std::string::npos;
  incident_ =
      read_one<model::Incident>(call.exchange(), api::build_get_incident(reference), "incident", api::read_incident);
  if (!is_number) start_parts(call, reference, parts);
  call.exchange().run();
  if (incident_->error) return failure(incident_error(*incident_->error, given));
  if (is_number) start_parts(call, incident().id, parts);
  if (also) also(incident());
  call.exchange().run();
  call.answer.resolved.push_back({std::string(argument), given, "incident", incident().id, label_of(incident()),
                                  is_number          ? "number"
                                  : id_in_url(given) ? "url"
                                                     : "id"});
  call.answer.arguments[argument] = incident().id;
  return success();
}

Result<void> IncidentReads::read_id(Call& call, const std::string& id, const IncidentParts& parts) {
  incident_ = read_one<model::Incident>(call.exchange(), api::build_get_incident(id), "incident", api::read_incident);
  start_parts(call, id, parts);
  call.exchange().run();
  if (incident_->error) return failure(incident_error(*incident_->error, id));
  return success();
}

const Error* IncidentReads::failure_of(IncidentPart part) const {
  auto failure_of = [](const auto& read) { return read && read->failed() ? &*read->error : nullptr; };
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

StoryPart IncidentReads::take(Call& call) {
  StoryPart part;
  part.incident = incident();
  warn(call, entries_, "log entries");
  warn(call, notes_, "notes");
  warn(call, alerts_, "alerts");
  move_rows(entries_, part.entries, part.entries_read);
  move_rows(notes_, part.notes, part.notes_read);
  move_rows(alerts_, part.alerts, part.alerts_read);
  if (changes_ && changes_->failed() && is_plan_matter(*changes_->error)) {
    call.answer.warnings.push_back("Related changes are not available on this plan or to this key.");
    part.changes_read = Extent::whole;  // where the plan relates none, none are missing
  } else {
    warn(call, changes_, "related changes");
    move_rows(changes_, part.changes, part.changes_read);
  }
  return part;
}

}  // namespace autoheal::pagerduty::query
