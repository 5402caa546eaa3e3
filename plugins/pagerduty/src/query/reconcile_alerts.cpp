// For the host after a gap: events that bring its alerts up to date with what PagerDuty says now (the role reconcile/1
// of docs/documents.md section 6).
//
// In pages, and nothing is kept between them: first what is open, newest first, then what was closed since, then one by
// one what the host has open and no page told. A cursor is the part and the key of the last row that was told.
#include <algorithm>
#include <boost/json.hpp>
#include <set>

#include "base/rfc3339.hpp"
#include "query/incident_json.hpp"
#include "query/incident_order.hpp"
#include "query/incident_scan.hpp"
#include "query/json_of.hpp"
#include "query/operation_table.hpp"
#include "query/reads.hpp"
#include "query/rows.hpp"
#include "query/time_phrase.hpp"
#include "webhook/alert_event.hpp"

namespace autoheal::pagerduty::query {
namespace {

namespace json = boost::json;
using model::Incident;

constexpr std::string_view kPrefix = "pagerduty:";
constexpr std::size_t kMostSingleReads = 300;  // incidents asked for one by one, in one page
constexpr std::size_t kMostEvents = kMostRows;
constexpr std::chrono::minutes kOverlap{5};  // clocks and deliveries are never quite in step
constexpr std::chrono::days kFurthestBack{30};

constexpr Parameter kReconcileAlertsParameters[] = {
    {"open", ParameterType::text_list, "fingerprints of the host's open alerts that no page has told yet", "", false, 0,
     10'000},
    {"since", ParameterType::text, "when the host was last known to be up to date", ""},
};

constexpr std::string_view kReconcileAlertsResult =
    R"json({"type":"object","required":["events","up_to_date"],"properties":{
"events":{"type":"array","items":{"type":"object","required":["event_id","kind","occurred_at","alert","reconciled"]}},
"up_to_date":{"type":"boolean"},"open_in_pagerduty":{"type":"integer"},"gone":{"type":"array"},
"next_cursor":{"type":"string"}},"additionalProperties":false})json";

