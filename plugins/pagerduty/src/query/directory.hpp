// The account's names: teams, services, escalation policies, schedules and users, read once over all pages and kept
// for a while. One per instance and credential.
// Threads: [any-thread]. Calls that need the same list at the same time share one read of it.
#pragma once

#include <memory>

namespace autoheal::pagerduty::query {

class Directory {
 public:
  Directory();
  ~Directory();
  Directory(const Directory&) = delete;
  Directory& operator=(const Directory&) = delete;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace autoheal::pagerduty::query
