#include "query/on_call_reads.hpp"

#include <algorithm>

#include "api/schedules.hpp"

namespace autoheal::pagerduty::query {
namespace {

using ScheduleRead = OneRead<model::Schedule>;

void take_schedule(ScheduleRead& out, const Result<http::Response>& reply, bool shift_based) {
  if (!reply.has_value()) {
    out.error = reply.error();
    return;
  }
  auto parsed = api::parse_one<model::Schedule>(reply.value(), "schedule",
                                                shift_based ? api::read_v3_schedule : api::read_schedule);
  if (parsed.has_value()) {
    out.value = std::move(parsed.value());
  } else {
    out.error = parsed.error();
  }
}

}  // namespace

std::shared_ptr<ScheduleRead> read_schedule(Call& call, const std::string& id, bool shift_based, UtcTime since,
                                            UtcTime until) {
  auto out = std::make_shared<ScheduleRead>();
  http::Request request = api::build_get_schedule(id, shift_based, since, until);
  if (!is_safe_path(request.path)) {
    out->error = Error::of(Errc::not_found, "That id is not one of PagerDuty's.");
    return out;
  }
  http::Exchange& exchange = call.exchange();
  exchange.get(std::move(request), [out, &exchange, id, shift_based, since, until](Result<http::Response> reply) {
    if (reply.has_value() || !api::is_other_generation(reply.error())) return take_schedule(*out, reply, shift_based);
    exchange.get(api::build_get_schedule(id, !shift_based, since, until),
                 [out, shift_based](Result<http::Response> second) { take_schedule(*out, second, !shift_based); });
  });
  return out;
}

void OnCallReads::start(Call& call, const api::OnCallFilter& filter, UtcTime since, UtcTime until) {
  on_calls_ = read_list<model::OnCall>(call.exchange(), api::build_list_on_calls(filter, since, until), "oncalls",
                                       api::read_on_call);
}

void OnCallReads::add_schedules(Call& call, const std::vector<Reference>& schedules, UtcTime since, UtcTime until) {
  for (const Reference& schedule : schedules) {
    if (schedule.id.empty() || schedules_.contains(schedule.id)) continue;
    if (schedules_.size() >= kMostSchedules) {
      ++left_out_;
      continue;
    }
    schedules_[schedule.id] = read_schedule(call, schedule.id, schedule.type == "schedule_v3", since, until);
  }
}

Result<OnCallFacts> OnCallReads::facts(Call& call, std::vector<model::EscalationPolicy> policies) const {
  if (on_calls_->failed()) return failure(*on_calls_->error);
  OnCallFacts facts;
  facts.on_calls = on_calls_->rows;
  facts.complete = on_calls_->is_whole();
  facts.policies = std::move(policies);
  Answer& answer = call.answer;
  for (const std::string& warning : on_calls_->warnings) answer.warnings.push_back(warning);
  if (!facts.complete) {
    answer.complete = false;
    answer.warnings.push_back(
        "The list of on-calls could not be read to its end" +
        (on_calls_->error ? ": " + on_calls_->error->message : ".") +
        " Empty levels and gaps are therefore not told; a shorter window or one policy costs less.");
  }
  for (const auto& [id, read] : schedules_) {
    if (read->value) {
      facts.schedules.emplace(id, *read->value);
    } else if (read->error) {
      answer.complete = false;
      answer.warnings.push_back(
          "Schedule " + id +
          " could not be read, so whether its turns are overrides is not known: " + read->error->message);
    }
  }
  if (left_out_ > 0) {
    answer.complete = false;
    answer.warnings.push_back("Overrides are told for the first " + std::to_string(kMostSchedules) +
                              " schedules only, " + std::to_string(left_out_) +
                              " were not read; ask for one of the policies to get them.");
  }
  return facts;
}

std::vector<Reference> schedules_of(const model::EscalationPolicy& policy) {
  std::vector<Reference> out;
  for (const model::EscalationRule& rule : policy.rules) {
    for (const Reference& target : rule.targets) {
      bool known = std::any_of(out.begin(), out.end(), [&](const Reference& r) { return r.id == target.id; });
      if (target.type.starts_with("schedule") && !known) out.push_back(target);
    }
  }
  return out;
}

}  // namespace autoheal::pagerduty::query
