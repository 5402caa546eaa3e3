// Schedules and escalation policies of the demo account. What is special in it: tonight's override, a schedule that has
// a gap right now, a shift-based schedule, a person who is always on call.
#include "base/random.hpp"
#include "data/demo_parts.hpp"
#include "data/people.hpp"

namespace simulator {
namespace {

class Builder {
 public:
  explicit Builder(Account& account) : account_(account), now_(account.started / kMinute * kMinute) {}

  Index user(std::string_view name) const { return account_.users.named(name); }
  Millis now() const { return now_; }

  // Local midnight of today, in that zone.
  Millis today(const Zone& zone) const { return zone.to_utc((zone.to_local(now_) / kDay) * kDay); }

  // A rotation that hands over at `hour`, on Mondays if weekly.
  ScheduleLayer rotation(const std::string& id_of, std::string name, const Zone& zone, int hour, Millis turn,
                         std::vector<Index> users) const {
    ScheduleLayer layer;
    layer.id = demo_id("layer", id_of + name);
    layer.name = std::move(name);
    // A Monday some three years ago, the same for every `now` of one week: who is on call moves on week by week.
    const Millis monday = (zone.to_local(now_) / kDay - iso_weekday(zone.to_local(now_)) + 1) * kDay;
    const Millis weeks = monday / kWeek;
    layer.start = zone.to_utc(monday - (weeks % 3 + 156) * kWeek + hour * kHour);
    layer.rotation_virtual_start = layer.start;
    layer.turn_length = turn;
    layer.users = std::move(users);
    return layer;
  }

  Schedule schedule(std::string name, std::string zone, std::string description, std::string_view team) const {
    Schedule out;
    out.id = demo_id("schedule", name);
    out.name = std::move(name);
    out.time_zone = std::move(zone);
    out.description = std::move(description);
    if (!team.empty()) out.teams = {account_.teams.named(team)};
    return out;
  }

  Override override_by(std::string_view name, Millis start, Millis end) const {
    return {demo_id("override", std::to_string(start - now_) + std::string(name)), start, end, user(name)};
  }

  static EscalationTarget at_schedule(Index schedule) { return {EscalationTarget::Kind::schedule, schedule}; }
  static EscalationTarget at_user(Index user) { return {EscalationTarget::Kind::user, user}; }

  void policy(std::string name, std::string_view team,
              std::vector<std::pair<int, std::vector<EscalationTarget>>> levels, std::string description = "") {
    EscalationPolicy out;
    out.id = demo_id("policy", name);
    out.description = std::move(description);
    out.team = team.empty() ? kNone : account_.teams.named(team);
    out.num_loops = 2;
    int level = 0;
    for (auto& [delay, targets] : levels) {
      EscalationRule rule;
      rule.id = demo_id("rule", name + std::to_string(++level));
      rule.delay_minutes = delay;
      rule.targets = std::move(targets);
      out.rules.push_back(std::move(rule));
    }
    out.name = std::move(name);
    account_.policies.add(std::move(out));
  }

