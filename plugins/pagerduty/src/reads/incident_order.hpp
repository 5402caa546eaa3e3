// The orders of list_incidents. Each is total: PagerDuty's times have whole seconds and an outage opens dozens of
// incidents in one of them, so a key ends in the incident's number. Threads: pure functions, [any-thread].
#pragma once

#include "model/directory_entries.hpp"
#include "model/incident.hpp"

#include <cstdint>
#include <vector>

namespace autoheal::pagerduty::reads {

enum class IncidentSort : std::uint8_t { newest, oldest, priority, urgency, longest };

struct IncidentKey {
  std::int64_t rank = 0;  // what the order looks at before the time of creation; 0 if it looks at nothing else
  kit::UtcTime created_at{};
  std::int64_t number = 0;
  std::uint64_t id_hash = 0;  // tells rows without a number apart; an id itself may be of any length
};

class IncidentOrder {
 public:
  // as_of: when the first page was asked for. How long an incident has been open is measured up to then, so that
  // `longest` does not move between pages. priorities: the account's, in its order.
  IncidentOrder(IncidentSort sort, kit::UtcTime as_of, std::vector<model::Priority> priorities = {});

  IncidentKey key_of(const model::Incident& incident) const;
  bool before(const IncidentKey& a, const IncidentKey& b) const;
  void sort(std::vector<model::Incident>& rows) const;

 private:
  std::int64_t rank_of(const model::Incident& incident) const;

  IncidentSort sort_;
  kit::UtcTime as_of_;
  std::vector<model::Priority> priorities_;
};

}  // namespace autoheal::pagerduty::reads
