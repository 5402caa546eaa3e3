#include "api/schedules.hpp"

#include "api/untrusted.hpp"
#include "api/window.hpp"
#include "model/link.hpp"

#include <algorithm>

namespace autoheal::pagerduty::api {
namespace {

std::vector<model::Shift> read_entries(const kit::JsonReader& sub_schedule, bool is_override) {
  std::vector<model::Shift> out;
  for (const kit::JsonReader& item : sub_schedule.objects("rendered_schedule_entries")) {
    const auto start = item.optional_time("start");
    const auto end = item.optional_time("end");
    if (!start || !end) continue;
    model::Shift shift;
    shift.start = *start;
    shift.end = *end;
    shift.user = read_reference(item, "user");
    shift.is_override = is_override;
    out.push_back(std::move(shift));
  }
  return out;
}

// A final shift is an override if an override of the same person covers it.
void mark_overrides(model::Schedule& schedule) {
  for (model::Shift& shift : schedule.shifts) {
    shift.is_override = std::any_of(schedule.overrides.begin(), schedule.overrides.end(), [&](const auto& o) {
      return o.user.id == shift.user.id && o.start <= shift.start && shift.end <= o.end;
    });
  }
}

void read_common(const kit::JsonReader& reader, model::Schedule& schedule) {
  schedule.id = reader.text("id");
  schedule.name = read_text(reader, "name", kit::Lines::one, 255);
  if (schedule.name.empty()) schedule.name = read_text(reader, "summary", kit::Lines::one, 255);
  schedule.description = read_text(reader, "description");
  schedule.time_zone = read_text(reader, "time_zone", kit::Lines::one, 60);
  schedule.html_url = model::checked_link(reader.text_or("html_url"));
  schedule.teams = read_references(reader, "teams");
  schedule.escalation_policies = read_references(reader, "escalation_policies");
}

void sort_shifts(std::vector<model::Shift>& shifts) {
  std::stable_sort(shifts.begin(), shifts.end(), [](const auto& a, const auto& b) { return a.start < b.start; });
}

}  // namespace

kit::http::Request build_get_schedule(const std::string& id, bool shift_based, kit::UtcTime since, kit::UtcTime until) {
  kit::http::Request request{(shift_based ? "/v3/schedules/" : "/schedules/") + id, {{"time_zone", "UTC"}}};
  if (shift_based) request.params.emplace_back("include[]", "final_schedule");
  add_window(request, since, until);
  // Whole shifts, also where they reach beyond the window: "until when" needs their true ends.
  request.params.emplace_back("overflow", "true");
  return request;
}

model::Schedule read_schedule(const kit::JsonReader& reader) {
  model::Schedule schedule;
  read_common(reader, schedule);
  for (const kit::JsonReader& layer : reader.objects("schedule_layers")) {
    schedule.layers.push_back(read_text(layer, "name", kit::Lines::one, 255));
  }
  if (auto overrides = reader.optional_object("overrides_subschedule"))
    schedule.overrides = read_entries(*overrides, true);
  if (auto final_schedule = reader.optional_object("final_schedule")) {
    schedule.shifts = read_entries(*final_schedule, false);
    schedule.coverage_percent = final_schedule->optional_number("rendered_coverage_percentage");
  }
  mark_overrides(schedule);
  sort_shifts(schedule.shifts);
  return schedule;
}

model::Schedule read_v3_schedule(const kit::JsonReader& reader) {
  model::Schedule schedule;
  read_common(reader, schedule);
  schedule.shift_based = true;
  for (const kit::JsonReader& rotation : reader.objects("rotations")) {
    const std::string name = read_text(rotation, "name", kit::Lines::one, 255);
    schedule.layers.push_back(name.empty() ? read_text(rotation, "summary", kit::Lines::one, 255) : name);
  }
  const auto final_schedule = reader.optional_object("final_schedule");
  if (!final_schedule) return schedule;
  schedule.coverage_percent = final_schedule->optional_number("rendered_coverage_percentage");
  for (const kit::JsonReader& item : final_schedule->objects("computed_shift_assignments")) {
    const auto start = item.optional_time("start_time");
    const auto end = item.optional_time("end_time");
    const auto member = item.optional_object("member");
    if (!start || !end || !member || member->text_or("type").starts_with("empty")) continue;
    model::Shift shift;
    shift.start = *start;
    shift.end = *end;
    shift.user = {member->text_or("user_id"), "user", read_text(*member, "summary", kit::Lines::one, 255), {}};
    if (auto user = member->optional_object("user"); user && shift.user.id.empty()) shift.user = read_self(*user);
    if (auto source = item.optional_object("source")) {
      const std::string type = source->text_or("type");
      shift.is_override = type.find("override") != std::string::npos || type.starts_with("custom_shift");
      shift.layer = read_text(*source, "summary", kit::Lines::one, 255);
    }
    if (shift.user.id.empty()) continue;
    if (shift.is_override) schedule.overrides.push_back(shift);
    schedule.shifts.push_back(std::move(shift));
  }
  sort_shifts(schedule.shifts);
  sort_shifts(schedule.overrides);
  return schedule;
}

bool is_other_generation(const kit::Error& error) {
  return error.http_status == 400 && error.message.find("schedule") != std::string::npos &&
         (error.message.find("shift-based") != std::string::npos ||
          error.message.find("layer-based") != std::string::npos ||
          error.message.find("v3 Schedules API") != std::string::npos);
}

}  // namespace autoheal::pagerduty::api
