// Whom a question about on-calls is about, and the policies and schedules that tell of it. Threads: one call, one
// thread.
#pragma once

#include "api/on_calls.hpp"
#include "reads/resolve.hpp"

#include <vector>

namespace autoheal::pagerduty::reads {

struct OnCallSubject {
  NamedThing thing;
  std::vector<model::EscalationPolicy> policies;
  std::vector<kit::Reference> schedules;
  api::OnCallFilter filter;
};

// The subject that the argument of that kind names. Errors: those of resolve_argument.
kit::Result<OnCallSubject> subject_of(kit::Query& query, Kind kind);

}  // namespace autoheal::pagerduty::reads
