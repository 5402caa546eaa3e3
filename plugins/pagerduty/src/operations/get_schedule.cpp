// "Who is on the payments rotation this week, with overrides and gaps?"
#include "api/schedules.hpp"
#include "kit/answer/json_of.hpp"
#include "kit/answer/rows.hpp"
#include "kit/answer/sentences.hpp"
#include "kit/time/rfc3339.hpp"
#include "kit/time/time_phrase.hpp"
#include "operations/operation_table.hpp"
#include "reads/account_context.hpp"
#include "reads/json/on_call_json.hpp"
#include "reads/on_call_reads.hpp"
#include "reads/resolve.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <map>

namespace autoheal::pagerduty::operations {
namespace {

namespace json = boost::json;

constexpr std::chrono::days kGetScheduleWindow{7};
constexpr std::chrono::days kLongestWindow{92};

constexpr kit::Parameter kGetScheduleParameters[] = {
    {"schedule", kit::ParameterType::text, "name, id or URL", "", true},
    {"window", kit::ParameterType::text, "default the next 7 days: \"this week\", \"next month\"", ""},
};

constexpr std::string_view kGetScheduleResult =
    R"json({"type":"object","required":["schedule","shifts","overrides","gaps"],"properties":{
"schedule":{"type":"object","required":["id","name","kind"],"properties":{"id":{"type":"string"},"name":{"type":"string"},
"kind":{"enum":["layer_based","shift_based"]},"description":{"type":"string"},"time_zone":{"type":"string"},"layers":{"type":"array"},
"teams":{"type":"array"},"escalation_policies":{"type":"array"},"coverage_percent":{"type":"integer"},"url":{"type":"string"}},"additionalProperties":false},
"on_call_now":{"type":"array"},
"shifts":{"type":"array","items":{"type":"object","required":["person","start","end","source"]}},
"overrides":{"type":"array"},"gaps":{"type":"array"}},"additionalProperties":false})json";

json::object shift_json(const model::Shift& shift, const kit::TimeZone& zone) {
  json::object out{{"person", json_of(shift.user)},           {"start", kit::render_rfc3339(shift.start)},
                   {"start_local", zone.render(shift.start)}, {"end", kit::render_rfc3339(shift.end)},
                   {"end_local", zone.render(shift.end)},     {"source", shift.is_override ? "override" : "rotation"}};
  kit::put(out, "layer", shift.layer);
  return out;
}

json::object facts_of(const model::Schedule& schedule) {
  json::object out{
      {"id", schedule.id}, {"name", schedule.name}, {"kind", schedule.shift_based ? "shift_based" : "layer_based"}};
  kit::put(out, "description", schedule.description);
  kit::put(out, "time_zone", schedule.time_zone);
  json::array layers;
  for (const std::string& layer : schedule.layers) layers.push_back(json::string(layer));
  if (!layers.empty()) out["layers"] = std::move(layers);
  kit::put(out, "teams", schedule.teams);
  kit::put(out, "escalation_policies", schedule.escalation_policies);
  if (schedule.coverage_percent) out["coverage_percent"] = std::llround(*schedule.coverage_percent);
  kit::put(out, "url", schedule.html_url);
  return out;
}

