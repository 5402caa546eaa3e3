#include "reads/incident_order.hpp"

#include "kit/text/hash.hpp"

#include <algorithm>
#include <chrono>
#include <tuple>
#include <utility>

namespace autoheal::pagerduty::reads {

IncidentOrder::IncidentOrder(IncidentSort sort, kit::UtcTime as_of, std::vector<model::Priority> priorities)
    // An end in the second of as_of is told as that second's begin.
    : sort_(sort), as_of_(std::chrono::floor<std::chrono::seconds>(as_of)), priorities_(std::move(priorities)) {}

std::int64_t IncidentOrder::rank_of(const model::Incident& incident) const {
  switch (sort_) {
    case IncidentSort::newest:
    case IncidentSort::oldest:
      return 0;
    case IncidentSort::longest: {
      const kit::UtcTime end = std::min(incident.ended_at().value_or(as_of_), as_of_);
      return -std::max(std::chrono::floor<std::chrono::seconds>(end - incident.created_at), std::chrono::seconds{0})
                  .count();
    }
    case IncidentSort::priority:
    case IncidentSort::urgency:
      break;
  }
  std::int64_t rank = incident.urgency == "high" ? 0 : 1;
  if (sort_ == IncidentSort::urgency) return rank;
  const auto found = std::find_if(priorities_.begin(), priorities_.end(),
                                  [&](const model::Priority& p) { return p.id == incident.priority.id; });
  return rank + 2 * (found - priorities_.begin());
}

IncidentKey IncidentOrder::key_of(const model::Incident& incident) const {
  return {rank_of(incident), incident.created_at, incident.number, kit::fnv1a(incident.id)};
}

bool IncidentOrder::before(const IncidentKey& a, const IncidentKey& b) const {
  if (a.rank != b.rank) return a.rank < b.rank;
  const auto age = [](const IncidentKey& key) { return std::tie(key.created_at, key.number, key.id_hash); };
  return sort_ == IncidentSort::oldest ? age(a) < age(b) : age(b) < age(a);
}

void IncidentOrder::sort(std::vector<model::Incident>& rows) const {
  std::sort(rows.begin(), rows.end(),
            [this](const model::Incident& a, const model::Incident& b) { return before(key_of(a), key_of(b)); });
}

}  // namespace autoheal::pagerduty::reads
