// The shift-based schedules: GET /v3/schedules. People appear by id only.
#include "rest/directory_objects.hpp"
#include "rest/filters.hpp"
#include "rest/page.hpp"
#include "rest/resources.hpp"
#include "rest/window.hpp"
#include "schedule/shifts.hpp"
#include "schedule/spans.hpp"

namespace simulator {
namespace {

constexpr Millis kShiftTwoWeeks = 14 * kDay;

json::object member_object(const Account& account, Index user) {
  if (user == kNone) return json::object{{"type", "empty_member"}};
  return json::object{{"type", "user_member"}, {"user_id", account.users.at(user).id}};
}

json::object source_object(const ShiftAssignment& shift) {
  json::object out{{"type", shift.source}};
  if (shift.source_id.empty()) return out;
  const std::string_view type = shift.source;
  out[type == "schedule_rotation" ? "rotation_id"
      : type == "custom_shift"    ? "shift_id"
                                  : "override_id"] = shift.source_id;
  return out;
}

json::object zoned(Millis at, const Schedule& schedule) {
  return json::object{{"date_time", render_time(at, *find_zone(schedule.time_zone))},
                      {"time_zone", schedule.time_zone}};
}

json::object event_object(const Account& account, const Schedule& schedule, const ShiftEvent& event) {
  json::array members;
  for (const Index user : event.members) members.emplace_back(member_object(account, user));
  json::object strategy{
      {"type", event.every_member ? "every_member_assignment_strategy" : "rotating_member_assignment_strategy"}};
  if (!event.every_member) strategy["shifts_per_member"] = 1;
  strategy["members"] = std::move(members);
  const std::string rule = event.every_days % 7 == 0
                               ? "RRULE:FREQ=WEEKLY;INTERVAL=" + std::to_string(event.every_days / 7)
                               : "RRULE:FREQ=DAILY;INTERVAL=" + std::to_string(event.every_days);
  json::object out{{"id", event.id}, {"type", "schedule_event"}, {"name", event.name}};
  out["start_time"] = zoned(event.start, schedule);
  out["end_time"] = zoned(event.end, schedule);
  out["effective_since"] = render_time(event.effective_since, utc_zone());
  out["effective_until"] =
      event.effective_until ? json::value(render_time(*event.effective_until, utc_zone())) : json::value(nullptr);
  out["recurrence"] = json::array{json::value(rule)};
  out["assignment_strategy"] = std::move(strategy);
  return out;
}

json::object final_object(const Account& account, const Schedule& schedule, const Query& query, const Zone& zone) {
  const auto since = parse_time_parameter(query, "since", zone);
  const auto until = parse_time_parameter(query, "until", zone);
  const Millis from = since ? *since : (until ? *until - kShiftTwoWeeks : account.clock.now());
  const Millis to = until ? *until : from + kShiftTwoWeeks;
  if (to < from) throw ApiError{400, 2001, "Invalid request", {"must be later than since"}, "until"};
  const bool overflow = query.flag("overflow");
  json::array shifts;
  std::vector<Span> covered;
  for (const ShiftAssignment& shift : shift_assignments(schedule, from, to)) {
    const Millis start = overflow ? shift.start : std::max(shift.start, from);
    const Millis end = overflow ? shift.end : std::min(shift.end, to);
    json::object item{{"type", "computed_shift_assignment"}};
    item["start_time"] = render_time(start, zone);
    item["end_time"] = render_time(end, zone);
    item["member"] = member_object(account, shift.user);
    item["source"] = source_object(shift);
    shifts.emplace_back(std::move(item));
    if (shift.user != kNone) covered = overlay(covered, {{shift.start, shift.end, 0}});
  }
  return json::object{{"type", "final_schedule"},
                      {"rendered_coverage_percentage", coverage(covered, from, to)},
                      {"computed_shift_assignments", std::move(shifts)}};
}

Response list_shift_schedules(Call& call) {
  const Account& account = call.account;
  const Page page = parse_page(call.query, 100, 1000);
  const IdFilter teams = team_filter(call.query, account);
  const auto rows = rows_by_name(account.schedules, [&](Index i) {
    const Schedule& row = account.schedules.at(i);
    return row.shift_based && name_matches(call.query, row.name) && teams.accepts_any(row.teams);
  });
  json::object body = render_page("schedules", rows, page, [&](Index row) { return schedule_reference(account, row); });
  if (!page.want_total) body.erase("total");
  return json_response(200, body);
}

Response get_shift_schedule(Call& call) {
  const Account& account = call.account;
  const Index index = account.schedules.find(call.args[0]);
  if (index == kNone) fail_not_found();
  const Schedule& schedule = account.schedules.at(index);
  if (!schedule.shift_based) {
    fail(400, 2001, "This is a layer-based schedule. Use the v2 Schedules API to access it.");
  }
  const Zone& zone = parse_zone(call.query, *find_zone(schedule.time_zone));
  json::object out = schedule_summary_object(account, index);
  out["type"] = "schedule_v3";
  out["description"] = schedule.description;
  json::array rotations;
  for (const ShiftRotation& rotation : schedule.rotations) {
    json::array events;
    for (const ShiftEvent& event : rotation.events) events.emplace_back(event_object(account, schedule, event));
    rotations.emplace_back(
        json::object{{"id", rotation.id}, {"type", "schedule_rotation"}, {"events", std::move(events)}});
  }
  out["rotations"] = std::move(rotations);
  const Includes includes(call.query);
  if (includes.has("final_schedule")) out["final_schedule"] = final_object(account, schedule, call.query, zone);
  return json_response(200, json::object{{"schedule", std::move(out)}});
}

}  // namespace

void add_shift_schedule_routes(Router& router) {
  router.add("GET", "/v3/schedules", "schedules.read", list_shift_schedules);
  router.add("GET", "/v3/schedules/{id}", "schedules.read", get_shift_schedule);
}

}  // namespace simulator
