// "Which services were the noisiest last month, and how long did we take?"
#include "api/log_entries.hpp"
#include "kit/answer/cursor.hpp"
#include "kit/answer/json_of.hpp"
#include "kit/answer/rows.hpp"
#include "kit/answer/sentences.hpp"
#include "operations/operation_table.hpp"
#include "reads/incident_filter.hpp"
#include "reads/json/incident_json.hpp"
#include "reads/reads.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <map>
#include <unordered_map>

namespace autoheal::pagerduty::operations {
namespace {

namespace json = boost::json;
using model::Incident;
using std::chrono::seconds;

constexpr std::size_t kMostLogEntries = 2'000;  // 20 calls: the budget for times to acknowledge
constexpr std::chrono::days kAckWindow{60};     // entries after an incident's creation that are looked at

constexpr auto kSummarizeIncidentsParameters =
    reads::joined(std::array{kit::Parameter{"by", kit::ParameterType::choice, "default service",
                                            "service|team|urgency|priority|day"}},
                  reads::kIncidentFilterParameters);

constexpr std::string_view kSummarizeIncidentsResult =
    R"json({"type":"object","required":["by","totals","groups"],"properties":{
"by":{"enum":["service","team","urgency","priority","day"]},
"totals":{"type":"object","required":["incidents","open","resolved","high_urgency"]},
"acknowledge_coverage":{"type":"object","required":["known","of"],"properties":{"known":{"type":"integer"},"of":{"type":"integer"}}},
"groups":{"type":"array","items":{"type":"object","required":["key","incidents","open","resolved","high_urgency"],"properties":{
"key":{"type":"string"},"id":{"type":"string"},"incidents":{"type":"integer"},"open":{"type":"integer"},"resolved":{"type":"integer"},
"high_urgency":{"type":"integer"},"alerts":{"type":"integer"},"time_to_resolve_s":{"type":"object"},"time_to_acknowledge_s":{"type":"object"}},"additionalProperties":false}}},
"additionalProperties":false})json";

struct Group {
  std::string key;
  std::string id;
  std::size_t incidents = 0;
  std::size_t open = 0;
  std::size_t high = 0;
  std::int64_t alerts = 0;
  std::vector<std::int64_t> to_resolve;
  std::vector<std::int64_t> to_acknowledge;
};

// First acknowledgements by incident id, and from which creation time on they are all known.
struct Acknowledgements {
  std::unordered_map<std::string, kit::UtcTime> first;
  std::optional<kit::UtcTime> known_since;  // absent: nothing is known
  std::string why_partial;
};

json::object spread_of(std::vector<std::int64_t> values) {
  std::sort(values.begin(), values.end());
  std::int64_t sum = 0;
  for (std::int64_t v : values) sum += v;
  const auto at = [&](double share) {
    return values[static_cast<std::size_t>(share * static_cast<double>(values.size() - 1) + 0.5)];
  };
  const auto count = static_cast<std::int64_t>(values.size());
  return {{"count", count}, {"median", at(0.5)}, {"mean", sum / count}, {"p90", at(0.9)}, {"longest", values.back()}};
}

void add(Group& group, const model::Incident& incident, const Acknowledgements& acks, kit::UtcTime now) {
  ++group.incidents;
  if (incident.is_open()) ++group.open;
  if (incident.urgency == "high") ++group.high;
  group.alerts += incident.alerts_all;
  if (!incident.is_open()) group.to_resolve.push_back(reads::duration_of(incident, now).count());
  if (auto found = acks.first.find(incident.id); found != acks.first.end()) {
    const auto apart = std::chrono::floor<seconds>(found->second - incident.created_at).count();
    group.to_acknowledge.push_back(std::max<std::int64_t>(apart, 0));
  }
}

std::vector<kit::Reference> keys_of(const model::Incident& incident, std::string_view by, const kit::TimeZone& zone) {
  const auto one = [](std::string id, std::string key) {
    return std::vector<kit::Reference>{{std::move(id), {}, std::move(key), {}}};
  };
  if (by == "service") return one(incident.service.id, incident.service.summary);
  if (by == "urgency") return one({}, incident.urgency.empty() ? "none" : incident.urgency);
  if (by == "priority")
    return one(incident.priority.id, incident.priority.summary.empty() ? "none" : incident.priority.summary);
  if (by == "day") return one({}, zone.render_date(incident.created_at));
  if (incident.teams.empty()) return one({}, "no team");
  return incident.teams;
}

