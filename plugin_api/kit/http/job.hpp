// One request on its way through attempts, pauses and waiting for a slot; and the order in which requests get their
// turn. Threads: of one transfer loop.
#pragma once

#include "kit/http/client.hpp"
#include "kit/http/inbox.hpp"
#include "kit/http/target.hpp"

#include <chrono>
#include <cstddef>
#include <functional>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>

namespace autoheal::kit::http {

struct Job {
  std::shared_ptr<Inbox> inbox;
  std::size_t number = 0;  // in its inbox
  std::shared_ptr<const Target> target;
  std::string url;
  Priority priority = Priority::interactive;
  std::chrono::steady_clock::time_point deadline;

  // Kept by the loop.
  int attempts = 0;
  std::chrono::steady_clock::time_point not_before{};
  std::optional<Error> last_error;
};

// Background jobs yield to all others; among those, the call with least in flight is next, so that a short question
// does not wait behind a long one; then who came first.
class JobQueue {
 public:
  using Time = std::chrono::steady_clock::time_point;
  using Place = std::list<Job>::iterator;

  void add(Job job) { jobs_.push_back(std::move(job)); }
  Job take(Place place);  // out of the queue; its call has one more in flight from now on
  void erase(Place place) { jobs_.erase(place); }
  void ended(const Job& job);  // taken before: its call has one less in flight

  // The job whose turn it is, end() if none is ready. may_start says no for those that need not be asked about now.
  Place next(Time now, const std::function<bool(const Job&)>& may_start);
  Place end() { return jobs_.end(); }

  void drop_closed();                            // those whose callers wait no longer
  std::optional<Time> next_due(Time now) const;  // when the first job that pauses is ready again
  void for_each(const std::function<void(const Job&)>& visit) const;
  void clear() { jobs_.clear(); }

 private:
  int in_flight(const Job& job) const;

  std::list<Job> jobs_;
  std::unordered_map<const Inbox*, int> in_flight_;
};

}  // namespace autoheal::kit::http
