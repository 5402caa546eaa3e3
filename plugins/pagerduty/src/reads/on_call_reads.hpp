// The requests behind "who is on call": the on-call list and, side by side with it, the schedules that tell overrides
// from rotations. Threads: one call, one thread.
#pragma once

#include "api/on_calls.hpp"
#include "kit/answer/query.hpp"
#include "reads/on_call_view.hpp"
#include "reads/reads.hpp"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace autoheal::pagerduty::reads {

inline constexpr std::size_t kMostSchedules =
    25;  // read per call; of other on-calls it is not known whether they are overrides

// One schedule rendered over a window, of either generation: if the guess is wrong, the other one is asked.
std::shared_ptr<OneRead<model::Schedule>> read_schedule(kit::Query& query, const std::string& id, bool shift_based,
                                                        kit::UtcTime since, kit::UtcTime until);

class OnCallReads {
 public:
  // Queues the on-call list of a filter.
  void start(kit::Query& query, const api::OnCallFilter& filter, kit::UtcTime since, kit::UtcTime until);
  // Queues schedules; those that were queued before or are not schedules are left out.
  void add_schedules(kit::Query& query, const std::vector<kit::Reference>& schedules, kit::UtcTime since,
                     kit::UtcTime until);

  const ListRead<model::OnCall>& on_calls() const { return *on_calls_; }
  const std::shared_ptr<OneRead<model::Schedule>>& schedule(const std::string& id) const { return schedules_.at(id); }

  // After Exchange::run. Parts that failed become warnings of the answer; without on-calls there is an error.
  kit::Result<OnCallFacts> facts(kit::Query& query, std::vector<model::EscalationPolicy> policies) const;

 private:
  std::shared_ptr<ListRead<model::OnCall>> on_calls_;
  std::map<std::string, std::shared_ptr<OneRead<model::Schedule>>> schedules_;
  std::size_t left_out_ = 0;
};

// The schedules that a policy's rules point at.
std::vector<kit::Reference> schedules_of(const model::EscalationPolicy& policy);

}  // namespace autoheal::pagerduty::reads
