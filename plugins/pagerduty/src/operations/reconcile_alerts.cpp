// For the host after a gap: events that bring its alerts up to date with what PagerDuty says now (the role reconcile/1
// of docs/documents.md section 6).
//
// In pages, and nothing is kept between them: first what is open, newest first, then what was closed since, then one by
// one what the host has open and no page told. A cursor is the part and the key of the last row that was told.
#include "kit/answer/rows.hpp"
#include "kit/answer/sentences.hpp"
#include "kit/time/rfc3339.hpp"
#include "kit/time/time_phrase.hpp"
#include "model/fingerprint.hpp"
#include "operations/operation_table.hpp"
#include "reads/account_context.hpp"
#include "reads/incident_cursor.hpp"
#include "reads/incident_scan.hpp"
#include "reads/json/incident_json.hpp"
#include "reads/reads.hpp"
#include "webhook/alert_event.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <set>

namespace autoheal::pagerduty::operations {
namespace {

namespace json = boost::json;
using model::Incident;

constexpr std::size_t kMostSingleReads = 300;  // incidents asked for one by one, in one page
constexpr std::size_t kMostEvents = kit::kMostRows;
constexpr std::chrono::minutes kOverlap{5};  // clocks and deliveries are never quite in step
constexpr std::chrono::days kFurthestBack{30};

constexpr kit::Parameter kReconcileAlertsParameters[] = {
    {"open", kit::ParameterType::text_list, "fingerprints of the host's open alerts that no page has told yet", "",
     false, 0, 10'000},
    {"since", kit::ParameterType::text, "when the host was last known to be up to date", ""},
};

constexpr std::string_view kReconcileAlertsResult =
    R"json({"type":"object","required":["events","up_to_date"],"properties":{
"events":{"type":"array","items":{"type":"object","required":["event_id","kind","occurred_at","alert","reconciled"]}},
"up_to_date":{"type":"boolean"},"open_in_pagerduty":{"type":"integer"},"gone":{"type":"array"},
"next_cursor":{"type":"string"}},"additionalProperties":false})json";

webhook::IncidentFacts facts_of(const model::Incident& incident) {
  webhook::IncidentFacts facts;
  facts.is_clean = true;
  facts.id = incident.id;
  if (incident.number > 0) facts.number = incident.number;
  facts.html_url = incident.html_url;
  facts.status = incident.status;
  facts.title = incident.title;
  facts.incident_key = incident.incident_key;
  facts.created_at = kit::render_rfc3339(incident.created_at);
  facts.urgency = incident.urgency;
  facts.incident_type = incident.incident_type;
  facts.conference_url = incident.conference_url;
  facts.merged_into = incident.merged_into.id;
  facts.service = incident.service;
  facts.escalation_policy = incident.escalation_policy;
  facts.priority = incident.priority;
  facts.teams = incident.teams;
  for (const model::Assignment& a : incident.assignments) facts.assignees.push_back(a.who);
  return facts;
}

webhook::EventKind kind_of(const model::Incident& incident) {
  if (incident.status == "resolved") return webhook::EventKind::resolved;
  if (incident.status == "acknowledged") return webhook::EventKind::acknowledged;
  bool was_more =
      incident.last_status_change_at && *incident.last_status_change_at > incident.created_at + std::chrono::seconds{1};
  return was_more ? webhook::EventKind::unacknowledged : webhook::EventKind::triggered;
}

kit::UtcTime changed_at(const model::Incident& incident) {
  if (auto end = incident.ended_at()) return *end;
  return incident.last_status_change_at.value_or(incident.created_at);
}

// The same state gives the same event id: applying it twice changes nothing.
json::object event_of(const kit::Query& query, const model::Incident& incident) {
  webhook::EventKind kind = kind_of(incident);
  webhook::MappingRules rules{reads::settings_of(query).labels, reads::settings_of(query).severity_map};
  webhook::AlertEvent event;
  event.kind = kind;
  event.event_type = "incident." + std::string(webhook::name(kind));
  // REST tells whole seconds, webhooks milliseconds. What is read now is what that second ended with, so it goes after
  // everything that a webhook told of that second.
  event.occurred_at = std::min(changed_at(incident) + std::chrono::milliseconds{999}, query.now());
  event.event_id =
      "reconciled:" + incident.id + ":" + incident.status + ":" + kit::render_rfc3339(changed_at(incident));
  event.resource_id = incident.id;
  if (incident.number > 0) event.resource_number = incident.number;
  event.resource_summary = incident.title;
  event.alert = webhook::map_alert(facts_of(incident), kind, incident.last_status_change_by.summary, rules);
  event.reconciled = true;
  return webhook::render_event(event);
}

// The parts of a reconciliation, in the order in which they are told.
enum class Part : char { open = 'o', closed = 'c', missing = 'm' };

// Where a page begins.
struct Place {
  Part part = Part::open;
  reads::IncidentCursor rows;  // open, closed: behind its key
  std::string id;              // missing: behind this one
};

