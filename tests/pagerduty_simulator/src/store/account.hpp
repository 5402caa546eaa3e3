// The whole account in memory: one object, one thread. The REST handlers read it, lifecycle.hpp changes incidents.
#pragma once

#include "base/clock.hpp"
#include "model/directory.hpp"
#include "model/incident.hpp"
#include "model/schedule.hpp"

#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace simulator {

// Rows that are never removed, found by id.
template <class Row>
class Table {
 public:
  Index add(Row row) {
    const auto index = static_cast<Index>(rows_.size());
    by_id_.emplace(row.id, index);
    rows_.push_back(std::move(row));
    return index;
  }
  Index find(std::string_view id) const {
    const auto found = by_id_.find(std::string(id));
    return found == by_id_.end() ? kNone : found->second;
  }
  // By name, exactly; kNone if there is none.
  Index named(std::string_view name) const {
    for (Index i = 0; i < size(); ++i) {
      if (at(i).name == name) return i;
    }
    return kNone;
  }
  Row& at(Index index) { return rows_[static_cast<std::size_t>(index)]; }
  const Row& at(Index index) const { return rows_[static_cast<std::size_t>(index)]; }
  Index size() const { return static_cast<Index>(rows_.size()); }
  auto begin() const { return rows_.begin(); }
  auto end() const { return rows_.end(); }

 private:
  std::vector<Row> rows_;
  std::unordered_map<std::string, Index> by_id_;
};

class Incidents {
 public:
  // The number must be new. Keeps the order of creation, whatever the order of adding.
  Index add(Incident incident);
  void reserve(std::size_t n);
  Index find(std::string_view id) const;  // hidden ones are not found
  Index by_number(std::int64_t number) const;
  Incident& at(Index index) { return rows_[static_cast<std::size_t>(index)]; }
  const Incident& at(Index index) const { return rows_[static_cast<std::size_t>(index)]; }
  Index size() const { return static_cast<Index>(rows_.size()); }
  // Positions, oldest first.
  const std::vector<Index>& by_creation() const { return by_creation_; }
  // The positions of incidents created in [since, until), as a range of by_creation().
  std::pair<std::size_t, std::size_t> created_between(Millis since, Millis until) const;
  std::int32_t next_number() const { return highest_number_ + 1; }
  // The only way to change a status: keeps open() right.
  void set_status(Index index, IncidentStatus status);
  // Everything that is not resolved, hidden ones included.
  const std::set<Index>& open() const { return open_; }
  // When the newest incident of a service was created; 0 if there was none.
  Millis last_of_service(Index service) const;

 private:
  std::vector<Incident> rows_;
  std::vector<Index> by_creation_;
  std::unordered_map<std::string, Index> by_id_;
  std::unordered_map<std::int64_t, Index> by_number_;
  std::set<Index> open_;
  std::unordered_map<Index, Millis> last_of_service_;
  std::int32_t highest_number_ = 0;
};

struct Account {
  explicit Account(Millis now) : started(now), clock(now) {}

  Millis started;  // what the data is relative to; the clock has moved on by the time it is made
  Clock clock;
  std::string subdomain = "acme-ops";
  const Zone* zone = &utc_zone();  // the account's time zone
  Plan plan;

  Table<User> users;
  Table<Team> teams;
  Table<Service> services;
  Table<Integration> integrations;
  Table<EscalationPolicy> policies;
  Table<Schedule> schedules;
  Table<Priority> priorities;
  Table<BusinessService> business_services;
  Table<Dependency> dependencies;
  Table<MaintenanceWindow> maintenance_windows;
  Table<ChangeEvent> change_events;
  Incidents incidents;

  std::uint64_t next_id = 1;  // for objects that are made while it runs
};

// "active", "warning", "critical", "maintenance" or "disabled" for every service, in one pass over the incidents.
std::vector<const char*> service_statuses(const Account& account);
bool in_maintenance(const Account& account, Index service, Millis at);

}  // namespace simulator
