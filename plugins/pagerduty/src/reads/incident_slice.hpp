// The stretches of time that a scan of incidents is cut into: PagerDuty answers for six months at most, and gives no
// more than 10,000 rows of one list. Threads: values; one call, one thread.
#pragma once

#include "kit/core/error.hpp"
#include "model/incident.hpp"

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <vector>

namespace autoheal::pagerduty::reads {

inline constexpr std::chrono::days kLongestSlice{180};  // six months are at least 181 days

// One request's worth of time, and what is known of its rows. Slices are in the order of the rows.
struct IncidentSlice {
  std::optional<kit::UtcTime> since;  // absent: all ages
  std::optional<kit::UtcTime> until;
  std::optional<std::size_t> total;
  std::size_t step = 0;  // rows of the first page: what the server gives at a time
  bool more_after_last = false;
  std::size_t asked_to = 0;  // with a total: pages up to here are on their way
  std::size_t next = 0;      // without one: where the page after the last begins
  std::size_t last_offset = 0;
  std::map<std::size_t, std::vector<model::Incident>> pages;
  std::optional<kit::Error> error;
  std::optional<std::size_t> failed_at;
};

using IncidentSlices = std::vector<std::shared_ptr<IncidentSlice>>;

// since..until in slices, in the order of the rows.
IncidentSlices slices_between(kit::UtcTime since, kit::UtcTime until, bool oldest_first);

// Whether it can be halved: a second is not divided further.
bool is_divisible(const IncidentSlice& slice);
IncidentSlices halves_of(const IncidentSlice& slice, bool oldest_first);

// Whether `read` rows are all that the slice has.
bool has_all(const IncidentSlice& slice, std::size_t read);

// Whether an incident was created in it.
bool in_slice(const model::Incident& incident, const IncidentSlice& slice);

}  // namespace autoheal::pagerduty::reads