std::string render_place(const Place& place) {
  return static_cast<char>(place.part) + (place.part == Part::missing ? place.id : reads::render_cursor(place.rows));
}

kit::Result<Place> find_place(const kit::Query& query) {
  Place place{Part::open, {reads::IncidentSort::newest, 0, query.now(), {}}, {}};
  if (!query.arguments().has("cursor")) return place;
  const std::string_view text = query.arguments().text("cursor");
  const std::string_view key = text.substr(1);
  place.part = static_cast<Part>(text.front());
  switch (place.part) {
    case Part::missing:
      place.id = key;
      return place;
    case Part::open:
    case Part::closed:
      if (const auto cursor = reads::parse_cursor(key); cursor && cursor->sort == reads::IncidentSort::newest) {
        place.rows = *cursor;
        return place;
      }
  }
  return kit::failure(
      kit::argument_error("cursor", "is not a cursor of this operation", "Pass data.next_cursor of the page before."));
}

// The events of one page; it is full when the host's limit or three quarters of its bytes are reached.
class Page {
 public:
  explicit Page(const kit::Query& query)
      : query_(query), most_(query.limit(kMostEvents)), most_bytes_(query.context().scope.max_result_bytes / 4 * 3) {}

  std::size_t room() const { return most_ - events_.size(); }

  // False if the incident did not fit; the first one always does.
  bool add(const model::Incident& incident) {
    json::object event = event_of(query_, incident);
    bytes_ += json::serialize(event).size() + 1;
    if (!events_.empty() && (room() == 0 || bytes_ > most_bytes_)) return false;
    events_.emplace_back(changed_at(incident), std::move(event));
    known_.insert(incident.id);
    return true;
  }

  bool tells(const std::string& id) const { return known_.contains(id); }
  std::size_t size() const { return events_.size(); }

