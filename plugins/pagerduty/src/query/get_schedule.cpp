// "Who is on the payments rotation this week, with overrides and gaps?"
#include <algorithm>
#include <boost/json.hpp>
#include <cmath>
#include <map>

#include "api/schedules.hpp"
#include "base/rfc3339.hpp"
#include "query/json_of.hpp"
#include "query/on_call_json.hpp"
#include "query/on_call_reads.hpp"
#include "query/operation_table.hpp"
#include "query/resolve.hpp"
#include "query/rows.hpp"
#include "query/time_phrase.hpp"

namespace autoheal::pagerduty::query {
namespace {

namespace json = boost::json;

constexpr std::chrono::days kGetScheduleWindow{7};
constexpr std::chrono::days kLongestWindow{92};

constexpr Parameter kGetScheduleParameters[] = {
    {"schedule", ParameterType::text, "name, id or URL", "", true},
    {"window", ParameterType::text, "default the next 7 days: \"this week\", \"next month\"", ""},
};

constexpr std::string_view kGetScheduleResult =
    R"json({"type":"object","required":["schedule","shifts","overrides","gaps"],"properties":{
"schedule":{"type":"object","required":["id","name","kind"],"properties":{"id":{"type":"string"},"name":{"type":"string"},
"kind":{"enum":["layer_based","shift_based"]},"description":{"type":"string"},"time_zone":{"type":"string"},"layers":{"type":"array"},
"teams":{"type":"array"},"escalation_policies":{"type":"array"},"coverage_percent":{"type":"integer"},"url":{"type":"string"}},"additionalProperties":false},
"on_call_now":{"type":"array"},
"shifts":{"type":"array","items":{"type":"object","required":["person","start","end","source"]}},
"overrides":{"type":"array"},"gaps":{"type":"array"}},"additionalProperties":false})json";

json::object shift_json(const model::Shift& shift, const TimeZone& zone) {
  json::object out{{"person", json_of(shift.user)},           {"start", render_rfc3339(shift.start)},
                   {"start_local", zone.render(shift.start)}, {"end", render_rfc3339(shift.end)},
                   {"end_local", zone.render(shift.end)},     {"source", shift.is_override ? "override" : "rotation"}};
  put(out, "layer", shift.layer);
  return out;
}

json::object facts_of(const model::Schedule& schedule) {
  json::object out{
      {"id", schedule.id}, {"name", schedule.name}, {"kind", schedule.shift_based ? "shift_based" : "layer_based"}};
  put(out, "description", schedule.description);
  put(out, "time_zone", schedule.time_zone);
  json::array layers;
  for (const std::string& layer : schedule.layers) layers.push_back(json::string(layer));
  if (!layers.empty()) out["layers"] = std::move(layers);
  put(out, "teams", schedule.teams);
  put(out, "escalation_policies", schedule.escalation_policies);
  if (schedule.coverage_percent) out["coverage_percent"] = std::llround(*schedule.coverage_percent);
  put(out, "url", schedule.html_url);
  return out;
}

// Shift-based schedules name people by id only; the directory knows the names.
void name_people(Call& call, model::Schedule& schedule) {
  bool nameless =
      std::any_of(schedule.shifts.begin(), schedule.shifts.end(), [](const auto& s) { return s.user.summary.empty(); });
  if (!nameless) return;
  Kind kinds[] = {Kind::user};
  Names names = call.context().directory.get(call, kinds);
  if (!names.users) {
    call.answer.warnings.push_back("People are told by id: the users could not be read.");
    return;
  }
  std::map<std::string, std::string> by_id;
  for (const model::User& user : *names.users) by_id[user.id] = user.name;
  for (auto* list : {&schedule.shifts, &schedule.overrides}) {
    for (model::Shift& shift : *list) {
      if (auto found = by_id.find(shift.user.id); shift.user.summary.empty() && found != by_id.end())
        shift.user.summary = found->second;
    }
  }
}

std::string summary_of(const model::Schedule& schedule, const std::vector<const model::Shift*>& now, std::size_t shifts,
                       const std::vector<Gap>& gaps, const Window& window, const TimeZone& zone, bool covers_now) {
  std::string out = schedule.name + ", " + zone.render(window.since) + " to " + zone.render(window.until) + ": " +
                    counted(shifts, "shift") + ", " + counted(schedule.overrides.size(), "override") + ", " +
                    counted(gaps.size(), "gap") + ".";
  if (!now.empty()) {
    std::vector<std::string> people;
    for (const model::Shift* shift : now) {
      people.push_back(shift->user.summary + (shift->is_override ? " (override, until " : " (until ") +
                       zone.render(shift->end) + ")");
    }
    out += " On call now: " + enumerate(people, 3) + ".";
  } else if (covers_now) {
    out += " Nobody is on call in it now.";
  }
  return out;
}

