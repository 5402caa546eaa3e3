#include "kit/http/job.hpp"

#include <algorithm>
#include <utility>

namespace autoheal::kit::http {

Job JobQueue::take(Place place) {
  ++in_flight_[place->inbox.get()];
  Job job = std::move(*place);
  jobs_.erase(place);
  return job;
}

void JobQueue::ended(const Job& job) {
  const auto found = in_flight_.find(job.inbox.get());
  if (found != in_flight_.end() && --found->second == 0) in_flight_.erase(found);
}

int JobQueue::in_flight(const Job& job) const {
  const auto found = in_flight_.find(job.inbox.get());
  return found == in_flight_.end() ? 0 : found->second;
}

JobQueue::Place JobQueue::next(Time now, const std::function<bool(const Job&)>& may_start) {
  const auto rank = [this](const Job& job) {
    return std::pair(job.priority == Priority::background ? 1 : 0, in_flight(job));
  };
  Place best = jobs_.end();
  for (Place at = jobs_.begin(); at != jobs_.end(); ++at) {
    if (at->not_before > now || !may_start(*at)) continue;
    if (best == jobs_.end() || rank(*at) < rank(*best)) best = at;
  }
  return best;
}

void JobQueue::drop_closed() {
  jobs_.remove_if([](const Job& job) { return job.inbox->is_closed(); });
}

std::optional<JobQueue::Time> JobQueue::next_due(Time now) const {
  std::optional<Time> due;
  for (const Job& job : jobs_) {
    if (job.not_before > now && (!due || job.not_before < *due)) due = job.not_before;
  }
  return due;
}

void JobQueue::for_each(const std::function<void(const Job&)>& visit) const {
  std::for_each(jobs_.begin(), jobs_.end(), visit);
}

}  // namespace autoheal::kit::http
