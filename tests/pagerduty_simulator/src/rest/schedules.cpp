// The layer-based schedules: GET /schedules and what lies below.
#include "rest/directory_objects.hpp"
#include "rest/filters.hpp"
#include "rest/page.hpp"
#include "rest/resources.hpp"
#include "rest/window.hpp"
#include "schedule/classic.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace simulator {
namespace {

constexpr Millis kTwoWeeks = 14 * kDay;

struct Rendering {
  bool wanted = false;  // entries are rendered only if since or until is given
  TimeWindow window;
  bool overflow = false;
};

Rendering parse_rendering(const Query& query, const Zone& zone) {
  Rendering out;
  const auto since = parse_time_parameter(query, "since", zone);
  const auto until = parse_time_parameter(query, "until", zone);
  out.wanted = since || until;
  if (!out.wanted) return out;
  out.window.since = since ? *since : *until - kTwoWeeks;
  out.window.until = until ? *until : *since + kTwoWeeks;
  if (out.window.until < out.window.since) fail(400, 2004, "Invalid Since/Until Parameter Values");
  out.overflow = query.flag("overflow");
  return out;
}

// The rendered members of a layer or sub-schedule.
void add_entries(const Account& account, const std::vector<Span>& spans, const Rendering& rendering, const Zone& zone,
                 json::object& out) {
  json::array entries;
  if (rendering.wanted) {
    const auto& window = rendering.window;
    for (const Span& span : rendering.overflow ? spans : clip(spans, window.since, window.until)) {
      entries.emplace_back(json::object{{"start", render_time(span.start, zone)},
                                        {"end", render_time(span.end, zone)},
                                        {"user", user_reference(account, span.user)}});
    }
    out["rendered_coverage_percentage"] = coverage(spans, window.since, window.until);
  } else {
    out["rendered_coverage_percentage"] = nullptr;
  }
  out["rendered_schedule_entries"] = std::move(entries);
}

json::object restriction_object(const Restriction& restriction) {
  json::object out;
  out["type"] = restriction.weekly ? "weekly_restriction" : "daily_restriction";
  out["start_time_of_day"] = render_time(restriction.start_time_of_day, utc_zone()).substr(11, 8);
  out["duration_seconds"] = restriction.duration / kSecond;
  if (restriction.weekly) out["start_day_of_week"] = restriction.start_day_of_week;
  return out;
}

json::object layer_object(const Account& account, const ScheduleLayer& layer, const Rendering& rendering,
                          const Zone& own, const Zone& zone) {
  json::object out{{"id", layer.id}, {"name", layer.name}};
  out["start"] = render_time(layer.start, zone);
  out["end"] = layer.end ? json::value(render_time(*layer.end, zone)) : json::value(nullptr);
  out["rotation_virtual_start"] = render_time(layer.rotation_virtual_start, zone);
  out["rotation_turn_length_seconds"] = layer.turn_length / kSecond;
  json::array users;
  for (const Index user : layer.users) users.emplace_back(json::object{{"user", user_reference(account, user)}});
  out["users"] = std::move(users);
  json::array restrictions;
  for (const Restriction& restriction : layer.restrictions) restrictions.emplace_back(restriction_object(restriction));
  out["restrictions"] = std::move(restrictions);
  std::vector<Span> spans;
  if (rendering.wanted) {
    spans = merge_neighbours(layer_spans(layer, own, rendering.window.since, rendering.window.until));
  }
  add_entries(account, spans, rendering, zone, out);
  return out;
}

json::array layers(const Account& account, const Schedule& schedule, const Rendering& rendering, const Zone& zone) {
  json::array out;
  // The highest layer comes first.
  for (auto layer = schedule.layers.rbegin(); layer != schedule.layers.rend(); ++layer) {
    out.emplace_back(layer_object(account, *layer, rendering, *find_zone(schedule.time_zone), zone));
  }
  return out;
}

json::object overrides_object(const Account& account, const Schedule& schedule, const Rendering& rendering,
                              const Zone& zone) {
  json::object out{{"name", "Overrides"}};
  std::vector<Span> spans;
  if (rendering.wanted) spans = override_spans(schedule, rendering.window.since, rendering.window.until);
  add_entries(account, spans, rendering, zone, out);
  return out;
}

json::object final_object(const Account& account, const Schedule& schedule, const Rendering& rendering,
                          const Zone& zone) {
  json::object out{{"name", "Final Schedule"}};
  std::vector<Span> spans;
  if (rendering.wanted) spans = final_spans(schedule, rendering.window.since, rendering.window.until);
  add_entries(account, spans, rendering, zone, out);
  return out;
}

json::value next_oncall(const Account& account, const Schedule& schedule, const Query& query, const Zone& zone) {
  const auto id = query.get("include_next_oncall_for_user");
  const Index user = id ? account.users.find(*id) : kNone;
  if (user == kNone) return nullptr;
  const Millis now = account.clock.now();
  for (const Span& span : final_spans(schedule, now, now + 90 * kDay)) {
    if (span.user != user) continue;
    return json::object{{"start", render_time(span.start, zone)},
                        {"end", render_time(span.end, zone)},
                        {"user", user_reference(account, user)}};
  }
  return nullptr;
}

Response list_schedules(Call& call) {
  const Account& account = call.account;
  const Page page = parse_page(call.query);
  const IdFilter teams = team_filter(call.query, account);
  const Includes includes(call.query);
  const Zone& fallback = call.key.user == kNone ? *account.zone : *find_zone(account.users.at(call.key.user).time_zone);
  const Zone& zone = parse_zone(call.query, fallback);
  const Rendering rendering = parse_rendering(call.query, zone);
  const auto rows = rows_by_name(account.schedules, [&](Index i) {
    const Schedule& row = account.schedules.at(i);
    return !row.shift_based && name_matches(call.query, row.name) && teams.accepts_any(row.teams);
  });
  return json_response(200, render_page("schedules", rows, page, [&](Index row) {
                         const Schedule& schedule = account.schedules.at(row);
                         json::object out = schedule_summary_object(account, row);
                         if (includes.has("schedule_layers")) {
                           out["schedule_layers"] = layers(account, schedule, rendering, zone);
                         }
                         if (includes.has("overrides_subschedule")) {
                           out["overrides_subschedule"] = overrides_object(account, schedule, rendering, zone);
                         }
                         if (includes.has("final_schedule")) {
                           out["final_schedule"] = final_object(account, schedule, rendering, zone);
                         }
                         return out;
                       }));
}

// 404 for an unknown id, 400 for a schedule of the other generation.
const Schedule& find_schedule(const Call& call, Index& index) {
  index = call.account.schedules.find(call.args[0]);
  if (index == kNone) fail_not_found();
  const Schedule& schedule = call.account.schedules.at(index);
  if (schedule.shift_based) {
    fail(400, 2001, "This is a shift-based schedule. Use the v3 Schedules API to access it.");
  }
  return schedule;
}

Response get_schedule(Call& call) {
  const Account& account = call.account;
  Index index = kNone;
  const Schedule& schedule = find_schedule(call, index);
  const Zone& zone = parse_zone(call.query, *find_zone(schedule.time_zone));
  const Rendering rendering = parse_rendering(call.query, zone);
  json::object out = schedule_summary_object(account, index);
  out["schedule_layers"] = layers(account, schedule, rendering, zone);
  out["overrides_subschedule"] = overrides_object(account, schedule, rendering, zone);
  out["final_schedule"] = final_object(account, schedule, rendering, zone);
  out["next_oncall_for_user"] = next_oncall(account, schedule, call.query, zone);
  return json_response(200, json::object{{"schedule", std::move(out)}});
}

Response users(Call& call) {
  const Account& account = call.account;
  Index index = kNone;
  const Schedule& schedule = find_schedule(call, index);
  const Rendering rendering = parse_rendering(call.query, *find_zone(schedule.time_zone));
  std::vector<Index> people = users_of_schedule(account, index);
  if (rendering.wanted) {
    std::set<Index> found;
    for (const Span& span : final_spans(schedule, rendering.window.since, rendering.window.until))
      found.insert(span.user);
    people.assign(found.begin(), found.end());
  }
  json::array out;
  for (const Index user : people) out.emplace_back(user_object(account, user, Includes(), false));
  return json_response(200, json::object{{"users", std::move(out)}});
}

Response overrides(Call& call) {
  Index index = kNone;
  const Schedule& schedule = find_schedule(call, index);
  const Zone& zone = *find_zone(schedule.time_zone);
  if (!call.query.has("since") || !call.query.has("until")) {
    fail(400, 2003, "Missing Arguments", {"Since and until parameters are required."});
  }
  const Rendering rendering = parse_rendering(call.query, zone);
  json::array out;
  for (const Override& row : schedule.overrides) {
    if (row.end <= rendering.window.since || row.start >= rendering.window.until) continue;
    if (call.query.flag("editable") && row.end <= call.account.clock.now()) continue;
    const Millis start = rendering.overflow ? row.start : std::max(row.start, rendering.window.since);
    const Millis end = rendering.overflow ? row.end : std::min(row.end, rendering.window.until);
    out.emplace_back(json::object{{"id", row.id},
                                  {"start", render_time(start, zone)},
                                  {"end", render_time(end, zone)},
                                  {"user", user_reference(call.account, row.user)}});
  }
  return json_response(200, json::object{{"overrides", std::move(out)}});
}

}  // namespace

void add_schedule_routes(Router& router) {
  router.add("GET", "/schedules", "schedules.read", list_schedules);
  router.add("GET", "/schedules/{id}", "schedules.read", get_schedule);
  router.add("GET", "/schedules/{id}/users", "users.read", users);
  router.add("GET", "/schedules/{id}/overrides", "schedules.read", overrides);
}

}  // namespace simulator
