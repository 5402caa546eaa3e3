// GET /oncalls. No team or service filter exists, as in PagerDuty.
#include "rest/directory_objects.hpp"
#include "rest/filters.hpp"
#include "rest/page.hpp"
#include "rest/resources.hpp"
#include "rest/window.hpp"
#include "schedule/oncall.hpp"

#include <algorithm>
#include <map>
#include <tuple>

namespace simulator {
namespace {

constexpr Millis kFurthestAhead = 90 * kDay;

// schedule_ids[] may hold an empty entry, which stands for direct-user on-calls.
class ScheduleFilter {
 public:
  explicit ScheduleFilter(const Call& call) : ids_(call.query, "schedule_ids[]", call.account.schedules) {
    const auto values = call.query.all("schedule_ids[]");
    direct_ = std::any_of(values.begin(), values.end(), [](const auto& v) { return v.empty() || v == "null"; });
  }
  bool accepts(Index schedule) const {
    if (schedule == kNone) return !ids_.given() || direct_;
    return ids_.accepts(schedule);
  }

 private:
  IdFilter ids_;
  bool direct_ = false;
};

TimeWindow parse_window(const Call& call) {
  const Zone& zone = parse_zone(call.query, *call.account.zone);
  const Millis now = call.account.clock.now();
  const auto since = parse_time_parameter(call.query, "since", zone);
  const auto until = parse_time_parameter(call.query, "until", zone);
  TimeWindow window;
  window.since = since ? *since : now;
  window.until = until ? *until : std::max(now, window.since);
  if (window.until < window.since) {
    fail(400, 2005, "Invalid Query Date Range", {"until must be later than since."});
  }
  if (window.until > now + kFurthestAhead) fail(400, 2005, "Invalid Query Date Range", {"until is too far ahead."});
  return window;
}

void keep_earliest(std::vector<Oncall>& rows) {
  std::map<std::tuple<Index, int, Index>, Oncall> first;
  std::vector<Oncall> out;
  for (const Oncall& row : rows) {
    const auto [at, is_new] = first.try_emplace({row.policy, row.level, row.user}, row);
    if (is_new) out.push_back(row);
  }
  rows = std::move(out);
}

json::object oncall_object(const Account& account, const Oncall& row, const Includes& includes, const Zone& zone) {
  json::object out;
  out["escalation_policy"] = includes.has("escalation_policies") ? policy_object(account, row.policy, Includes())
                                                                 : policy_reference(account, row.policy);
  out["escalation_level"] = row.level;
  if (row.schedule == kNone) {
    out["schedule"] = nullptr;
  } else if (includes.has("schedules") && !account.schedules.at(row.schedule).shift_based) {
    out["schedule"] = schedule_summary_object(account, row.schedule);
  } else {
    out["schedule"] = schedule_reference(account, row.schedule);
  }
  out["user"] =
      includes.has("users") ? user_object(account, row.user, Includes(), false) : user_reference(account, row.user);
  out["start"] = row.start ? json::value(render_time(*row.start, zone)) : json::value(nullptr);
  out["end"] = row.end ? json::value(render_time(*row.end, zone)) : json::value(nullptr);
  return out;
}

Response list_oncalls(Call& call) {
  const Account& account = call.account;
  const Page page = parse_page(call.query);
  const TimeWindow window = parse_window(call);
  const Zone& zone = parse_zone(call.query, *account.zone);
  const IdFilter policies(call.query, "escalation_policy_ids[]", account.policies);
  const IdFilter users(call.query, "user_ids[]", account.users);
  const ScheduleFilter schedules(call);
  std::vector<Oncall> rows;
  for (const Index policy : rows_by_name(account.policies, [&](Index i) { return policies.accepts(i); })) {
    for (const Oncall& row : policy_oncalls(account, policy, window.since, window.until)) {
      if (users.accepts(row.user) && schedules.accepts(row.schedule)) rows.push_back(row);
    }
  }
  if (call.query.flag("earliest")) keep_earliest(rows);
  const Includes includes(call.query);
  return json_response(200, render_page("oncalls", rows, page, [&](const Oncall& row) {
                         return oncall_object(account, row, includes, zone);
                       }));
}

}  // namespace

void add_oncall_routes(Router& router) { router.add("GET", "/oncalls", "oncalls.read", list_oncalls); }

}  // namespace simulator