json::object json_of(const Group& group) {
  json::object out{{"key", group.key}};
  kit::put(out, "id", group.id);
  out["incidents"] = group.incidents;
  out["open"] = group.open;
  out["resolved"] = group.incidents - group.open;
  out["high_urgency"] = group.high;
  if (group.alerts > 0) out["alerts"] = group.alerts;
  if (!group.to_resolve.empty()) out["time_to_resolve_s"] = spread_of(group.to_resolve);
  if (!group.to_acknowledge.empty()) out["time_to_acknowledge_s"] = spread_of(group.to_acknowledge);
  return out;
}

// The account's log, newest first: acknowledgements are complete for incidents created after the oldest entry read.
std::shared_ptr<reads::ListRead<model::LogEntry>> start_acknowledgements(kit::Query& query,
                                                                         const reads::IncidentSelection& selection) {
  if (!selection.question.window) return nullptr;
  const kit::Window& window = *selection.question.window;
  const kit::UtcTime until = std::min(query.now(), window.until + kAckWindow);
  return reads::read_list<model::LogEntry>(
      query.exchange(), api::build_list_account_log_entries(window.since, until, selection.question.filter.team_ids),
      "log_entries", api::read_log_entry, kMostLogEntries);
}

Acknowledgements take_acknowledgements(const std::shared_ptr<reads::ListRead<model::LogEntry>>& read,
                                       kit::UtcTime window_since) {
  Acknowledgements out;
  if (!read || read->failed()) {
    if (read) out.why_partial = read->error->message;
    return out;
  }
  kit::UtcTime oldest = kit::UtcTime::max();
  for (const model::LogEntry& entry : read->rows) {
    oldest = std::min(oldest, entry.created_at);
    if (entry.type != "acknowledge" || entry.incident.id.empty()) continue;
    auto [found, is_new] = out.first.emplace(entry.incident.id, entry.created_at);
    if (!is_new) found->second = std::min(found->second, entry.created_at);
  }
  out.known_since = read->more ? oldest : window_since;
  if (read->more)
    out.why_partial =
        "the account's log is longer than the " + std::to_string(kMostLogEntries / 100) + " calls allowed for it";
  return out;
}

struct Coverage {
  std::size_t known = 0;
  std::size_t of = 0;
};

// Incidents whose acknowledgement, if there was one, has been seen.
Coverage coverage_of(const std::vector<model::Incident>& rows, Acknowledgements& acks) {
  Coverage out{0, rows.size()};
  for (const model::Incident& incident : rows) {
    const bool known = acks.known_since && incident.created_at >= *acks.known_since;
    if (known) {
      ++out.known;
    } else {
      acks.first.erase(incident.id);  // what was seen may be a later one
    }
  }
  return out;
}

std::string period_words(const kit::Query& query) {
  return query.answer.window ? " " + reads::window_words(query) : std::string{", open now"};
}

// What was not read is said before anything is counted.
void say_unread(kit::Answer& answer, reads::IncidentScan& scan) {
  for (std::string& warning : scan.warnings) answer.warnings.push_back(std::move(warning));
  if (scan.is_whole()) return;
  answer.complete = false;
  answer.warnings.push_back("Only " + std::to_string(scan.rows.size()) +
                            (scan.total ? " of " + std::to_string(*scan.total) : std::string{}) +
                            " incidents could be read" + (scan.error ? ": " + scan.error->message : ".") +
                            " The counts are of those; a shorter window or one service needs fewer calls.");
}

// All incidents as one group, and the groups of `by` in the order in which they are shown.
struct Grouping {
  Group total{"all", {}, 0, 0, 0, 0, {}, {}};
  std::vector<Group> groups;
};

bool is_by_key(std::string_view by) { return by == "day" || by == "priority"; }  // else the largest group comes first

Grouping group_by(std::string_view by, const std::vector<model::Incident>& incidents, const Acknowledgements& acks,
                  const kit::Query& query) {
  Grouping out;
  std::map<std::string, Group> groups;
  for (const model::Incident& incident : incidents) {
    add(out.total, incident, acks, query.now());
    for (const kit::Reference& key : keys_of(incident, by, query.zone())) {
      Group& group = groups[key.id + "\n" + (key.id.empty() ? key.summary : "")];
      group.key = key.summary.empty() ? key.id : key.summary;
      group.id = key.id;
      add(group, incident, acks, query.now());
    }
  }
  for (auto& [key, group] : groups) out.groups.push_back(std::move(group));
  std::stable_sort(out.groups.begin(), out.groups.end(), [&](const Group& a, const Group& b) {
    if (is_by_key(by)) return a.key < b.key;
    return std::pair(b.incidents, a.key) < std::pair(a.incidents, b.key);
  });
  return out;
}

