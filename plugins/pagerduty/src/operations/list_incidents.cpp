// "Show all open incidents", "What incidents happened on the checkout service this week?"
#include "api/directory.hpp"
#include "kit/answer/json_of.hpp"
#include "kit/answer/rows.hpp"
#include "kit/answer/sentences.hpp"
#include "kit/time/rfc3339.hpp"
#include "operations/operation_table.hpp"
#include "reads/incident_cursor.hpp"
#include "reads/incident_filter.hpp"
#include "reads/incident_page.hpp"
#include "reads/json/incident_json.hpp"
#include "reads/reads.hpp"

#include <algorithm>
#include <array>
#include <boost/json.hpp>

namespace autoheal::pagerduty::operations {
namespace {

namespace json = boost::json;
using model::Incident;

constexpr std::size_t kListIncidentsRows = 100;
constexpr std::array<std::string_view, 5> kSorts{"newest", "oldest", "priority", "urgency", "longest"};  // IncidentSort

constexpr auto kListIncidentsParameters = reads::joined(
    reads::kIncidentFilterParameters, std::array{kit::Parameter{"sort", kit::ParameterType::choice, "default newest",
                                                                "newest|oldest|priority|urgency|longest"}});

constexpr std::string_view kListIncidentsResult =
    R"json({"type":"object","required":["incidents"],"properties":{"incidents":{"type":"array","items":)json" AUTOHEAL_INCIDENT_ROW_SCHEMA
    R"json(},"counts":{"type":"object","properties":{"by_status":{"type":"object"},"by_urgency":{"type":"object"}}}},"additionalProperties":false})json";

reads::IncidentSort sort_of(std::string_view name) {
  for (std::size_t i = 0; i < kSorts.size(); ++i) {
    if (kSorts[i] == name) return static_cast<reads::IncidentSort>(i);
  }
  return reads::IncidentSort::newest;
}

// Where the page begins: after the cursor, or at the front as of now.
kit::Result<reads::IncidentCursor> asked_start(const kit::Query& query) {
  const reads::IncidentSort sort = sort_of(query.arguments().text("sort"));
  const std::string_view text = query.arguments().text("cursor");
  if (text.empty()) return reads::IncidentCursor{sort, 0, query.now(), std::nullopt};
  constexpr const char* kRemedy = "Pass meta.cursor of the answer before, with the same arguments.";
  const auto cursor = reads::parse_cursor(text);
  if (!cursor) return kit::failure(kit::argument_error("cursor", "is not a cursor of this operation", kRemedy));
  const bool without_priorities = sort == reads::IncidentSort::priority && cursor->sort == reads::IncidentSort::urgency;
  if (cursor->sort != sort && !without_priorities) {
    return kit::failure(kit::argument_error("cursor", "goes on in another order than `sort` names", kRemedy));
  }
  return *cursor;
}

json::object counts_of(const std::vector<model::Incident>& rows) {
  json::object by_status;
  json::object by_urgency;
  for (const model::Incident& row : rows) {
    if (!row.status.empty()) kit::count_one(by_status, row.status);
    if (!row.urgency.empty()) kit::count_one(by_urgency, row.urgency);
  }
  return {{"by_status", std::move(by_status)}, {"by_urgency", std::move(by_urgency)}};
}

kit::CutReason reason_of(const kit::Error& error) {
  switch (error.code) {
    case kit::Errc::rate_limited:
      return kit::CutReason::rate;
    case kit::Errc::deadline_exceeded:
    case kit::Errc::cancelled:
      return kit::CutReason::deadline;
    default:
      return kit::CutReason::upstream;
  }
}

// Pages go on by key, so that incidents created meanwhile shift nothing.
void set_page(kit::Query& query, const reads::IncidentPage& page, const reads::IncidentCursor& start,
              const reads::IncidentOrder& order) {
  std::size_t shown = std::min(page.rows.size(), query.limit(kListIncidentsRows));
  // Where not one second could be read to its end, what there is of it is shown, and the next page begins here again.
  // So it does in orders that need every row: what was not read may rank before these.
  const bool again = page.error && (page.sure == std::size_t{0} || !reads::is_by_creation(start.sort));
  if (page.sure && *page.sure > 0) shown = std::min(shown, *page.sure);
  kit::MainRows main;
  main.member = "incidents";
  main.what = "incidents";
  main.offset = page.before;
  main.total = page.total;
  const bool stuck = page.rows.empty() && !page.error;  // there are more rows than PagerDuty hands out
  main.more = shown < page.rows.size() || (page.more && !stuck);
  if (page.more && stuck) {
    query.answer.complete = false;
    query.answer.warnings.push_back(
        "PagerDuty lists no further incidents, though it counts more; a shorter window helps.");
  }
  if (page.error && (again || shown == page.sure.value_or(page.rows.size()))) main.why = reason_of(*page.error);
  std::vector<reads::IncidentKey> keys;
  json::array rows;
  for (std::size_t i = 0; i < shown; ++i) {
    rows.push_back(reads::json_of(page.rows[i], query.now()));
    keys.push_back(order.key_of(page.rows[i]));
  }
  main.cursor = [start, again, keys = std::move(keys)](std::size_t kept) {
    if (kept == 0 || again) return reads::render_cursor(start);
    return reads::render_cursor({start.sort, start.done + kept, start.as_of, keys[kept - 1]});
  };
  query.answer.data["incidents"] = std::move(rows);
  query.answer.rows = std::move(main);
}

std::string creation_words(const kit::Query& query) {
  return query.answer.window ? " created " + reads::window_words(query) : std::string{};
}

std::string summary_of(const kit::Query& query, const reads::IncidentSelection& selection,
                       const reads::IncidentPage& page, bool all_here) {
  const std::vector<model::Incident>& rows = page.rows;
  std::string filters;
  for (const kit::ResolvedName& name : query.answer.resolved) filters += (filters.empty() ? " for " : ", ") + name.name;
  const std::string status(json::value_to<std::string>(query.answer.arguments.at("status")));
  const std::string kind = (selection.any_status ? "" : status + " ") + std::string("incident");
  if (rows.empty() && (page.more || page.skipped) && page.total.value_or(0) == 0) {
    return "No " + kind + " was found" + filters + creation_words(query) +
           " among those that could be read; whether there is one is not known.";
  }
  if (rows.empty() && page.total.value_or(0) == 0) return "No " + kind + "s" + filters + creation_words(query) + ".";
  std::string out =
      page.total ? kit::counted(*page.total, kind) : "At least " + kit::counted(page.before + rows.size(), kind);
  out += filters + creation_words(query);
  if (all_here && !rows.empty()) {
    const auto open = static_cast<std::size_t>(
        std::count_if(rows.begin(), rows.end(), [](const model::Incident& i) { return i.is_open(); }));
    const auto triggered = static_cast<std::size_t>(
        std::count_if(rows.begin(), rows.end(), [](const model::Incident& i) { return i.status == "triggered"; }));
    const auto high = static_cast<std::size_t>(
        std::count_if(rows.begin(), rows.end(), [](const model::Incident& i) { return i.urgency == "high"; }));
    out += ": " + std::to_string(triggered) + " triggered, " + std::to_string(open - triggered) + " acknowledged, " +
           std::to_string(rows.size() - open) + " resolved; " + std::to_string(high) + " of high urgency";
  }
  if (!rows.empty()) {
    const model::Incident& first = rows.front();
    out += ". First in the list: " + reads::label_of(first) +
           (first.service.summary.empty() ? "" : " on " + first.service.summary) + ", " + first.status + ", created " +
           query.zone().render(first.created_at);
  }
  return out + ".";
}

// What a wider question would have found: two or three requests of one row, side by side.
void explain_emptiness(kit::Query& query, const reads::IncidentSelection& selection) {
  const reads::IncidentQuestion& asked = selection.question;
  auto& why = query.answer.why_empty;
  why.push_back("Filters in effect: " + selection.described +
                (asked.window ? "," + creation_words(query) : ", of any age") + ".");
  std::shared_ptr<std::optional<std::size_t>> wider;
  std::shared_ptr<std::optional<std::size_t>> any_status;
  std::shared_ptr<std::optional<std::size_t>> unfiltered;
  if (asked.window)
    wider = reads::count_incidents(query, asked.filter,
                                   kit::Window{query.now() - std::chrono::days{180}, query.now(), {}, {}});
  if (!selection.any_status && asked.filter.user_ids.empty()) {
    api::IncidentFilter filter = asked.filter;
    filter.statuses.clear();
    const kit::Window recent{query.now() - std::chrono::days{30}, query.now(), {}, {}};
    any_status = reads::count_incidents(query, filter, asked.window ? asked.window : std::optional(recent));
  }
  api::IncidentFilter none;
  none.statuses = asked.filter.statuses;
  unfiltered = reads::count_incidents(query, none, asked.window);
  query.exchange().run();
  const std::string of_text = selection.text.empty() ? "" : " (whatever their text)";
  if (wider && *wider)
    why.push_back("With the same filters, " + kit::counted(**wider, "incident") + " in the last 180 days" + of_text +
                  ".");
  if (any_status && *any_status) {
    why.push_back("Of any status, " + kit::counted(**any_status, "incident") +
                  (asked.window ? " in that window" : " in the last 30 days") + of_text + ".");
  }
  if (unfiltered && *unfiltered) {
    why.push_back("Without the other filters, this key sees " + kit::counted(**unfiltered, "incident") +
                  (asked.window ? " in that window" : " with that status") + ".");
  }
}

void say_limits(kit::Query& query, const reads::IncidentScan& scan, const reads::IncidentCursor& start) {
  auto& warnings = query.answer.warnings;
  if (scan.error) warnings.push_back("Not everything could be read: " + scan.error->message);
  if (scan.more && !reads::is_by_creation(start.sort)) {
    query.answer.complete = false;
    warnings.push_back("The order is that of the incidents that could be read; a shorter window gives an exact one.");
  }
  if (start.last) {
    warnings.push_back("The first page was read at " + kit::render_rfc3339(start.as_of) +
                       "; what began or ceased to fit since then may be missing.");
  }
}

kit::Result<kit::Answer> answer_list_incidents(kit::Query& query) {
  AH_TRY(auto start, asked_start(query));
  AH_TRY(auto selection, reads::select_incidents(query));
  reads::IncidentQuestion question = selection.question;
  const bool by_creation = reads::is_by_creation(start.sort);
  question.filter.oldest_first = start.sort == reads::IncidentSort::oldest;
  const bool in_pages = by_creation && selection.text.empty();  // else all are read
  const bool narrowed = in_pages && start.last && question.window;
  if (narrowed) reads::narrow(question, start);
  if (in_pages) {
    question.wanted = query.limit(kListIncidentsRows) + (narrowed ? 0 : start.done);
    const std::size_t least = query.arguments().has("limit") ? query.limit(kListIncidentsRows) : 1;
    reads::ask_for_whole_seconds(question, start, reads::IncidentOrder(start.sort, start.as_of), least);
  }
  std::shared_ptr<reads::ListRead<model::Priority>> priorities;
  if (start.sort == reads::IncidentSort::priority) {
    priorities = reads::read_list<model::Priority>(query.exchange(), api::build_list_priorities(), "priorities",
                                                   api::read_priority_row);
  }
  reads::IncidentScan scan = reads::scan_incidents(query, question);
  if (scan.error && scan.rows.empty()) return kit::failure(*scan.error);
  for (std::string& warning : scan.warnings) query.answer.warnings.push_back(std::move(warning));
  AH_TRY(auto order, reads::order_of(query, start, priorities));
  say_limits(query, scan, start);

  std::optional<kit::UtcTime> unsure;  // the second that may go on in what was not read
  if (by_creation && scan.more && !scan.rows.empty()) unsure = reads::second_of(scan.rows.back());
  if (!selection.text.empty()) {
    std::erase_if(scan.rows, [&](const model::Incident& row) { return !reads::fits_text(row, selection.text); });
    scan.total = scan.rows.size();
  }
  if (scan.skipped > 0) scan.total.reset();
  if (scan.more && !in_pages) scan.total.reset();
  if (scan.is_whole() && !start.last) query.answer.data["counts"] = counts_of(scan.rows);
  reads::IncidentPage page = reads::page_of(std::move(scan), start, order, narrowed);
  if (unsure) {
    page.sure = std::count_if(page.rows.begin(), page.rows.end(),
                              [&](const auto& r) { return reads::second_of(r) != *unsure; });
  }
  if (narrowed && page.sure == std::size_t{0})
    page.total.reset();  // how many of the first second are done is not known
  set_page(query, page, start, order);
  const bool all_here =
      !page.more && !page.skipped && !start.last && page.rows.size() <= query.limit(kListIncidentsRows);
  query.answer.summary = summary_of(query, selection, page, all_here);
  query.answer.untrusted = {"/incidents/*/title", "/incidents/*/service/name", "/incidents/*/assigned_to/*",
                            "/incidents/*/acknowledged_by/*", "/incidents/*/teams/*"};
  if (page.rows.empty() && !page.more && !page.skipped && !start.last) explain_emptiness(query, selection);
  kit::may_shrink(query, kit::Shrink::How::texts, "/incidents/*/title", "long titles", 120);
  return std::move(query.answer);
}

}  // namespace

const kit::Operation kListIncidents{
    "list_incidents",
    "List incidents",
    "Incidents of any window and count, exact totals: use it for \"all open incidents\", "
    "\"what happened on checkout this week\". Without "
    "arguments: everything open now, of any age. One upstream call per half year for the "
    "newest 100; `text` and other orders read all.",
    kit::Audience::agent,
    kListIncidentsParameters,
    kListIncidentsResult,
    150,
    answer_list_incidents};

}  // namespace autoheal::pagerduty::operations
