#include "schedule/classic.hpp"

#include <algorithm>

namespace simulator {
namespace {

std::int64_t floor_div(std::int64_t a, std::int64_t b) { return a / b - (a % b < 0 ? 1 : 0); }

// The turns of a rotation, ignoring restrictions and the layer's own limits.
std::vector<Span> turns(const ScheduleLayer& layer, const Zone& zone, Millis since, Millis until) {
  std::vector<Span> out;
  const auto people = static_cast<std::int64_t>(layer.users.size());
  const bool by_wall_clock = layer.turn_length % kDay == 0;
  const Millis origin = by_wall_clock ? zone.to_local(layer.rotation_virtual_start) : layer.rotation_virtual_start;
  const auto boundary = [&](std::int64_t turn) {
    const Millis at = origin + turn * layer.turn_length;
    return by_wall_clock ? zone.to_utc(at) : at;
  };
  // One turn early: a wall-clock turn can be an hour shorter than its nominal length.
  for (std::int64_t turn = floor_div(since - layer.rotation_virtual_start, layer.turn_length) - 1;; ++turn) {
    const Millis start = boundary(turn);
    if (start >= until) break;
    const Millis end = boundary(turn + 1);
    if (end <= since) continue;
    const std::int64_t person = ((turn % people) + people) % people;
    out.push_back({start, end, layer.users[static_cast<std::size_t>(person)]});
  }
  return out;
}

// The hours in which a restricted layer is open.
std::vector<Span> open_hours(const std::vector<Restriction>& restrictions, const Zone& zone, Millis since,
                             Millis until) {
  std::vector<Span> out;
  const Millis first_day = floor_div(zone.to_local(since), kDay) * kDay - kWeek;
  for (const Restriction& restriction : restrictions) {
    for (Millis day = first_day; day <= zone.to_local(until); day += kDay) {
      if (restriction.weekly && iso_weekday(day) != restriction.start_day_of_week) continue;
      const Millis local = day + restriction.start_time_of_day;
      const Span span{zone.to_utc(local), zone.to_utc(local + restriction.duration), 0};
      if (span.end > since && span.start < until) out.push_back(span);
    }
  }
  std::sort(out.begin(), out.end(), [](const Span& a, const Span& b) { return a.start < b.start; });
  return merge_neighbours(std::move(out));
}

}  // namespace

std::vector<Span> layer_spans(const ScheduleLayer& layer, const Zone& zone, Millis since, Millis until) {
  if (layer.users.empty()) return {};
  // Looked at a little beyond the window so that spans at its edges keep their true ends.
  const Millis margin = std::max(2 * layer.turn_length, 8 * kDay);
  const Millis from = std::max(layer.start, since - margin);
  const Millis to = layer.end ? std::min(*layer.end, until + margin) : until + margin;
  if (from >= to) return {};
  std::vector<Span> spans = clip(turns(layer, zone, from, to), layer.start, layer.end ? *layer.end : to + margin);
  if (!layer.restrictions.empty()) spans = intersect(spans, open_hours(layer.restrictions, zone, from, to));
  std::erase_if(spans, [&](const Span& span) { return span.end <= since || span.start >= until; });
  return spans;
}

std::vector<Span> override_spans(const Schedule& schedule, Millis since, Millis until) {
  std::vector<Span> out;
  for (const Override& entry : schedule.overrides) {
    if (entry.end > since && entry.start < until) out = overlay(out, {{entry.start, entry.end, entry.user}});
  }
  return out;
}

std::vector<Span> final_spans(const Schedule& schedule, Millis since, Millis until) {
  const Zone* zone = find_zone(schedule.time_zone);
  std::vector<Span> out;
  // A month of margin: an entry that reaches over the edge is then cut by its neighbours, not by the window.
  const Millis from = since - 31 * kDay;
  const Millis to = until + 31 * kDay;
  for (const ScheduleLayer& layer : schedule.layers) out = overlay(out, layer_spans(layer, *zone, from, to));
  out = merge_neighbours(overlay(out, override_spans(schedule, from, to)));
  std::erase_if(out, [&](const Span& span) { return span.end <= since || span.start >= until; });
  return out;
}

}  // namespace simulator