webhook::IncidentFacts facts_of(const Incident& incident) {
  webhook::IncidentFacts facts;
  facts.id = incident.id;
  if (incident.number > 0) facts.number = incident.number;
  facts.html_url = incident.html_url;
  facts.status = incident.status;
  facts.title = incident.title;
  facts.incident_key = incident.incident_key;
  facts.created_at = render_rfc3339(incident.created_at);
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

webhook::EventKind kind_of(const Incident& incident) {
  if (incident.status == "resolved") return webhook::EventKind::resolved;
  if (incident.status == "acknowledged") return webhook::EventKind::acknowledged;
  bool was_more =
      incident.last_status_change_at && *incident.last_status_change_at > incident.created_at + std::chrono::seconds{1};
  return was_more ? webhook::EventKind::unacknowledged : webhook::EventKind::triggered;
}

UtcTime changed_at(const Incident& incident) {
  if (auto end = incident.ended_at()) return *end;
  return incident.last_status_change_at.value_or(incident.created_at);
}

// The same state gives the same event id: applying it twice changes nothing.
json::object event_of(const Call& call, const Incident& incident) {
  webhook::EventKind kind = kind_of(incident);
  webhook::MappingRules rules{call.context().settings.labels, call.context().settings.severity_map};
  webhook::AlertEvent event;
  event.kind = kind;
  event.event_type = "incident." + std::string(webhook::name(kind));
  // REST tells whole seconds, webhooks milliseconds. What is read now is what that second ended with, so it goes after
  // everything that a webhook told of that second.
  event.occurred_at = std::min(changed_at(incident) + std::chrono::milliseconds{999}, call.now());
  event.event_id = "reconciled:" + incident.id + ":" + incident.status + ":" + render_rfc3339(changed_at(incident));
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
  IncidentCursor rows;  // open, closed: behind its key
  std::string id;       // missing: behind this one
};

std::string render_place(const Place& place) {
  return static_cast<char>(place.part) + (place.part == Part::missing ? place.id : render_cursor(place.rows));
}

Result<Place> find_place(const Call& call) {
  Place place{Part::open, {IncidentSort::newest, 0, call.now(), {}}, {}};
  if (!call.arguments().has("cursor")) return place;
  const std::string_view text = call.arguments().text("cursor");
  const std::string_view key = text.substr(1);
  place.part = static_cast<Part>(text.front());
  switch (place.part) {
    case Part::missing:
      place.id = key;
      return place;
    case Part::open:
    case Part::closed:
      if (const auto cursor = parse_cursor(key); cursor && cursor->sort == IncidentSort::newest) {
        place.rows = *cursor;
        return place;
      }
  }
  return failure(
      argument_error("cursor", "is not a cursor of this operation", "Pass data.next_cursor of the page before."));
}

// The events of one page; it is full when the host's limit or three quarters of its bytes are reached.
class Page {
 public:
  explicit Page(const Call& call)
      : call_(call), most_(call.limit(kMostEvents)), most_bytes_(call.context().scope.max_result_bytes / 4 * 3) {}

  std::size_t room() const { return most_ - events_.size(); }

  // False if the incident did not fit; the first one always does.
  bool add(const Incident& incident) {
    json::object event = event_of(call_, incident);
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
  const Call& call_;
  std::size_t most_;
  std::size_t most_bytes_;
  std::size_t bytes_ = 0;
  std::vector<std::pair<UtcTime, json::object>> events_;
  std::set<std::string> known_;
};

// What became of one part of the reconciliation in this page.
struct Told {
  bool is_whole = true;       // nothing of it is missing for another reason than the page's end
  std::optional<Place> next;  // the page ended before the part did
};

UtcTime created_second(const Incident& incident) {
  return std::chrono::floor<std::chrono::seconds>(incident.created_at);
}

// PagerDuty's order within a second is its own, so a page is made of seconds that were read to their end.
void ask_for_room(IncidentQuestion& question, const Place& place, const IncidentOrder& order, std::size_t room) {
  question.wanted = place.rows.done + room;
  question.enough = [place, order, room](const std::vector<const Incident*>& rows) {
    if (rows.empty()) return false;
    const UtcTime last = created_second(*rows.back());
    const auto sure = std::count_if(rows.begin(), rows.end(), [&](const Incident* row) {
      return created_second(*row) != last && (!place.rows.last || order.before(*place.rows.last, order.key_of(*row)));
    });
    return static_cast<std::size_t>(sure) > room;
  };
}

Result<Told> tell_rows(Call& call, IncidentQuestion question, Place place, Page& page) {
  const IncidentOrder order(IncidentSort::newest, place.rows.as_of);
  ask_for_room(question, place, order, page.room());
  IncidentScan scan = scan_incidents(call, question);
  if (scan.error && scan.rows.empty()) return failure(*scan.error);
  order.sort(scan.rows);
  const auto was_told = [&](const Incident& row) {
    return place.rows.last && !order.before(*place.rows.last, order.key_of(row));
  };
  std::erase_if(scan.rows, was_told);
  for (const Incident& incident : scan.rows) {
    if (!page.add(incident)) return Told{true, place};
    place.rows.last = order.key_of(incident);
    ++place.rows.done;
  }
  if (!scan.more) return Told{};
  call.answer.complete = false;
  call.answer.warnings.push_back("The " +
                                 std::string(place.part == Part::open ? "open incidents" : "incidents closed since") +
                                 " could not all be read" + (scan.error ? ": " + scan.error->message : "."));
  return Told{false, {}};
}

Result<Told> tell_open(Call& call, const Place& place, Page& page) {
  IncidentQuestion question;
  question.filter.statuses = {"triggered", "acknowledged"};
  return tell_rows(call, std::move(question), place, page);
}

// Incidents that were opened and closed while the host was away. Without them the host is not up to date.
Told tell_closed(Call& call, UtcTime since, const Place& place, Page& page) {
  IncidentQuestion question;
  question.filter.statuses = {"resolved"};
  question.window = Window{std::max(since - kOverlap, call.now() - kFurthestBack), call.now(), {}, {}};
  auto told = tell_rows(call, std::move(question), place, page);
  if (told.has_value()) return told.value();
  call.answer.complete = false;
  call.answer.warnings.push_back("The incidents closed since could not be read: " + told.error().message);
  return Told{false, {}};
}

// The ids that the host has open and that neither this page nor one before it told, in order.
std::vector<std::string> find_missing(const Call& call, const Place& place, const Page& page) {
  std::set<std::string> ids;
  for (std::string_view fingerprint : call.arguments().list("open")) {
    if (fingerprint.starts_with(kPrefix)) fingerprint.remove_prefix(kPrefix.size());
    std::string id(fingerprint);
    if (id > place.id && !page.tells(id)) ids.insert(std::move(id));
  }
  return {ids.begin(), ids.end()};
}

// What became of them, one by one. What could not be read stays open at the host, which asks for it again.
Told tell_missing(Call& call, const Place& place, Page& page, json::array& gone) {
  const std::vector<std::string> ids = find_missing(call, place, page);
  const std::size_t count = std::min({ids.size(), kMostSingleReads, page.room()});
  std::vector<std::shared_ptr<OneRead<Incident>>> reads;
  for (std::size_t i = 0; i < count; ++i) {
    reads.push_back(read_one<Incident>(call.exchange(), {"/incidents/" + ids[i], {}}, "incident", api::read_incident));
  }
  call.exchange().run();
  std::size_t failed = 0;
  std::string why;
  std::size_t told = 0;
  for (; told < count; ++told) {
    OneRead<Incident>& read = *reads[told];
    if (read.value) {
      if (!page.add(*read.value)) break;
    } else if (read.error->code == Errc::not_found) {
      gone.push_back(json::string(std::string(kPrefix) + ids[told]));
    } else {
      ++failed;
      why = read.error->message;
    }
  }
  if (failed > 0) {
    call.answer.complete = false;
    call.answer.warnings.push_back(counted(failed, "incident") + " could not be read: " + why);
  }
  if (told == ids.size()) return Told{};
  return Told{true, Place{Part::missing, {}, told == 0 ? place.id : ids[told - 1]}};
}

Result<Answer> answer_reconcile_alerts(Call& call) {
  std::optional<UtcTime> since;
  if (call.arguments().has("since")) {
    AH_TRY(auto moment, parse_instant("since", call.arguments().text("since"), {call.now(), &call.zone(), Lean::past}));
    since = moment;
  }
  AH_TRY(Place place, find_place(call));
  const bool is_first = !call.arguments().has("cursor");
  Page page(call);
  json::array gone;
  Told told;
  bool up_to_date = true;
  const auto go_on_with = [&](Part part) { place = Place{part, {IncidentSort::newest, 0, call.now(), {}}, {}}; };
  if (place.part == Part::open) {
    AH_TRY(told, tell_open(call, place, page));
    up_to_date = told.is_whole;
    if (!told.next) go_on_with(Part::closed);
  }
  const std::size_t open = page.size();
  const bool knows_open = is_first && !told.next;
  if (!told.next && place.part == Part::closed) {
    if (since) told = tell_closed(call, *since, place, page);
    up_to_date = up_to_date && told.is_whole;
    if (!told.next) go_on_with(Part::missing);
  }
  if (!told.next) told = tell_missing(call, place, page, gone);

  Answer& answer = call.answer;
  answer.returned = static_cast<std::int64_t>(page.size());
  answer.summary = counted(page.size(), "event") + ": " + counted(open, "open incident") + ", " +
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

const Operation kReconcileAlerts{"reconcile_alerts",
                                 "Reconcile alerts",
                                 "Events that bring the host's alerts up to date: every open incident, those closed "
                                 "since `since`, and the fate of each open alert that "
                                 "PagerDuty no longer lists; in pages.",
                                 Audience::host,
                                 kReconcileAlertsParameters,
                                 kReconcileAlertsResult,
                                 500,
                                 answer_reconcile_alerts,
                                 "reconcile/1"};

}  // namespace autoheal::pagerduty::query