 private:
  Account& account_;
  Millis now_;
};

void add_payments(Account& account, Builder& build) {
  const Zone& berlin = *find_zone("Europe/Berlin");
  const Millis hour = build.now() / kHour * kHour;

  Schedule primary =
      build.schedule("Payments on-call", "Europe/Berlin", "First line for checkout and payments", "Payments");
  primary.layers = {
      build.rotation("primary", "Weekly", berlin, 9, kWeek,
                     {build.user("Priya Anand"), build.user("Jonas Müller"), build.user("Chloé Lefèvre")})};
  // Tonight's override, under way now; one last week; one to come.
  primary.overrides = {build.override_by("Jonas Müller", hour - 8 * kDay, hour - 8 * kDay + 6 * kHour),
                       build.override_by("Amara Okafor", hour - 2 * kHour, hour + 10 * kHour),
                       build.override_by("Marta Kowalska", hour + 6 * kDay, hour + 6 * kDay + 12 * kHour)};
  const Index first = account.schedules.add(std::move(primary));

  Schedule secondary = build.schedule("Payments secondary", "Europe/Berlin", "Second line", "Payments");
  secondary.layers = {
      build.rotation("secondary", "Daily", berlin, 9, kDay, {build.user("Chloé Lefèvre"), build.user("Jonas Müller")}),
      build.rotation("secondary", "Weekend", berlin, 9, kWeek, {build.user("Priya Anand")})};
  secondary.layers[1].restrictions = {{true, 5, 18 * kHour, 62 * kHour}};
  const Index second = account.schedules.add(std::move(secondary));

  // Covered eight hours a day, and never now: it opens three hours from now.
  Schedule gap = build.schedule("Payments EU business hours", "Europe/Madrid",
                                "Office hours only: nobody at other times", "Payments EU");
  const Zone& madrid = *find_zone("Europe/Madrid");
  gap.layers = {
      build.rotation("eu", "Office", madrid, 0, kWeek, {build.user("Nadia Haddad"), build.user("Chloé Lefèvre")})};
  const Millis opens = (madrid.to_local(build.now()) / kHour * kHour + 3 * kHour) % kDay;
  gap.layers[0].restrictions = {{false, 1, opens, 8 * kHour}};
  const Index eu = account.schedules.add(std::move(gap));

  build.policy("Payments primary", "Payments",
               {{10, {Builder::at_schedule(first)}},
                {15, {Builder::at_schedule(second)}},
                {30, {Builder::at_user(build.user("Marta Kowalska"))}}},
               "First line, second line, head of Payments");
  build.policy("Payments EU", "Payments EU",
               {{20, {Builder::at_schedule(eu)}}, {30, {Builder::at_user(build.user("Nadia Haddad"))}}},
               "Level 1 is empty outside office hours");
  build.policy("Payments Risk", "Payments Risk", {{30, {Builder::at_user(build.user("Omar Farouk"))}}});
}

void add_platform(Account& account, Builder& build) {
  const Zone& new_york = *find_zone("America/New_York");
  Schedule daily = build.schedule("Platform on-call", "America/New_York", "Days from nine to nine", "Platform");
  daily.layers = {build.rotation("platform", "Daily", new_york, 9, kDay,
                                 {build.user("Diego Fernández"), build.user("田中 由紀"), build.user("Sam O'Brien")})};
  const Index on_call = account.schedules.add(std::move(daily));

  Schedule nights = build.schedule("Platform nights", "America/New_York", "20:00 to 08:00", "Platform");
  nights.layers = {
      build.rotation("nights", "Night", new_york, 20, kWeek, {build.user("Sam O'Brien"), build.user("田中 由紀")})};
  nights.layers[0].restrictions = {{false, 1, 20 * kHour, 12 * kHour}};
  const Index night = account.schedules.add(std::move(nights));

  Schedule always = build.schedule("Platform lead", "America/Sao_Paulo", "One person, always", "Platform");
  always.layers = {
      build.rotation("lead", "Always", *find_zone("America/Sao_Paulo"), 0, kWeek, {build.user("Diego Fernández")})};
  const Index lead = account.schedules.add(std::move(always));

  build.policy(
      "Platform primary", "Platform",
      {{15, {Builder::at_schedule(on_call), Builder::at_schedule(night)}},
       {30, {Builder::at_schedule(lead)}},
       {30, {Builder::at_user(build.user("Diego Fernández")), Builder::at_user(build.user("Marta Kowalska"))}}});
}

ShiftEvent shift(const std::string& name, Millis start, Millis length, int every_days, std::vector<Index> members) {
  ShiftEvent event;
  event.id = make_id('E', 26, "shift event", hash_text(name));
  event.name = name;
  event.start = start;
  event.end = start + length;
  event.effective_since = start;
  event.every_days = every_days;
  event.members = std::move(members);
  return event;
}

void add_search(Account& account, Builder& build) {
  const Zone& oslo = *find_zone("Europe/Oslo");
  Schedule flexible = build.schedule("Search follow-the-sun", "Europe/Oslo", "Shift based", "Search");
  flexible.shift_based = true;
  const Millis day = build.today(oslo);
  const Millis start = oslo.to_utc(oslo.to_local(day) - 56 * kDay + 6 * kHour);
  ShiftRotation rotation;
  rotation.id = make_id('R', 26, "shift rotation", 1);
  // Days are covered by two people at once, nights in turns; one night in three is nobody's.
  ShiftEvent days = shift("Day", start, 12 * kHour, 1, {build.user("Søren Ødegård"), build.user("Rachel Green")});
  days.every_member = true;
  rotation.events = {days, shift("Night", start + 12 * kHour, 12 * kHour, 1,
                                 {build.user("Rachel Green"), build.user("Søren Ødegård"), kNone})};
  flexible.rotations = {rotation};
  flexible.overrides = {build.override_by("Sam O'Brien", day + 2 * kDay + 6 * kHour, day + 2 * kDay + 18 * kHour)};
  flexible.custom_shifts = {{demo_id("custom shift", "launch"), day + 3 * kDay + 8 * kHour, day + 3 * kDay + 12 * kHour,
                             build.user("Diego Fernández")}};
  const Index search = account.schedules.add(std::move(flexible));
  build.policy("Search primary", "Search",
               {{20, {Builder::at_schedule(search)}}, {30, {Builder::at_user(build.user("Søren Ødegård"))}}});
}

// What every other team has: a weekly rotation and a policy with one level.
void add_the_rest(Account& account, Builder& build) {
  const Zone& london = *find_zone("Europe/London");
  for (Index team = 6; team < account.teams.size(); team += 2) {
    const Team& row = account.teams.at(team);
    Schedule schedule = build.schedule(row.name + " on-call", "Europe/London", "", row.name);
    std::vector<Index> users;
    for (const Member& member : row.members) users.push_back(member.user);
    schedule.layers = {build.rotation(row.name, "Weekly", london, 10, kWeek, users)};
    const Index index = account.schedules.add(std::move(schedule));
    build.policy(row.name, row.name, {{30, {Builder::at_schedule(index)}}});
  }
}

}  // namespace

void add_demo_schedules(Account& account) {
  Builder build(account);
  add_payments(account, build);
  add_platform(account, build);
  add_search(account, build);
  add_the_rest(account, build);
}

}  // namespace simulator
