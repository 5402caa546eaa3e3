#include "query/incident_filter.hpp"

#include "api/directory.hpp"
#include "base/rfc3339.hpp"
#include "query/reads.hpp"
#include "query/resolve.hpp"
#include "query/time_phrase.hpp"

namespace autoheal::pagerduty::query {
namespace {

constexpr std::chrono::hours kStandardWindow{24 * 30};

void describe(IncidentSelection& selection, std::string_view name, std::string_view value) {
  selection.described += (selection.described.empty() ? "" : ", ") + std::string(name) + " " + std::string(value);
}

void choose_statuses(Call& call, IncidentSelection& selection, bool has_window, std::string_view standard) {
  std::string_view status = call.arguments().text("status");
  bool of_user = call.arguments().has("user");
  if (status.empty() && !of_user) status = standard;
  if (status.empty())
    status = has_window && !of_user ? "any" : call.arguments().has("text") && !of_user ? "any" : "open";
  if (of_user && (status == "any" || status == "resolved")) {
    call.answer.warnings.push_back(
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
  call.answer.arguments["status"] = status;
  describe(selection, "status", status);
}

// Priorities have no directory: the list is short and asked for when needed.
Result<void> choose_priority(Call& call, IncidentSelection& selection) {
  std::string_view given = call.arguments().text("priority");
  if (given.empty()) return success();
  auto read =
      read_list<model::Priority>(call.exchange(), api::build_list_priorities(), "priorities", api::read_priority_row);
  call.exchange().run();
  if (read->failed()) return failure(*read->error);
  std::vector<std::string_view> known;
  for (const model::Priority& priority : read->rows) {
    if (fold(priority.name) == fold(given) || priority.id == given) {
      selection.question.filter.priority_ids = {priority.id};
      call.answer.resolved.push_back({"priority", std::string(given), "priority", priority.id, priority.name,
                                      priority.name == given ? "exact" : "case"});
      describe(selection, "priority", priority.name);
      return success();
    }
    known.push_back(priority.name);
  }
  Error error = argument_error("priority", "is none of the account's priorities");
  error.code = Errc::not_found;
  for (std::string_view name : known)
    error.hint += (error.hint.empty() ? "The account has " : ", ") + std::string(name);
  return failure(std::move(error));
}

Result<void> choose_names(Call& call, IncidentSelection& selection) {
  std::vector<Kind> kinds;
  for (Kind kind : {Kind::service, Kind::team, Kind::user}) {
    if (call.arguments().has(name(kind))) kinds.push_back(kind);
  }
  api::IncidentFilter& filter = selection.question.filter;
  Names names;
  for (Kind kind : kinds) {
    AH_TRY(auto thing, resolve_argument(call, name(kind), kind, names, kinds));
    describe(selection, name(kind), thing.name);
    auto& ids = kind == Kind::service ? filter.service_ids : kind == Kind::team ? filter.team_ids : filter.user_ids;
    ids.push_back(thing.id);
  }
  return success();
}

}  // namespace

Result<std::optional<Window>> asked_window(Call& call, std::chrono::hours standard) {
  const Arguments& arguments = call.arguments();
  for (std::string_view name : {"window", "since", "until"}) call.use_zone_of(arguments.text(name));
  PhraseContext context{call.now(), &call.zone(), Lean::past};
  bool has_ends = arguments.has("since") || arguments.has("until");
  if (arguments.has("window") && has_ends) {
    return failure(argument_error("window", "cannot be combined with `since` and `until`"));
  }
  std::optional<Window> window;
  if (arguments.has("window")) {
    AH_TRY(auto parsed, parse_window("window", arguments.text("window"), context));
    window = std::move(parsed);
  } else if (has_ends) {
    AH_TRY(auto parsed, parse_since_until(arguments.text("since"), arguments.text("until"), standard, context));
    window = std::move(parsed);
  }
  return window;
}

Result<IncidentSelection> select_incidents(Call& call, std::string_view standard_status) {
  IncidentSelection selection;
  AH_TRY(auto window, asked_window(call, kStandardWindow));
  bool asked = window.has_value();
  choose_statuses(call, selection, asked, standard_status);
  AH_TRY_VOID(choose_names(call, selection));
  AH_TRY_VOID(choose_priority(call, selection));
  api::IncidentFilter& filter = selection.question.filter;
  if (call.arguments().has("urgency")) {
    filter.urgencies = {std::string(call.arguments().text("urgency"))};
    describe(selection, "urgency", filter.urgencies.front());
  }
  bool open_only = !filter.statuses.empty() && filter.statuses.front() != "resolved";
  if (!window && !open_only) {
    window = Window{call.now() - kStandardWindow, call.now(), call.zone().name(), "last 30 days"};
    call.answer.warnings.push_back("No time was given: these are the incidents of the last 30 days.");
  }
  if (window) {
    call.answer.arguments.erase("window");
    call.answer.arguments["since"] = render_rfc3339(window->since);
    call.answer.arguments["until"] = render_rfc3339(window->until);
    call.answer.window = window;
    selection.question.window = std::move(window);
  }
  selection.text = fold(call.arguments().text("text"));
  if (!selection.text.empty()) describe(selection, "text", call.arguments().text("text"));
  return selection;
}

bool fits_text(const model::Incident& incident, const std::string& folded_words) {
  if (folded_words.empty()) return true;
  std::string hay =
      " " + fold(incident.title) + " " + fold(incident.service.summary) + " " + std::to_string(incident.number) + " ";
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

}  // namespace autoheal::pagerduty::query