Result<Window> window_of(Call& call) {
  call.use_zone_of(call.arguments().text("window"));
  PhraseContext context{call.now(), &call.zone(), Lean::future};
  Window window{call.now(), call.now() + kGetScheduleWindow, call.zone().name(), "next 7 days"};
  if (call.arguments().has("window")) {
    AH_TRY(auto parsed, parse_window("window", call.arguments().text("window"), context));
    window = std::move(parsed);
  }
  if (window.until - window.since > kLongestWindow) {
    return failure(argument_error("window", "is longer than 92 days", "Ask for one month at a time."));
  }
  call.answer.arguments["window"] = render_rfc3339(window.since) + " to " + render_rfc3339(window.until);
  return window;
}

Result<Answer> answer_get_schedule(Call& call) {
  AH_TRY(auto window, window_of(call));
  Names names;
  Kind kinds[] = {Kind::schedule};
  AH_TRY(auto thing, resolve_argument(call, "schedule", Kind::schedule, names, kinds));
  auto known =
      std::find_if(names.schedules->begin(), names.schedules->end(), [&](const auto& s) { return s.id == thing.id; });
  auto read =
      read_schedule(call, thing.id, known != names.schedules->end() && known->shift_based, window.since, window.until);
  call.exchange().run();
  if (read->error) return failure(*read->error);
  model::Schedule& schedule = *read->value;
  name_people(call, schedule);
  auto outside = [&](const model::Shift& s) { return s.end <= window.since || s.start >= window.until; };
  std::erase_if(schedule.shifts, outside);
  std::erase_if(schedule.overrides, outside);
  std::vector<Gap> gaps = gaps_in(schedule, window.since, window.until);

  bool covers_now = window.since <= call.now() && call.now() < window.until;
  std::vector<const model::Shift*> now;
  for (const model::Shift& shift : schedule.shifts) {
    if (covers_now && shift.start <= call.now() && call.now() < shift.end) now.push_back(&shift);
  }
  Answer& answer = call.answer;
  answer.summary = summary_of(schedule, now, schedule.shifts.size(), gaps, window, call.zone(), covers_now);
  answer.data["schedule"] = facts_of(schedule);
  json::array people;
  for (const model::Shift* shift : now) people.push_back(shift_json(*shift, call.zone()));
  if (covers_now) answer.data["on_call_now"] = std::move(people);
  json::array overrides;
  for (const model::Shift& shift : schedule.overrides) overrides.push_back(shift_json(shift, call.zone()));
  answer.data["overrides"] = std::move(overrides);
  answer.data["gaps"] = json_of(gaps, call.zone());
  std::vector<json::object> rows;
  for (const model::Shift& shift : schedule.shifts) rows.push_back(shift_json(shift, call.zone()));
  if (rows.empty()) answer.why_empty.push_back("No rotation or override of this schedule covers that window.");
  AH_TRY_VOID(set_rows(call, "shifts", "shifts", std::move(rows), 200, Extent::whole));
  answer.links.push_back({schedule.name, schedule.html_url});
  answer.window = std::move(window);
  answer.untrusted = {"/schedule/name", "/schedule/description", "/schedule/layers/*", "/shifts/*/person/name",
                      "/overrides/*/person/name"};
  may_shrink(call, Shrink::How::texts, "/schedule/description", "the description", 300);
  may_shrink(call, Shrink::How::rows, "/overrides", "overrides", 3);
  may_shrink(call, Shrink::How::rows, "/gaps", "gaps", 3);
  may_drop(call, "details of the schedule",
           {"/schedule/layers", "/schedule/teams", "/schedule/escalation_policies", "/schedule/description"});
  may_shrink(call, Shrink::How::rows, "/overrides", "overrides", 0);
  may_shrink(call, Shrink::How::rows, "/gaps", "gaps", 0);
  return std::move(answer);
}

}  // namespace

const Operation kGetSchedule{"get_schedule",
                             "On-call schedule",
                             "The effective schedule over a window: shifts with overrides applied, the overrides, and "
                             "gaps said aloud; both layer-based and "
                             "shift-based schedules. 1 to 4 upstream calls.",
                             Audience::agent,
                             kGetScheduleParameters,
                             kGetScheduleResult,
                             120,
                             answer_get_schedule};

}  // namespace autoheal::pagerduty::query
