#include "reads/json/on_call_json.hpp"

#include "kit/answer/json_of.hpp"
#include "kit/time/rfc3339.hpp"

#include <boost/json.hpp>

namespace autoheal::pagerduty::reads {

namespace json = boost::json;

namespace {

void put_time(json::object& out, std::string_view key, const std::optional<kit::UtcTime>& time,
              const kit::TimeZone& zone) {
  if (!time) return;
  out[key] = kit::render_rfc3339(*time);
  out[std::string(key) + "_local"] = zone.render(*time);
}

void put_role(json::object& out, const Role& role) {
  kit::put(out, "policy", role.policy);
  if (role.level > 0) out["level"] = role.level;
}

std::string level_words(const Role& role) {
  const std::string out = role.level > 0 ? "Level " + std::to_string(role.level) : std::string("The schedule");
  return role.policy.summary.empty() ? out : out + " of " + role.policy.summary;
}

}  // namespace

json::object json_of(const Duty& duty, const kit::TimeZone& zone) {
  json::object out{{"person", json_of(duty.user)}};
  put_role(out, duty.role);
  if (!duty.also.empty()) {
    json::array also;
    for (const Role& role : duty.also) {
      json::object item;
      put_role(item, role);
      also.push_back(std::move(item));
    }
    out["also"] = std::move(also);
  }
  out["through"] = duty.schedule.id.empty() ? "direct" : "schedule";
  kit::put(out, "schedule", duty.schedule);
  out["source"] = name(duty.source);
  if (!duty.since && !duty.until) out["always"] = true;
  put_time(out, "since", duty.since, zone);
  put_time(out, "until", duty.until, zone);
  if (!duty.next_user.id.empty()) {
    json::object next{{"person", json_of(duty.next_user)}};
    put_time(next, "from", duty.next_at, zone);
    out["next"] = std::move(next);
  }
  return out;
}

json::array json_of(const std::vector<EmptyLevel>& levels, const kit::TimeZone& zone) {
  json::array out;
  for (const EmptyLevel& level : levels) {
    json::object item;
    put_role(item, level.role);
    kit::put(item, "targets", level.targets);
    if (level.next_at) {
      json::object next{{"person", json_of(level.next_user)}};
      put_time(next, "from", level.next_at, zone);
      item["next"] = std::move(next);
    }
    out.push_back(std::move(item));
  }
  return out;
}

json::array json_of(const std::vector<Gap>& gaps, const kit::TimeZone& zone) {
  json::array out;
  for (const Gap& gap : gaps) {
    json::object item;
    put_role(item, gap.role);
    put_time(item, "from", gap.from, zone);
    put_time(item, "until", gap.until, zone);
    out.push_back(std::move(item));
  }
  return out;
}

std::string sentence_of(const Duty& duty, const kit::TimeZone& zone) {
  const std::string out = duty.user.summary.empty() ? duty.user.id : duty.user.summary;
  std::string why;
  if (duty.role.level > 0) why = "level " + std::to_string(duty.role.level);
  if (duty.source == DutySource::shift_override) why += why.empty() ? "override" : ", override";
  if (duty.source == DutySource::direct) why += why.empty() ? "direct" : ", direct";
  if (duty.until) why += (why.empty() ? "until " : ", until ") + zone.render(*duty.until);
  if (!duty.next_user.summary.empty()) why += ", then " + duty.next_user.summary;
  return why.empty() ? out : out + " (" + why + ")";
}

std::string sentence_of(const EmptyLevel& level, const kit::TimeZone& zone) {
  const std::string out = level_words(level.role) + " has nobody on call";
  if (!level.next_at) return out + ", and nobody is scheduled in the time looked at.";
  return out + " until " + zone.render(*level.next_at) + ", when " + level.next_user.summary + " starts.";
}

std::string sentence_of(const Gap& gap, const kit::TimeZone& zone) {
  return level_words(gap.role) + " has a gap: nobody from " + zone.render(gap.from) + " to " + zone.render(gap.until) +
         ".";
}

}  // namespace autoheal::pagerduty::reads