  json::array take_events() {
    std::stable_sort(events_.begin(), events_.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    json::array out;
    for (auto& event : events_) out.push_back(std::move(event.second));
    return out;
  }

 private:
  const kit::Query& query_;
  std::size_t most_;
  std::size_t most_bytes_;
  std::size_t bytes_ = 0;
  std::vector<std::pair<kit::UtcTime, json::object>> events_;
  std::set<std::string> known_;
};

// What became of one part of the reconciliation in this page.
struct Told {
  bool is_whole = true;       // nothing of it is missing for another reason than the page's end
  std::optional<Place> next;  // the page ended before the part did
};

kit::UtcTime created_second(const model::Incident& incident) {
  return std::chrono::floor<std::chrono::seconds>(incident.created_at);
}

// PagerDuty's order within a second is its own, so a page is made of seconds that were read to their end.
void ask_for_room(reads::IncidentQuestion& question, const Place& place, const reads::IncidentOrder& order,
                  std::size_t room) {
  question.wanted = place.rows.done + room;
  question.enough = [place, order, room](const std::vector<const model::Incident*>& rows) {
    if (rows.empty()) return false;
    const kit::UtcTime last = created_second(*rows.back());
    const auto sure = std::count_if(rows.begin(), rows.end(), [&](const model::Incident* row) {
      return created_second(*row) != last && (!place.rows.last || order.before(*place.rows.last, order.key_of(*row)));
    });
    return static_cast<std::size_t>(sure) > room;
  };
}

kit::Result<Told> tell_rows(kit::Query& query, reads::IncidentQuestion question, Place place, Page& page) {
  const reads::IncidentOrder order(reads::IncidentSort::newest, place.rows.as_of);
  ask_for_room(question, place, order, page.room());
  reads::IncidentScan scan = reads::scan_incidents(query, question);
  if (scan.error && scan.rows.empty()) return kit::failure(*scan.error);
  order.sort(scan.rows);
  const auto was_told = [&](const model::Incident& row) {
    return place.rows.last && !order.before(*place.rows.last, order.key_of(row));
  };
  std::erase_if(scan.rows, was_told);
  for (const model::Incident& incident : scan.rows) {
    if (!page.add(incident)) return Told{true, place};
    place.rows.last = order.key_of(incident);
    ++place.rows.done;
  }
  if (!scan.more) return Told{};
  query.answer.complete = false;
  query.answer.warnings.push_back("The " +
                                  std::string(place.part == Part::open ? "open incidents" : "incidents closed since") +
                                  " could not all be read" + (scan.error ? ": " + scan.error->message : "."));
  return Told{false, {}};
}

kit::Result<Told> tell_open(kit::Query& query, const Place& place, Page& page) {
  reads::IncidentQuestion question;
  question.filter.statuses = {"triggered", "acknowledged"};
  return tell_rows(query, std::move(question), place, page);
}

// Incidents that were opened and closed while the host was away. Without them the host is not up to date.
Told tell_closed(kit::Query& query, kit::UtcTime since, const Place& place, Page& page) {
  reads::IncidentQuestion question;
  question.filter.statuses = {"resolved"};
  question.window = kit::Window{std::max(since - kOverlap, query.now() - kFurthestBack), query.now(), {}, {}};
  auto told = tell_rows(query, std::move(question), place, page);
  if (told.has_value()) return told.value();
  query.answer.complete = false;
  query.answer.warnings.push_back("The incidents closed since could not be read: " + told.error().message);
  return Told{false, {}};
}

// The ids that the host has open and that neither this page nor one before it told, in order.
std::vector<std::string> find_missing(const kit::Query& query, const Place& place, const Page& page) {
  std::set<std::string> ids;
  for (std::string_view fingerprint : query.arguments().list("open")) {
    if (fingerprint.starts_with(model::kFingerprintPrefix)) fingerprint.remove_prefix(model::kFingerprintPrefix.size());
    std::string id(fingerprint);
    if (id > place.id && !page.tells(id)) ids.insert(std::move(id));
  }
  return {ids.begin(), ids.end()};
}

// What became of them, one by one. What could not be read stays open at the host, which asks for it again.
Told tell_missing(kit::Query& query, const Place& place, Page& page, json::array& gone) {
  const std::vector<std::string> ids = find_missing(query, place, page);
  const std::size_t count = std::min({ids.size(), kMostSingleReads, page.room()});
  std::vector<std::shared_ptr<reads::OneRead<model::Incident>>> reads;
  for (std::size_t i = 0; i < count; ++i) {
    reads.push_back(reads::read_one<model::Incident>(query.exchange(), {"/incidents/" + ids[i], {}}, "incident",
                                                     api::read_incident));
  }
  query.exchange().run();
  std::size_t failed = 0;
  std::string why;
  std::size_t told = 0;
  for (; told < count; ++told) {
    reads::OneRead<model::Incident>& read = *reads[told];
    if (read.value) {
      if (!page.add(*read.value)) break;
    } else if (read.error->code == kit::Errc::not_found) {
      gone.push_back(json::string(std::string(model::kFingerprintPrefix) + ids[told]));
    } else {
      ++failed;
      why = read.error->message;
    }
  }
  if (failed > 0) {
    query.answer.complete = false;
    query.answer.warnings.push_back(kit::counted(failed, "incident") + " could not be read: " + why);
  }
  if (told == ids.size()) return Told{};
  return Told{true, Place{Part::missing, {}, told == 0 ? place.id : ids[told - 1]}};
}

kit::Result<kit::Answer> answer_reconcile_alerts(kit::Query& query) {
  std::optional<kit::UtcTime> since;
  if (query.arguments().has("since")) {
    AH_TRY(auto moment,
           kit::parse_instant("since", query.arguments().text("since"), {query.now(), &query.zone(), kit::Lean::past}));
    since = moment;
  }
  AH_TRY(Place place, find_place(query));
  const bool is_first = !query.arguments().has("cursor");
  Page page(query);
  json::array gone;
  Told told;
  bool up_to_date = true;
  const auto go_on_with = [&](Part part) {
    place = Place{part, {reads::IncidentSort::newest, 0, query.now(), {}}, {}};
  };
  if (place.part == Part::open) {
    AH_TRY(told, tell_open(query, place, page));
    up_to_date = told.is_whole;
    if (!told.next) go_on_with(Part::closed);
  }
  const std::size_t open = page.size();
  const bool knows_open = is_first && !told.next;
  if (!told.next && place.part == Part::closed) {
    if (since) told = tell_closed(query, *since, place, page);
    up_to_date = up_to_date && told.is_whole;
    if (!told.next) go_on_with(Part::missing);
  }
  if (!told.next) told = tell_missing(query, place, page, gone);

  kit::Answer& answer = query.answer;
  answer.returned = static_cast<std::int64_t>(page.size());
  answer.summary = kit::counted(page.size(), "event") + ": " + kit::counted(open, "open incident") + ", " +
                   std::to_string(page.size() - open) + " closed or changed." +
                   (told.next ? " The next page tells the rest." : "");
  answer.data["events"] = page.take_events();
  answer.data["up_to_date"] = up_to_date;
  if (knows_open) answer.data["open_in_pagerduty"] = open;
  answer.data["gone"] = std::move(gone);
  if (told.next) answer.data["next_cursor"] = render_place(*told.next);
  return std::move(answer);
}

}  // namespace

const kit::Operation kReconcileAlerts{
    "reconcile_alerts",
    "Reconcile alerts",
    "Events that bring the host's alerts up to date: every open incident, those closed "
    "since `since`, and the fate of each open alert that "
    "PagerDuty no longer lists; in pages.",
    kit::Audience::host,
    kReconcileAlertsParameters,
    kReconcileAlertsResult,
    500,
    answer_reconcile_alerts,
    "reconcile/1"};

}  // namespace autoheal::pagerduty::operations