// Shift-based schedules name people by id only; the directory knows the names.
void name_people(kit::Query& query, model::Schedule& schedule) {
  bool nameless =
      std::any_of(schedule.shifts.begin(), schedule.shifts.end(), [](const auto& s) { return s.user.summary.empty(); });
  if (!nameless) return;
  reads::Kind kinds[] = {reads::Kind::user};
  const reads::Names names = reads::directory_of(query).get(query, kinds);
  if (!names.users) {
    query.answer.warnings.push_back("People are told by id: the users could not be read.");
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
                       const std::vector<reads::Gap>& gaps, const kit::Window& window, const kit::TimeZone& zone,
                       bool covers_now) {
  std::string out = schedule.name + ", " + zone.render(window.since) + " to " + zone.render(window.until) + ": " +
                    kit::counted(shifts, "shift") + ", " + kit::counted(schedule.overrides.size(), "override") + ", " +
                    kit::counted(gaps.size(), "gap") + ".";
  if (!now.empty()) {
    std::vector<std::string> people;
    for (const model::Shift* shift : now) {
      people.push_back(shift->user.summary + (shift->is_override ? " (override, until " : " (until ") +
                       zone.render(shift->end) + ")");
    }
    out += " On call now: " + kit::enumerate(people, 3) + ".";
  } else if (covers_now) {
    out += " Nobody is on call in it now.";
  }
  return out;
}

kit::Result<kit::Window> window_of(kit::Query& query) {
  query.use_zone_of(query.arguments().text("window"));
  const kit::PhraseContext context{query.now(), &query.zone(), kit::Lean::future};
  kit::Window window{query.now(), query.now() + kGetScheduleWindow, query.zone().name(), "next 7 days"};
  if (query.arguments().has("window")) {
    AH_TRY(auto parsed, kit::parse_window("window", query.arguments().text("window"), context));
    window = std::move(parsed);
  }
  if (window.until - window.since > kLongestWindow) {
    return kit::failure(kit::argument_error("window", "is longer than 92 days", "Ask for one month at a time."));
  }
  query.answer.arguments["window"] = kit::render_rfc3339(window.since) + " to " + kit::render_rfc3339(window.until);
  return window;
}

kit::Result<kit::Answer> answer_get_schedule(kit::Query& query) {
  AH_TRY(auto window, window_of(query));
  reads::Names names;
  reads::Kind kinds[] = {reads::Kind::schedule};
  AH_TRY(auto thing, reads::resolve_argument(query, "schedule", reads::Kind::schedule, names, kinds));
  auto known =
      std::find_if(names.schedules->begin(), names.schedules->end(), [&](const auto& s) { return s.id == thing.id; });
  const auto read = reads::read_schedule(query, thing.id, known != names.schedules->end() && known->shift_based,
                                         window.since, window.until);
  query.exchange().run();
  if (read->error) return kit::failure(*read->error);
  model::Schedule& schedule = *read->value;
  name_people(query, schedule);
  const auto outside = [&](const model::Shift& s) { return s.end <= window.since || s.start >= window.until; };
  std::erase_if(schedule.shifts, outside);
  std::erase_if(schedule.overrides, outside);
  const std::vector<reads::Gap> gaps = reads::gaps_in(schedule, window.since, window.until);

  const bool covers_now = window.since <= query.now() && query.now() < window.until;
  std::vector<const model::Shift*> now;
  for (const model::Shift& shift : schedule.shifts) {
    if (covers_now && shift.start <= query.now() && query.now() < shift.end) now.push_back(&shift);
  }
  kit::Answer& answer = query.answer;
  answer.summary = summary_of(schedule, now, schedule.shifts.size(), gaps, window, query.zone(), covers_now);
  answer.data["schedule"] = facts_of(schedule);
  json::array people;
  for (const model::Shift* shift : now) people.push_back(shift_json(*shift, query.zone()));
  if (covers_now) answer.data["on_call_now"] = std::move(people);
  json::array overrides;
  for (const model::Shift& shift : schedule.overrides) overrides.push_back(shift_json(shift, query.zone()));
  answer.data["overrides"] = std::move(overrides);
  answer.data["gaps"] = json_of(gaps, query.zone());
  std::vector<json::object> rows;
  for (const model::Shift& shift : schedule.shifts) rows.push_back(shift_json(shift, query.zone()));
  if (rows.empty()) answer.why_empty.push_back("No rotation or override of this schedule covers that window.");
  AH_TRY_VOID(kit::set_rows(query, "shifts", "shifts", std::move(rows), 200, kit::Extent::whole));
  answer.links.push_back({schedule.name, schedule.html_url});
  answer.window = std::move(window);
  answer.untrusted = {"/schedule/name", "/schedule/description", "/schedule/layers/*", "/shifts/*/person/name",
                      "/overrides/*/person/name"};
  kit::may_shrink(query, kit::Shrink::How::texts, "/schedule/description", "the description", 300);
  kit::may_shrink(query, kit::Shrink::How::rows, "/overrides", "overrides", 3);
  kit::may_shrink(query, kit::Shrink::How::rows, "/gaps", "gaps", 3);
  kit::may_drop(query, "details of the schedule",
                {"/schedule/layers", "/schedule/teams", "/schedule/escalation_policies", "/schedule/description"});
  kit::may_shrink(query, kit::Shrink::How::rows, "/overrides", "overrides", 0);
  kit::may_shrink(query, kit::Shrink::How::rows, "/gaps", "gaps", 0);
  return std::move(answer);
}

}  // namespace

const kit::Operation kGetSchedule{
    "get_schedule",
    "On-call schedule",
    "The effective schedule over a window: shifts with overrides applied, the overrides, and "
    "gaps said aloud; both layer-based and "
    "shift-based schedules. 1 to 4 upstream calls.",
    kit::Audience::agent,
    kGetScheduleParameters,
    kGetScheduleResult,
    120,
    answer_get_schedule};

}  // namespace autoheal::pagerduty::operations
