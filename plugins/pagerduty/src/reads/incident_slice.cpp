#include "reads/incident_slice.hpp"

#include <algorithm>

namespace autoheal::pagerduty::reads {
namespace {

std::shared_ptr<IncidentSlice> slice_of(kit::UtcTime since, kit::UtcTime until) {
  auto slice = std::make_shared<IncidentSlice>();
  slice->since = since;
  slice->until = until;
  return slice;
}

}  // namespace

IncidentSlices slices_between(kit::UtcTime since, kit::UtcTime until, bool oldest_first) {
  IncidentSlices out;
  for (kit::UtcTime end = until; end > since;) {
    const kit::UtcTime begin = end - since > kLongestSlice ? end - kLongestSlice : since;
    out.push_back(slice_of(begin, end));
    end = begin;
  }
  if (oldest_first) std::reverse(out.begin(), out.end());
  return out;
}

bool is_divisible(const IncidentSlice& slice) {
  return slice.since && *slice.until - *slice.since > std::chrono::seconds{2};
}

IncidentSlices halves_of(const IncidentSlice& slice, bool oldest_first) {
  const kit::UtcTime middle =
      *slice.since + std::chrono::floor<std::chrono::seconds>((*slice.until - *slice.since) / 2);
  IncidentSlices out{slice_of(middle, *slice.until), slice_of(*slice.since, middle)};
  if (oldest_first) std::reverse(out.begin(), out.end());
  return out;
}

bool has_all(const IncidentSlice& slice, std::size_t read) {
  return !slice.error && (slice.total ? read >= *slice.total : !slice.more_after_last);
}

bool in_slice(const model::Incident& incident, const IncidentSlice& slice) {
  return !slice.since || (incident.created_at >= *slice.since && incident.created_at < *slice.until);
}

}  // namespace autoheal::pagerduty::reads
