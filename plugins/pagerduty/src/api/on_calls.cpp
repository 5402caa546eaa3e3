#include "api/on_calls.hpp"

#include "api/untrusted.hpp"
#include "api/window.hpp"

namespace autoheal::pagerduty::api {

kit::http::Request build_list_on_calls(const OnCallFilter& filter, kit::UtcTime since, kit::UtcTime until) {
  kit::http::Request request{"/oncalls", {{"time_zone", "UTC"}}};
  for (const std::string& id : filter.policy_ids) request.params.emplace_back("escalation_policy_ids[]", id);
  for (const std::string& id : filter.schedule_ids) request.params.emplace_back("schedule_ids[]", id);
  for (const std::string& id : filter.user_ids) request.params.emplace_back("user_ids[]", id);
  add_window(request, since, until);
  return request;
}

model::OnCall read_on_call(const kit::JsonReader& reader) {
  model::OnCall on_call;
  on_call.user = read_reference(reader, "user");
  on_call.schedule = read_reference(reader, "schedule");
  on_call.escalation_policy = read_reference(reader, "escalation_policy");
  on_call.level = static_cast<int>(reader.integer_or("escalation_level", 1));
  on_call.start = reader.optional_time("start");
  on_call.end = reader.optional_time("end");
  return on_call;
}

}  // namespace autoheal::pagerduty::api
