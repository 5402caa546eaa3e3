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

// What a `status` means to PagerDuty, and what is left of it beside `user`: an assignee has open incidents only.
struct StatusRow {
  std::string_view status;
  std::array<std::string_view, 2> statuses;  // empty: not filtered by status
  std::string_view of_user;
};

constexpr std::array<StatusRow, 5> kStatusRows{{
    {"open", {"triggered", "acknowledged"}, "open"},
    {"triggered", {"triggered"}, "triggered"},
    {"acknowledged", {"acknowledged"}, "acknowledged"},
    {"resolved", {"resolved"}, "open"},
    {"any", {}, "open"},
}};

const StatusRow& status_row(std::string_view status) {
  return *std::find_if(kStatusRows.begin(), kStatusRows.end(), [&](const StatusRow& r) { return r.status == status; });
}

// Where no `status` is given.
std::string_view status_of(bool of_user, std::string_view standard, bool is_narrowed) {
  if (of_user) return "open";
  if (!standard.empty()) return standard;
  return is_narrowed ? "any" : "open";
}

void choose_statuses(kit::Query& query, IncidentSelection& selection, bool has_window, std::string_view standard) {
  const bool of_user = query.arguments().has("user");
  std::string_view status = query.arguments().text("status");
  if (status.empty()) status = status_of(of_user, standard, has_window || query.arguments().has("text"));
  if (of_user && status != status_row(status).of_user) {
    query.answer.warnings.push_back(
        "`user` means the current assignee, and resolved incidents have none: only open incidents are searched.");
    status = status_row(status).of_user;
  }
  for (const std::string_view each : status_row(status).statuses) {
    if (!each.empty()) selection.question.filter.statuses.emplace_back(each);
  }
  selection.any_status = status == "any";
  query.answer.arguments["status"] = status;
  describe(selection, "status", status);
}

// Priorities have no directory: the list is short and asked for when needed.
kit::Result<void> choose_priority(kit::Query& query, IncidentSelection& selection) {
  const std::string_view given = query.arguments().text("priority");
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
  const bool asked = window.has_value();
  choose_statuses(query, selection, asked, standard_status);
  AH_TRY_VOID(choose_names(query, selection));
  AH_TRY_VOID(choose_priority(query, selection));
  api::IncidentFilter& filter = selection.question.filter;
  if (query.arguments().has("urgency")) {
    filter.urgencies = {std::string(query.arguments().text("urgency"))};
    describe(selection, "urgency", filter.urgencies.front());
  }
  const bool open_only = !filter.statuses.empty() && filter.statuses.front() != "resolved";
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

std::string window_words(const kit::Query& query) {
  const kit::Window& window = *query.answer.window;
  return "from " + query.zone().render(window.since) + " to " + query.zone().render(window.until);
}

bool fits_text(const model::Incident& incident, const std::string& folded_words) {
  if (folded_words.empty()) return true;
  const std::string hay = " " + kit::fold(incident.title) + " " + kit::fold(incident.service.summary) + " " +
                          std::to_string(incident.number) + " ";
  for (std::size_t at = 0; at < folded_words.size();) {
    const std::size_t blank = std::min(folded_words.find(' ', at), folded_words.size());
    const std::string word = folded_words.substr(at, blank - at);
    const bool number = word.find_first_not_of("0123456789") == std::string::npos;
    // A word may be the beginning of one ("refund" of "refunds"), a number is meant as it is.
    if (hay.find(" " + word + (number ? " " : "")) == std::string::npos) return false;
    at = blank + 1;
  }
  return true;
}

}  // namespace autoheal::pagerduty::reads
