#include "reads/on_call_reads.hpp"

#include "api/schedules.hpp"

namespace autoheal::pagerduty::reads {
namespace {

using ScheduleRead = OneRead<model::Schedule>;

void take_schedule(ScheduleRead& out, const kit::Result<kit::http::Response>& reply, bool shift_based) {
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

std::shared_ptr<ScheduleRead> read_schedule(kit::Query& query, const std::string& id, bool shift_based,
                                            kit::UtcTime since, kit::UtcTime until) {
  auto out = std::make_shared<ScheduleRead>();
  kit::http::Request request = api::build_get_schedule(id, shift_based, since, until);
  if (!kit::http::is_plain_path(request.path)) {
    out->error = kit::Error::of(kit::Errc::not_found, "That id is not one of PagerDuty's.");
    return out;
  }
  kit::http::Exchange& exchange = query.exchange();
  exchange.get(
      std::move(request), [out, &exchange, id, shift_based, since, until](kit::Result<kit::http::Response> reply) {
        if (reply.has_value() || !api::is_other_generation(reply.error()))
          return take_schedule(*out, reply, shift_based);
        exchange.get(
            api::build_get_schedule(id, !shift_based, since, until),
            [out, shift_based](kit::Result<kit::http::Response> second) { take_schedule(*out, second, !shift_based); });
      });
  return out;
}

void OnCallReads::start(kit::Query& query, const api::OnCallFilter& filter, kit::UtcTime since, kit::UtcTime until) {
  on_calls_ = read_list<model::OnCall>(query.exchange(), api::build_list_on_calls(filter, since, until), "oncalls",
                                       api::read_on_call);
}

void OnCallReads::add_schedules(kit::Query& query, const std::vector<kit::Reference>& schedules, kit::UtcTime since,
                                kit::UtcTime until) {
  for (const kit::Reference& schedule : schedules) {
    if (schedule.id.empty() || schedules_.contains(schedule.id)) continue;
    if (schedules_.size() >= kMostSchedules) {
      ++left_out_;
      continue;
    }
    schedules_[schedule.id] = read_schedule(query, schedule.id, schedule.type == "schedule_v3", since, until);
  }
}

kit::Result<OnCallFacts> OnCallReads::facts(kit::Query& query, std::vector<model::EscalationPolicy> policies) const {
  if (on_calls_->failed()) return kit::failure(*on_calls_->error);
  OnCallFacts facts;
  facts.on_calls = on_calls_->rows;
  facts.complete = on_calls_->is_whole();
  facts.policies = std::move(policies);
  kit::Answer& answer = query.answer;
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

std::vector<kit::Reference> schedules_of(const model::EscalationPolicy& policy) {
  std::vector<kit::Reference> out;
  for (const model::EscalationRule& rule : policy.rules) {
    for (const kit::Reference& target : rule.targets) {
      if (target.type.starts_with("schedule") && !kit::holds(out, target.id)) out.push_back(target);
    }
  }
  return out;
}

}  // namespace autoheal::pagerduty::reads
