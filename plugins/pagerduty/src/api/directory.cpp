#include "api/directory.hpp"

#include "api/untrusted.hpp"
#include "model/link.hpp"

#include <boost/json.hpp>

namespace autoheal::pagerduty::api {
namespace {

std::string name_of(const kit::JsonReader& reader) {
  const std::string name = read_text(reader, "name", kit::Lines::one, 255);
  return name.empty() ? read_text(reader, "summary", kit::Lines::one, 255) : name;
}

// A string, an object with a type, or a list of those.
std::string strategy_of(const boost::json::value* value) {
  if (value == nullptr) return {};
  if (value->is_string()) return kit::untrusted(value->get_string(), kit::Lines::one, 40);
  if (value->is_array()) return value->get_array().empty() ? std::string{} : strategy_of(&value->get_array().front());
  if (value->is_object()) return strategy_of(value->get_object().if_contains("type"));
  return {};
}

std::string support_hours_of(const kit::JsonReader& reader) {
  const auto hours = reader.optional_object("support_hours");
  if (!hours) return {};
  std::string days;
  if (const auto* list = hours->raw("days_of_week"); list != nullptr && list->is_array()) {
    constexpr const char* kDays[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    for (const auto& day : list->get_array()) {
      if (!day.is_int64() || day.get_int64() < 1 || day.get_int64() > 7) continue;
      days += (days.empty() ? "" : ",") + std::string(kDays[day.get_int64() - 1]);
    }
  }
  return days + " " + read_text(*hours, "start_time", kit::Lines::one, 20) + "-" +
         read_text(*hours, "end_time", kit::Lines::one, 20) + " " + read_text(*hours, "time_zone", kit::Lines::one, 60);
}

std::optional<std::int64_t> seconds_of(const kit::JsonReader& reader, std::string_view key) {
  const auto* value = reader.raw(key);
  return value != nullptr && value->is_int64() ? std::optional(value->get_int64()) : std::nullopt;
}

}  // namespace

kit::http::Request build_list_teams() { return {"/teams", {}}; }
kit::http::Request build_list_services() { return {"/services", {{"sort_by", "name"}}}; }
kit::http::Request build_list_escalation_policies() { return {"/escalation_policies", {{"sort_by", "name"}}}; }
kit::http::Request build_list_schedules() { return {"/schedules", {}}; }
kit::http::Request build_list_v3_schedules() { return {"/v3/schedules", {}}; }
kit::http::Request build_list_users() { return {"/users", {}}; }
kit::http::Request build_list_priorities() { return {"/priorities", {}}; }

kit::http::Request build_get_service(const std::string& id) {
  return {"/services/" + id, {{"include[]", "integrations"}, {"include[]", "teams"}}};
}

kit::http::Request build_get_escalation_policy(const std::string& id) {
  return {"/escalation_policies/" + id,
          {{"include[]", "targets"}, {"include[]", "escalation_rule_assignment_strategies"}}};
}

model::Team read_team(const kit::JsonReader& reader) {
  return {reader.text("id"), name_of(reader), read_text(reader, "description"),
          model::checked_link(reader.text_or("html_url"))};
}

model::Service read_service(const kit::JsonReader& reader) {
  model::Service service;
  service.id = reader.text("id");
  service.name = name_of(reader);
  service.description = read_text(reader, "description", kit::Lines::many, 2'000);
  service.status = read_text(reader, "status", kit::Lines::one, 40);
  service.html_url = model::checked_link(reader.text_or("html_url"));
  service.escalation_policy = read_reference(reader, "escalation_policy");
  service.teams = read_references(reader, "teams");
  service.integrations = read_references(reader, "integrations");
  service.last_incident_at = reader.optional_time("last_incident_timestamp");
  if (auto rule = reader.optional_object("incident_urgency_rule")) {
    service.urgency_rule = read_text(*rule, "urgency", kit::Lines::one, 40);
    if (service.urgency_rule.empty()) service.urgency_rule = read_text(*rule, "type", kit::Lines::one, 40);
  }
  service.support_hours = support_hours_of(reader);
  service.auto_resolve_s = seconds_of(reader, "auto_resolve_timeout");
  service.acknowledgement_timeout_s = seconds_of(reader, "acknowledgement_timeout");
  return service;
}

model::EscalationPolicy read_escalation_policy(const kit::JsonReader& reader) {
  model::EscalationPolicy policy;
  policy.id = reader.text("id");
  policy.name = name_of(reader);
  policy.description = read_text(reader, "description", kit::Lines::many, 2'000);
  policy.html_url = model::checked_link(reader.text_or("html_url"));
  policy.loops = static_cast<int>(reader.integer_or("num_loops", 0));
  for (const kit::JsonReader& item : reader.objects("escalation_rules")) {
    model::EscalationRule rule;
    rule.id = item.text_or("id");
    rule.delay_minutes = static_cast<int>(item.integer_or("escalation_delay_in_minutes", 0));
    rule.targets = read_references(item, "targets");
    rule.assignment_strategy = strategy_of(item.raw("escalation_rule_assignment_strategy"));
    policy.rules.push_back(std::move(rule));
  }
  policy.services = read_references(reader, "services");
  policy.teams = read_references(reader, "teams");
  return policy;
}

model::ScheduleName read_schedule_name(const kit::JsonReader& reader) {
  model::ScheduleName schedule;
  schedule.id = reader.text("id");
  schedule.name = name_of(reader);
  schedule.description = read_text(reader, "description");
  schedule.time_zone = read_text(reader, "time_zone", kit::Lines::one, 60);
  schedule.html_url = model::checked_link(reader.text_or("html_url"));
  schedule.shift_based = reader.text_or("type").starts_with("schedule_v3");
  schedule.teams = read_references(reader, "teams");
  return schedule;
}

model::ScheduleName read_v3_schedule_name(const kit::JsonReader& reader) {
  model::ScheduleName schedule = read_schedule_name(reader);
  schedule.shift_based = true;
  return schedule;
}

model::User read_user(const kit::JsonReader& reader) {
  model::User user;
  user.id = reader.text("id");
  user.name = name_of(reader);
  user.html_url = model::checked_link(reader.text_or("html_url"));
  user.time_zone = read_text(reader, "time_zone", kit::Lines::one, 60);
  user.job_title = read_text(reader, "job_title", kit::Lines::one, 200);
  user.role = read_text(reader, "role", kit::Lines::one, 40);
  user.teams = read_references(reader, "teams");
  return user;
}

model::Priority read_priority_row(const kit::JsonReader& reader) {
  return {reader.text("id"), name_of(reader), read_text(reader, "description")};
}

}  // namespace autoheal::pagerduty::api
