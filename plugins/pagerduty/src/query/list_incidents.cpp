// "Show all open incidents", "What incidents happened on the checkout service this week?"
#include <algorithm>
#include <array>
#include <boost/json.hpp>

#include "api/directory.hpp"
#include "base/rfc3339.hpp"
#include "query/incident_filter.hpp"
#include "query/incident_json.hpp"
#include "query/incident_order.hpp"
#include "query/json_of.hpp"
#include "query/operation_table.hpp"
#include "query/reads.hpp"
#include "query/rows.hpp"

namespace autoheal::pagerduty::query {
namespace {

namespace json = boost::json;
using model::Incident;

constexpr std::size_t kListIncidentsRows = 100;
constexpr std::array<std::string_view, 5> kSorts{"newest", "oldest", "priority", "urgency", "longest"};  // IncidentSort

constexpr auto kListIncidentsParameters = joined(
    kIncidentFilterParameters,
    std::array{Parameter{"sort", ParameterType::choice, "default newest", "newest|oldest|priority|urgency|longest"}});

constexpr std::string_view kListIncidentsResult =
    R"json({"type":"object","required":["incidents"],"properties":{"incidents":{"type":"array","items":)json" AUTOHEAL_INCIDENT_ROW_SCHEMA
    R"json(},"counts":{"type":"object","properties":{"by_status":{"type":"object"},"by_urgency":{"type":"object"}}}},"additionalProperties":false})json";

IncidentSort sort_of(std::string_view name) {
  for (std::size_t i = 0; i < kSorts.size(); ++i) {
    if (kSorts[i] == name) return static_cast<IncidentSort>(i);
  }
  return IncidentSort::newest;
}

// Where the page begins: after the cursor, or at the front as of now.
Result<IncidentCursor> asked_start(const Call& call) {
  IncidentSort sort = sort_of(call.arguments().text("sort"));
  std::string_view text = call.arguments().text("cursor");
  if (text.empty()) return IncidentCursor{sort, 0, call.now(), std::nullopt};
  constexpr const char* kRemedy = "Pass meta.cursor of the answer before, with the same arguments.";
  auto cursor = parse_cursor(text);
  if (!cursor) return failure(argument_error("cursor", "is not a cursor of this operation", kRemedy));
  bool without_priorities = sort == IncidentSort::priority && cursor->sort == IncidentSort::urgency;
  if (cursor->sort != sort && !without_priorities) {
    return failure(argument_error("cursor", "goes on in another order than `sort` names", kRemedy));
  }
  return *cursor;
}

bool is_by_creation(IncidentSort sort) { return sort == IncidentSort::newest || sort == IncidentSort::oldest; }

UtcTime second_of(const Incident& incident) { return std::chrono::floor<std::chrono::seconds>(incident.created_at); }

bool is_done(const Incident& incident, const IncidentCursor& start, const IncidentOrder& order) {
  return start.last && !order.before(*start.last, order.key_of(incident));
}

// Leaves out of the window what earlier pages had, but for the second in which they ended.
void narrow(IncidentQuestion& question, const IncidentCursor& start) {
  UtcTime second = std::chrono::floor<std::chrono::seconds>(start.last->created_at);
  if (start.sort == IncidentSort::newest) {
    question.window->until = std::min(question.window->until, second + std::chrono::seconds{1});
  } else {
    question.window->since = std::max(question.window->since, second);
  }
}

// PagerDuty's pages may end within a second, and the rest of it may belong before what was read of it. So a page of
// ours holds rows of seconds that were read to their end: `least` of them are enough.
void ask_for_whole_seconds(IncidentQuestion& question, const IncidentCursor& start, const IncidentOrder& order,
                           std::size_t least) {
  question.enough = [start, order, least](const std::vector<const Incident*>& rows) {
    if (rows.empty()) return false;
    UtcTime last = second_of(*rows.back());
    auto sure = std::count_if(rows.begin(), rows.end(), [&](const Incident* row) {
      return second_of(*row) != last && !is_done(*row, start, order);
    });
    return static_cast<std::size_t>(sure) >= least;
  };
}

json::object counts_of(const std::vector<Incident>& rows) {
  json::object by_status;
  json::object by_urgency;
  auto add = [](json::object& counts, const std::string& key) {
    if (key.empty()) return;
    auto* count = counts.if_contains(key);
    counts[key] = count == nullptr ? 1 : count->get_int64() + 1;
  };
  for (const Incident& row : rows) {
    add(by_status, row.status);
    add(by_urgency, row.urgency);
  }
  return {{"by_status", std::move(by_status)}, {"by_urgency", std::move(by_urgency)}};
}

CutReason reason_of(const Error& error) {
  switch (error.code) {
    case Errc::rate_limited:
      return CutReason::rate;
    case Errc::deadline_exceeded:
    case Errc::cancelled:
      return CutReason::deadline;
    default:
      return CutReason::upstream;
  }
}

// The rows of one page, and what is around them.
struct Page {
  std::vector<Incident> rows;  // in order, from the page's begin on
  std::size_t before = 0;      // rows of the list that come before them
  std::optional<std::size_t> total;
  std::optional<std::size_t> sure;  // of the rows, those that nothing unread can come before; absent: all
  bool more = false;                // the list goes on after the last row
  bool skipped = false;             // rows that could not be read are missing somewhere
  std::optional<Error> error;       // why rows are missing that were wanted
};

Page page_of(IncidentScan&& scan, const IncidentCursor& start, const IncidentOrder& order, bool narrowed) {
  Page page{std::move(scan.rows), 0, scan.total, std::nullopt, scan.more, scan.skipped > 0, std::move(scan.error)};
  order.sort(page.rows);
  std::size_t read = page.rows.size();
  std::erase_if(page.rows, [&](const Incident& row) { return is_done(row, start, order); });
  page.before = narrowed ? start.done : read - page.rows.size();
  if (narrowed && page.total) page.total = start.done + *page.total - std::min(*page.total, read - page.rows.size());
  return page;
}

// Pages go on by key, so that incidents created meanwhile shift nothing.
void set_page(Call& call, const Page& page, const IncidentCursor& start, const IncidentOrder& order) {
  std::size_t shown = std::min(page.rows.size(), call.limit(kListIncidentsRows));
  // Where not one second could be read to its end, what there is of it is shown, and the next page begins here again.
  // So it does in orders that need every row: what was not read may rank before these.
  bool again = page.error && (page.sure == std::size_t{0} || !is_by_creation(start.sort));
  if (page.sure && *page.sure > 0) shown = std::min(shown, *page.sure);
  MainRows main;
  main.member = "incidents";
  main.what = "incidents";
  main.offset = page.before;
  main.total = page.total;
  bool stuck = page.rows.empty() && !page.error;  // there are more rows than PagerDuty hands out
  main.more = shown < page.rows.size() || (page.more && !stuck);
  if (page.more && stuck) {
    call.answer.complete = false;
    call.answer.warnings.push_back(
        "PagerDuty lists no further incidents, though it counts more; a shorter window helps.");
  }
  if (page.error && (again || shown == page.sure.value_or(page.rows.size()))) main.why = reason_of(*page.error);
  std::vector<IncidentKey> keys;
  json::array rows;
  for (std::size_t i = 0; i < shown; ++i) {
    rows.push_back(row_of(page.rows[i], call.now()));
    keys.push_back(order.key_of(page.rows[i]));
  }
  main.cursor = [start, again, keys = std::move(keys)](std::size_t kept) {
    if (kept == 0 || again) return render_cursor(start);
    return render_cursor({start.sort, start.done + kept, start.as_of, keys[kept - 1]});
  };
  call.answer.data["incidents"] = std::move(rows);
  call.answer.rows = std::move(main);
}

std::string window_words(const Call& call) {
  const auto& window = call.answer.window;
  if (!window) return {};
  return " created from " + call.zone().render(window->since) + " to " + call.zone().render(window->until);
}

std::string summary_of(const Call& call, const IncidentSelection& selection, const Page& page, bool all_here) {
  const std::vector<Incident>& rows = page.rows;
  std::string filters;
  for (const ResolvedName& name : call.answer.resolved) filters += (filters.empty() ? " for " : ", ") + name.name;
  std::string status(json::value_to<std::string>(call.answer.arguments.at("status")));
  std::string kind = (selection.any_status ? "" : status + " ") + std::string("incident");
  if (rows.empty() && (page.more || page.skipped) && page.total.value_or(0) == 0) {
    return "No " + kind + " was found" + filters + window_words(call) +
           " among those that could be read; whether there is one is not known.";
  }
  if (rows.empty() && page.total.value_or(0) == 0) return "No " + kind + "s" + filters + window_words(call) + ".";
  std::string out = page.total ? counted(*page.total, kind) : "At least " + counted(page.before + rows.size(), kind);
  out += filters + window_words(call);
  if (all_here && !rows.empty()) {
    auto open = static_cast<std::size_t>(
        std::count_if(rows.begin(), rows.end(), [](const Incident& i) { return i.is_open(); }));
    auto triggered = static_cast<std::size_t>(
        std::count_if(rows.begin(), rows.end(), [](const Incident& i) { return i.status == "triggered"; }));
    auto high = static_cast<std::size_t>(
        std::count_if(rows.begin(), rows.end(), [](const Incident& i) { return i.urgency == "high"; }));
    out += ": " + std::to_string(triggered) + " triggered, " + std::to_string(open - triggered) + " acknowledged, " +
           std::to_string(rows.size() - open) + " resolved; " + std::to_string(high) + " of high urgency";
  }
  if (!rows.empty()) {
    const Incident& first = rows.front();
    out += ". First in the list: " + label_of(first) +
           (first.service.summary.empty() ? "" : " on " + first.service.summary) + ", " + first.status + ", created " +
           call.zone().render(first.created_at);
  }
  return out + ".";
}

// What a wider question would have found: two or three requests of one row, side by side.
void explain_emptiness(Call& call, const IncidentSelection& selection) {
  const IncidentQuestion& asked = selection.question;
  auto& why = call.answer.why_empty;
  why.push_back("Filters in effect: " + selection.described +
                (asked.window ? "," + window_words(call) : ", of any age") + ".");
  std::shared_ptr<std::optional<std::size_t>> wider;
  std::shared_ptr<std::optional<std::size_t>> any_status;
  std::shared_ptr<std::optional<std::size_t>> unfiltered;
  if (asked.window)
    wider = count_incidents(call, asked.filter, Window{call.now() - std::chrono::days{180}, call.now(), {}, {}});
  if (!selection.any_status && asked.filter.user_ids.empty()) {
    api::IncidentFilter filter = asked.filter;
    filter.statuses.clear();
    Window recent{call.now() - std::chrono::days{30}, call.now(), {}, {}};
    any_status = count_incidents(call, filter, asked.window ? asked.window : std::optional(recent));
  }
  api::IncidentFilter none;
  none.statuses = asked.filter.statuses;
  unfiltered = count_incidents(call, none, asked.window);
  call.exchange().run();
  std::string of_text = selection.text.empty() ? "" : " (whatever their text)";
  if (wider && *wider)
    why.push_back("With the same filters, " + counted(**wider, "incident") + " in the last 180 days" + of_text + ".");
  if (any_status && *any_status) {
    why.push_back("Of any status, " + counted(**any_status, "incident") +
                  (asked.window ? " in that window" : " in the last 30 days") + of_text + ".");
  }
  if (unfiltered && *unfiltered) {
    why.push_back("Without the other filters, this key sees " + counted(**unfiltered, "incident") +
                  (asked.window ? " in that window" : " with that status") + ".");
  }
}

using Priorities = std::shared_ptr<ListRead<model::Priority>>;

// The order asked for. Without the account's priorities it is the nearest one, and stays that for all pages.
Result<IncidentOrder> order_of(Call& call, IncidentCursor& start, const Priorities& priorities) {
  if (!priorities) return IncidentOrder(start.sort, start.as_of);
  if (priorities->is_whole()) return IncidentOrder(start.sort, start.as_of, priorities->rows);
  if (start.last) {
    return failure(priorities->error.value_or(
        Error::of(Errc::bad_data, "The order of the account's priorities could not be read to its end.")));
  }
  start.sort = IncidentSort::urgency;
  call.answer.warnings.push_back(
      "The order of the account's priorities could not be read, so this is the order of urgency" +
      (priorities->error ? ": " + priorities->error->message : std::string{"."}));
  return IncidentOrder(start.sort, start.as_of);
}

void say_limits(Call& call, const IncidentScan& scan, const IncidentCursor& start) {
  auto& warnings = call.answer.warnings;
  if (scan.error) warnings.push_back("Not everything could be read: " + scan.error->message);
  if (scan.more && !is_by_creation(start.sort)) {
    call.answer.complete = false;
    warnings.push_back("The order is that of the incidents that could be read; a shorter window gives an exact one.");
  }
  if (start.last) {
    warnings.push_back("The first page was read at " + render_rfc3339(start.as_of) +
                       "; what began or ceased to fit since then may be missing.");
  }
}

Result<Answer> answer_list_incidents(Call& call) {
  AH_TRY(auto start, asked_start(call));
  AH_TRY(auto selection, select_incidents(call));
  IncidentQuestion question = selection.question;
  bool by_creation = is_by_creation(start.sort);
  question.filter.oldest_first = start.sort == IncidentSort::oldest;
  bool in_pages = by_creation && selection.text.empty();  // else all are read
  bool narrowed = in_pages && start.last && question.window;
  if (narrowed) narrow(question, start);
  if (in_pages) {
    question.wanted = call.limit(kListIncidentsRows) + (narrowed ? 0 : start.done);
    std::size_t least = call.arguments().has("limit") ? call.limit(kListIncidentsRows) : 1;
    ask_for_whole_seconds(question, start, IncidentOrder(start.sort, start.as_of), least);
  }
  Priorities priorities;
  if (start.sort == IncidentSort::priority) {
    priorities =
        read_list<model::Priority>(call.exchange(), api::build_list_priorities(), "priorities", api::read_priority_row);
  }
  IncidentScan scan = scan_incidents(call, question);
  if (scan.error && scan.rows.empty()) return failure(*scan.error);
  for (std::string& warning : scan.warnings) call.answer.warnings.push_back(std::move(warning));
  AH_TRY(auto order, order_of(call, start, priorities));
  say_limits(call, scan, start);

  std::optional<UtcTime> unsure;  // the second that may go on in what was not read
  if (by_creation && scan.more && !scan.rows.empty()) unsure = second_of(scan.rows.back());
  if (!selection.text.empty()) {
    std::erase_if(scan.rows, [&](const Incident& row) { return !fits_text(row, selection.text); });
    scan.total = scan.rows.size();
  }
  if (scan.skipped > 0) scan.total.reset();
  if (scan.more && !in_pages) scan.total.reset();
  if (scan.is_whole() && !start.last) call.answer.data["counts"] = counts_of(scan.rows);
  Page page = page_of(std::move(scan), start, order, narrowed);
  if (unsure) {
    page.sure =
        std::count_if(page.rows.begin(), page.rows.end(), [&](const auto& r) { return second_of(r) != *unsure; });
  }
  if (narrowed && page.sure == std::size_t{0})
    page.total.reset();  // how many of the first second are done is not known
  set_page(call, page, start, order);
  bool all_here = !page.more && !page.skipped && !start.last && page.rows.size() <= call.limit(kListIncidentsRows);
  call.answer.summary = summary_of(call, selection, page, all_here);
  call.answer.untrusted = {"/incidents/*/title", "/incidents/*/service/name", "/incidents/*/assigned_to/*",
                           "/incidents/*/acknowledged_by/*", "/incidents/*/teams/*"};
  if (page.rows.empty() && !page.more && !page.skipped && !start.last) explain_emptiness(call, selection);
  may_shrink(call, Shrink::How::texts, "/incidents/*/title", "long titles", 120);
  return std::move(call.answer);
}

}  // namespace

const Operation kListIncidents{"list_incidents",
                               "List incidents",
                               "Incidents of any window and count, exact totals: use it for \"all open incidents\", "
                               "\"what happened on checkout this week\". Without "
                               "arguments: everything open now, of any age. One upstream call per half year for the "
                               "newest 100; `text` and other orders read all.",
                               Audience::agent,
                               kListIncidentsParameters,
                               kListIncidentsResult,
                               150,
                               answer_list_incidents};

}  // namespace autoheal::pagerduty::query
