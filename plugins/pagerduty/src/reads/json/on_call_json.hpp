// On-call facts as data and as sentences. Threads: pure functions, [any-thread].
#pragma once

#include "kit/time/time_zone.hpp"
#include "reads/on_call_view.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <string>

namespace autoheal::pagerduty::reads {

boost::json::object json_of(const Duty& duty, const kit::TimeZone& zone);
boost::json::array json_of(const std::vector<EmptyLevel>& levels, const kit::TimeZone& zone);
boost::json::array json_of(const std::vector<Gap>& gaps, const kit::TimeZone& zone);

// "Ann Lee (level 1, override until Sat 2026-03-14 18:00 (Europe/Berlin), then Ben Ode)".
std::string sentence_of(const Duty& duty, const kit::TimeZone& zone);

// "Level 2 of Payments Primary has nobody on call until Mon 2026-03-16 09:00 (UTC)."
std::string sentence_of(const EmptyLevel& level, const kit::TimeZone& zone);
std::string sentence_of(const Gap& gap, const kit::TimeZone& zone);

}  // namespace autoheal::pagerduty::reads
