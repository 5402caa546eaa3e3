// The past of incidents that nobody wrote down: alerts, log entries and notes derived from an incident's seed whenever
// they are asked for, always the same. Lifecycle stores them when it changes such an incident.
#pragma once

#include "base/random.hpp"
#include "store/account.hpp"

#include <string>

namespace simulator {

// A kind of failure that happens again and again: the same title with other numbers and hosts.
std::size_t incident_kinds();
// A seed for an incident of that kind; `random` supplies the rest.
std::uint64_t make_seed(std::size_t kind, Random& random);
// Title, urgency, times, people and the rest of an incident made from its seed. `duration` of 0: still open.
Incident make_past_incident(const Account& account, Index service, std::int32_t number, std::uint64_t seed,
                            Millis created_at, Millis duration);

IncidentDetail derive_detail(const Account& account, Index incident);
// The log alone, without the trigger's channel: ten times cheaper, for reading through many.
std::vector<LogEntry> derive_log_outline(const Account& account, Index incident);
LogEntry derive_trigger_entry(const Account& account, Index incident);
const std::string& derived_trigger_summary();
std::size_t derived_alert_count(const Incident& incident);
std::string derived_alert_key(const Incident& incident, std::size_t ordinal);

}  // namespace simulator
