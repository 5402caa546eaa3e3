#include "reads/incident_filter.hpp"

#include "api/directory.hpp"
#include "kit/answer/asked_window.hpp"
#include "reads/reads.hpp"
#include "reads/resolve.hpp"

namespace autoheal::pagerduty::reads {
namespace {

constexpr std::chrono::hours kStandardWindow{24 * 30};

void describe(IncidentSelection& selection, std::string_view name, std::string_view value) {
  selection.described += (selection.described.empty() ? "" : ", ") + std::string(name) + " " + std::string(value);
}

void choose_statuses(kit::Query& query, IncidentSelection& selection, bool has_window, std::string_view standard) {
  std::string_view status = query.arguments().text("status");
  bool of_user = query.arguments().has("user");
  if (status.empty() && !of_user) status = standard;
  if (status.empty())
    status = has_window && !of_user ? "any" : query.arguments().has("text") && !of_user ? "any" : "open";
  if (of_user && (status == "any" || status == "resolved")) {
    query.answer.warnings.push_back(
        "`user` means the current assignee, and resolved incidents have none: only open incidents are searched.");
    status = "open";
  }
  auto& statuses = selection.question.filter.statuses;
  if (status == "open") {
    statuses = {"triggered", "acknowledged"};
  } else if (status != "any") {
    statuses = {std::string(status)};
  }
  selection.any_status = status == "any";
  query.answer.arguments["status"] = status;
  describe(selection, "status", status);
}

// Priorities have no directory: the list is short and asked for when needed.
kit::Result<void> choose_priority(kit::Query& query, IncidentSelection& selection) {
  std::string_view given = query.arguments().text("priority");
  if (given.empty()) return kit::success();
  auto read =
      read_list<model::Priority>(query.exchange(), api::build_list_priorities(), "priorities", api::read_priority_row);
  query.exchange().run();
  if (read->failed()) return kit::failure(*read->error);
  std::vector<std::string_view> known;
  for (const model::Priority& priority : read->rows) {
    if (kit::fold(priority.name) == kit::fold(given) || priority.id == given) {
      selection.question.filter.priority_ids = {priority.id};
      query.answer.resolved.push_back({"priority", std::string(given), "priority", priority.id, priority.name,
                                       priority.name == given ? "exact" : "case"});
      describe(selection, "priority", priority.name);
      return kit::success();
    }
    known.push_back(priority.name);
  }
  kit::Error error = kit::argument_error("priority", "is none of the account's priorities");
  error.code = kit::Errc::not_found;
  for (std::string_view name : known)
    error.hint += (error.hint.empty() ? "The account has " : ", ") + std::string(name);
  return kit::failure(std::move(error));
}

kit::Result<void> choose_names(kit::Query& query, IncidentSelection& selection) {
  std::vector<Kind> kinds;
  for (Kind kind : {Kind::service, Kind::team, Kind::user}) {
    if (query.arguments().has(name(kind))) kinds.push_back(kind);
  }
  api::IncidentFilter& filter = selection.question.filter;
  Names names;
  for (Kind kind : kinds) {
    AH_TRY(auto thing, resolve_argument(query, name(kind), kind, names, kinds));
    describe(selection, name(kind), thing.name);
    auto& ids = kind == Kind::service ? filter.service_ids : kind == Kind::team ? filter.team_ids : filter.user_ids;
    ids.push_back(thing.id);
  }
  return kit::success();
}

}  // namespace

kit::Result<IncidentSelection> select_incidents(kit::Query& query, std::string_view standard_status) {
  IncidentSelection selection;
  AH_TRY(auto window, kit::asked_window(query, kStandardWindow));
  bool asked = window.has_value();
  choose_statuses(query, selection, asked, standard_status);
  AH_TRY_VOID(choose_names(query, selection));
  AH_TRY_VOID(choose_priority(query, selection));
  api::IncidentFilter& filter = selection.question.filter;
  if (query.arguments().has("urgency")) {
    filter.urgencies = {std::string(query.arguments().text("urgency"))};
    describe(selection, "urgency", filter.urgencies.front());
  }
  bool open_only = !filter.statuses.empty() && filter.statuses.front() != "resolved";
  if (!window && !open_only) {
    window = kit::Window{query.now() - kStandardWindow, query.now(), query.zone().name(), "last 30 days"};
    query.answer.warnings.push_back("No time was given: these are the incidents of the last 30 days.");
  }
  if (window) {
    kit::pin_window(query, *window);
    selection.question.window = std::move(window);
  }
  selection.text = kit::fold(query.arguments().text("text"));
  if (!selection.text.empty()) describe(selection, "text", query.arguments().text("text"));
  return selection;
}

bool fits_text(const model::Incident& incident, const std::string& folded_words) {
  if (folded_words.empty()) return true;
  std::string hay = " " + kit::fold(incident.title) + " " + kit::fold(incident.service.summary) + " " +
                    std::to_string(incident.number) + " ";
  for (std::size_t at = 0; at < folded_words.size();) {
    std::size_t blank = std::min(folded_words.find(' ', at), folded_words.size());
    std::string word = folded_words.substr(at, blank - at);
    bool number = word.find_first_not_of("0123456789") == std::string::npos;
    // A word may be the beginning of one ("refund" of "refunds"), a number is meant as it is.
    if (hay.find(" " + word + (number ? " " : "")) == std::string::npos) return false;
    at = blank + 1;
  }
  return true;
}

}  // namespace autoheal::pagerduty::reads
