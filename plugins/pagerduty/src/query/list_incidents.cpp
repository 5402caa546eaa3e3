// "Show all open incidents", "What incidents happened on the checkout service this week?"
#include <algorithm>
#include <boost/json.hpp>
#include <charconv>

#include "api/directory.hpp"
#include "base/rfc3339.hpp"
#include "query/incident_filter.hpp"
#include "query/incident_json.hpp"
#include "query/json_of.hpp"
#include "query/operation_table.hpp"
#include "query/reads.hpp"
#include "query/rows.hpp"

namespace autoheal::pagerduty::query {
namespace {

namespace json = boost::json;
using model::Incident;

constexpr std::size_t kListIncidentsRows = 100;

constexpr auto kListIncidentsParameters = joined(
    kIncidentFilterParameters,
    std::array{Parameter{"sort", ParameterType::choice, "default newest", "newest|oldest|priority|urgency|longest"}});

constexpr std::string_view kListIncidentsResult =
    R"json({"type":"object","required":["incidents"],"properties":{"incidents":{"type":"array","items":)json" AUTOHEAL_INCIDENT_ROW_SCHEMA
    R"json(},"counts":{"type":"object","properties":{"by_status":{"type":"object"},"by_urgency":{"type":"object"}}}},"additionalProperties":false})json";

// Where a page in order of creation begins: after everything created at that time or before it in the order, except
// that of the rows created in that very second only these are done.
struct KeyCursor {
  std::size_t done = 0;
  UtcTime at{};
  std::vector<std::string> ids;
};

std::string render_cursor(const KeyCursor& cursor) {
  std::string out = "k" + std::to_string(cursor.done) + "~" + render_rfc3339(cursor.at);
  for (const std::string& id : cursor.ids) out += "~" + id;
  return out;
}

Result<std::optional<KeyCursor>> read_cursor(const Call& call) {
  std::string_view text = call.arguments().text("cursor");
  if (text.empty() || text == "k0") return std::optional<KeyCursor>{};
  std::vector<std::string_view> parts;
  for (std::string_view rest = text.substr(1); !rest.empty();) {
    std::size_t tilde = rest.find('~');
    parts.push_back(rest.substr(0, tilde));
    rest = tilde == std::string_view::npos ? std::string_view{} : rest.substr(tilde + 1);
  }
  KeyCursor cursor;
  bool good = text.front() == 'k' && parts.size() >= 3;
  if (good) {
    auto [end, ec] = std::from_chars(parts[0].data(), parts[0].data() + parts[0].size(), cursor.done);
    auto at = parse_rfc3339(parts[1]);
    good = ec == std::errc{} && end == parts[0].data() + parts[0].size() && at.has_value();
    if (at) cursor.at = *at;
    for (std::size_t i = 2; i < parts.size(); ++i) cursor.ids.emplace_back(parts[i]);
  }
  if (good) return std::optional(std::move(cursor));
  return failure(
      argument_error("cursor", "is not a cursor of this operation", "Pass meta.cursor of the answer before."));
}

bool is_by_creation(std::string_view sort) { return sort == "newest" || sort == "oldest"; }

void sort_by_creation(std::vector<Incident>& rows, bool oldest_first) {
  std::stable_sort(rows.begin(), rows.end(), [oldest_first](const Incident& a, const Incident& b) {
    return oldest_first ? a.created_at < b.created_at : a.created_at > b.created_at;
  });
}

std::size_t rank_of(const std::vector<model::Priority>& priorities, const Incident& incident) {
  for (std::size_t i = 0; i < priorities.size(); ++i) {
    if (priorities[i].id == incident.priority.id) return i;
  }
  return priorities.size();
}

void sort_rows(std::vector<Incident>& rows, std::string_view sort, const std::vector<model::Priority>& priorities,
               UtcTime now) {
  sort_by_creation(rows, sort == "oldest");
  if (sort == "longest") {
    std::stable_sort(rows.begin(), rows.end(),
                     [now](const Incident& a, const Incident& b) { return duration_of(a, now) > duration_of(b, now); });
  } else if (!is_by_creation(sort)) {
    std::stable_sort(rows.begin(), rows.end(), [](const Incident& a, const Incident& b) {
      return (a.urgency == "high") > (b.urgency == "high");
    });
  }
  if (sort == "priority") {
    std::stable_sort(rows.begin(), rows.end(), [&](const Incident& a, const Incident& b) {
      return rank_of(priorities, a) < rank_of(priorities, b);
    });
  }
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

// Creation-ordered pages go on by key, so that incidents created meanwhile shift nothing.
void set_key_rows(Call& call, std::vector<Incident>& rows, std::size_t done, const IncidentScan& scan) {
  std::size_t shown = std::min(rows.size(), call.limit(kListIncidentsRows));
  MainRows main;
  main.member = "incidents";
  main.what = "incidents";
  main.offset = done;
  if (scan.total) main.total = *scan.total;
  main.more = shown < rows.size() || scan.more;
  if (shown == rows.size() && scan.error) main.why = reason_of(*scan.error);
  auto keys = std::make_shared<std::vector<std::pair<UtcTime, std::string>>>();
  json::array page;
  for (std::size_t i = 0; i < shown; ++i) {
    page.push_back(row_of(rows[i], call.now()));
    keys->emplace_back(rows[i].created_at, rows[i].id);
  }
  std::string start(call.arguments().text("cursor"));
  main.cursor = [keys, done, start](std::size_t kept) {
    if (kept == 0) return start.empty() ? std::string{"k0"} : start;
    KeyCursor cursor{done + kept, (*keys)[kept - 1].first, {}};
    for (std::size_t i = 0; i < kept; ++i) {
      if ((*keys)[i].first == cursor.at) cursor.ids.push_back((*keys)[i].second);
    }
    return render_cursor(cursor);
  };
  call.answer.data["incidents"] = std::move(page);
  call.answer.rows = std::move(main);
}

// Drops what earlier pages had.
void drop_done(std::vector<Incident>& rows, const KeyCursor& cursor, bool oldest_first) {
  std::erase_if(rows, [&](const Incident& row) {
    if (row.created_at == cursor.at) return std::find(cursor.ids.begin(), cursor.ids.end(), row.id) != cursor.ids.end();
    return oldest_first ? row.created_at < cursor.at : row.created_at > cursor.at;
  });
}

std::string window_words(const Call& call) {
  const auto& window = call.answer.window;
  if (!window) return {};
  return " created from " + call.zone().render(window->since) + " to " + call.zone().render(window->until);
}

std::string summary_of(const Call& call, const IncidentSelection& selection, const std::vector<Incident>& rows,
                       std::optional<std::size_t> total, bool all_here) {
  std::string filters;
  for (const ResolvedName& name : call.answer.resolved) filters += (filters.empty() ? " for " : ", ") + name.name;
  std::string status(json::value_to<std::string>(call.answer.arguments.at("status")));
  std::string kind = (selection.any_status ? "" : status + " ") + std::string("incident");
  if (rows.empty() && total.value_or(0) == 0) return "No " + kind + "s" + filters + window_words(call) + ".";
  std::string out = total ? counted(*total, kind) : "At least " + counted(rows.size(), kind);
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

Result<Answer> answer_list_incidents(Call& call) {
  std::string_view sort = call.arguments().has("sort") ? call.arguments().text("sort") : std::string_view("newest");
  bool by_creation = is_by_creation(sort);
  std::optional<KeyCursor> cursor;
  if (by_creation) {
    AH_TRY(auto given, read_cursor(call));
    cursor = std::move(given);
  }
  AH_TRY(auto selection, select_incidents(call));
  IncidentQuestion& question = selection.question;
  question.filter.oldest_first = sort == "oldest";
  std::optional<Window> whole = question.window;
  std::size_t done = cursor ? cursor->done : 0;
  if (by_creation && selection.text.empty()) {
    question.wanted = call.limit(kListIncidentsRows) + (cursor ? cursor->ids.size() + (whole ? 0 : done) : 0);
    if (cursor && whole && sort == "newest")
      question.window->until = std::min(whole->until, cursor->at + std::chrono::seconds{1});
    if (cursor && whole && sort == "oldest") question.window->since = std::max(whole->since, cursor->at);
  }
  std::shared_ptr<ListRead<model::Priority>> priorities;
  if (sort == "priority") {
    priorities =
        read_list<model::Priority>(call.exchange(), api::build_list_priorities(), "priorities", api::read_priority_row);
  }
  IncidentScan scan = scan_incidents(call, question);
  if (scan.error && scan.rows.empty()) return failure(*scan.error);
  for (std::string& warning : scan.warnings) call.answer.warnings.push_back(std::move(warning));
  if (scan.error) call.answer.warnings.push_back("Not everything could be read: " + scan.error->message);

  std::vector<Incident>& rows = scan.rows;
  if (!selection.text.empty()) {
    std::erase_if(rows, [&](const Incident& row) { return !fits_text(row, selection.text); });
    scan.total = scan.more ? std::nullopt : std::optional(rows.size());
  }
  sort_rows(rows, sort, priorities ? priorities->rows : std::vector<model::Priority>{}, call.now());
  bool all_here = !scan.more && !cursor && rows.size() <= call.limit(kListIncidentsRows);
  if (!scan.more && !cursor) call.answer.data["counts"] = counts_of(rows);
  if (by_creation) {
    if (cursor) {
      std::size_t before = rows.size();
      drop_done(rows, *cursor, question.filter.oldest_first);
      bool narrowed = whole && selection.text.empty();
      if (narrowed && scan.total) scan.total = done + *scan.total - std::min(*scan.total, before - rows.size());
    }
    set_key_rows(call, rows, done, scan);
  } else {
    std::vector<json::object> objects;
    for (const Incident& row : rows) objects.push_back(row_of(row, call.now()));
    AH_TRY_VOID(set_rows(call, "incidents", "incidents", std::move(objects), kListIncidentsRows));
    if (scan.more) {
      call.answer.complete = false;
      call.answer.rows->total.reset();
      call.answer.warnings.push_back(
          "The order is that of the incidents that could be read; a shorter window gives an exact one.");
    }
  }
  call.answer.summary = summary_of(call, selection, rows, scan.total, all_here);
  call.answer.untrusted = {"/incidents/*/title", "/incidents/*/service/name", "/incidents/*/assigned_to/*",
                           "/incidents/*/acknowledged_by/*", "/incidents/*/teams/*"};
  if (rows.empty() && done == 0) explain_emptiness(call, selection);
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