std::string summarize(const Grouping& found, std::string_view by, bool whole, const std::string& period) {
  const Group& total = found.total;
  std::string out;
  if (!whole && total.incidents == 0) {
    out = "No incident" + period + " could be read; how many there are is not known.";
  } else {
    out = (whole ? "" : "At least ") + kit::counted(total.incidents, "incident") + period + ": " +
          std::to_string(total.open) + " open, " + std::to_string(total.incidents - total.open) + " resolved, " +
          std::to_string(total.high) + " of high urgency";
    if (!total.to_resolve.empty()) {
      const json::object spread = spread_of(total.to_resolve);
      out += "; median time to resolve " + kit::render_duration(seconds{spread.at("median").as_int64()});
    }
    out += whole ? "." : ", of those that could be read.";
  }
  if (is_by_key(by) || found.groups.empty()) return out;
  std::vector<std::string> top;
  for (std::size_t i = 0; i < std::min<std::size_t>(3, found.groups.size()); ++i)
    top.push_back(found.groups[i].key + " (" + std::to_string(found.groups[i].incidents) + ")");
  return out + " Most: " + kit::enumerate(top) + ".";
}

kit::Result<kit::Answer> answer_summarize_incidents(kit::Query& query) {
  AH_TRY_VOID(kit::cursor_offset(query));
  const std::string by(query.arguments().has("by") ? query.arguments().text("by") : std::string_view("service"));
  const bool no_status = !query.arguments().has("status");
  AH_TRY(auto selection, reads::select_incidents(query, no_status ? "any" : ""));
  const auto log = start_acknowledgements(query, selection);
  reads::IncidentScan scan = reads::scan_incidents(query, selection.question);
  if (scan.error && scan.rows.empty()) return kit::failure(*scan.error);
  kit::Answer& answer = query.answer;
  say_unread(answer, scan);
  std::erase_if(scan.rows, [&](const model::Incident& i) { return !reads::fits_text(i, selection.text); });
  const kit::UtcTime since = selection.question.window ? selection.question.window->since : query.now();
  Acknowledgements acks = take_acknowledgements(log, since);
  const Coverage coverage = coverage_of(scan.rows, acks);
  const Grouping found = group_by(by, scan.rows, acks, query);

  answer.summary = summarize(found, by, scan.is_whole(), period_words(query));
  answer.data["by"] = by;
  json::object totals = json_of(found.total);
  totals.stable_erase("key");
  answer.data["totals"] = std::move(totals);
  answer.data["acknowledge_coverage"] = {{"known", coverage.known}, {"of", coverage.of}};
  if (coverage.known < coverage.of) {
    answer.warnings.push_back("Times to acknowledge cover " + std::to_string(coverage.known) + " of " +
                              std::to_string(coverage.of) + " incidents" +
                              (acks.why_partial.empty() ? "." : ": " + acks.why_partial + "."));
  }
  if (by == "team") answer.warnings.push_back("An incident of several teams counts once for each of them.");
  if (found.total.incidents == 0)
    answer.why_empty.push_back("Filters in effect: " + selection.described + "," + period_words(query) + ".");
  std::vector<json::object> rows;
  for (const Group& group : found.groups) rows.push_back(json_of(group));
  AH_TRY_VOID(kit::set_rows(query, "groups", "groups", std::move(rows), 100, kit::extent_of(scan.is_whole())));
  answer.untrusted = {"/groups/*/key"};
  return std::move(answer);
}

}  // namespace

const kit::Operation kSummarizeIncidents{
    "summarize_incidents",
    "Incident statistics",
    "Counts and time to resolve by service, team, urgency, priority or day, exact over "
    "any window (default last 30 days); time to "
    "acknowledge with its coverage. Use it for the noisiest services and for trends. "
    "One upstream call per 100 incidents plus up to 20.",
    kit::Audience::agent,
    kSummarizeIncidentsParameters,
    kSummarizeIncidentsResult,
    500,
    answer_summarize_incidents};

}  // namespace autoheal::pagerduty::operations
