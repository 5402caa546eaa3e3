#include "store/account.hpp"

#include <algorithm>
#include <limits>

namespace simulator {

const char* to_text(IncidentStatus status) {
  switch (status) {
    case IncidentStatus::triggered:
      return "triggered";
    case IncidentStatus::acknowledged:
      return "acknowledged";
    case IncidentStatus::resolved:
      return "resolved";
  }
  return "";
}

Index Incidents::add(Incident incident) {
  const Index index = size();
  by_id_.emplace(incident.id, index);
  by_number_.emplace(incident.number, index);
  highest_number_ = std::max(highest_number_, incident.number);
  const Millis created = incident.created_at;
  Millis& last = last_of_service_[incident.service];
  last = std::max(last, created);
  if (incident.status != IncidentStatus::resolved) open_.insert(index);
  rows_.push_back(std::move(incident));
  const auto later = [this](Millis at, Index row) { return at < this->at(row).created_at; };
  if (by_creation_.empty() || at(by_creation_.back()).created_at <= created) {
    by_creation_.push_back(index);
  } else {
    by_creation_.insert(std::upper_bound(by_creation_.begin(), by_creation_.end(), created, later), index);
  }
  return index;
}

void Incidents::set_status(Index index, IncidentStatus status) {
  at(index).status = status;
  if (status == IncidentStatus::resolved) {
    open_.erase(index);
  } else {
    open_.insert(index);
  }
}

Millis Incidents::last_of_service(Index service) const {
  const auto found = last_of_service_.find(service);
  return found == last_of_service_.end() ? 0 : found->second;
}

void Incidents::reserve(std::size_t n) {
  rows_.reserve(n);
  by_creation_.reserve(n);
  by_id_.reserve(n);
  by_number_.reserve(n);
}

Index Incidents::find(std::string_view id) const {
  const auto found = by_id_.find(std::string(id));
  return found == by_id_.end() || at(found->second).hidden ? kNone : found->second;
}

Index Incidents::by_number(std::int64_t number) const {
  const auto found = by_number_.find(number);
  return found == by_number_.end() || at(found->second).hidden ? kNone : found->second;
}

std::pair<std::size_t, std::size_t> Incidents::created_between(Millis since, Millis until) const {
  const auto before = [this](Index row, Millis at) { return this->at(row).created_at < at; };
  const auto first = std::lower_bound(by_creation_.begin(), by_creation_.end(), since, before);
  const auto last = std::lower_bound(first, by_creation_.end(), until, before);
  return {static_cast<std::size_t>(first - by_creation_.begin()),
          static_cast<std::size_t>(last - by_creation_.begin())};
}

bool in_maintenance(const Account& account, Index service, Millis at) {
  return std::any_of(
      account.maintenance_windows.begin(), account.maintenance_windows.end(), [&](const MaintenanceWindow& window) {
        return window.start <= at && at < window.end &&
               std::find(window.services.begin(), window.services.end(), service) != window.services.end();
      });
}

std::vector<const char*> service_statuses(const Account& account) {
  std::vector<const char*> statuses(static_cast<std::size_t>(account.services.size()), "active");
  for (const Index index : account.incidents.open()) {
    const Incident& incident = account.incidents.at(index);
    if (incident.hidden) continue;
    const char*& status = statuses[static_cast<std::size_t>(incident.service)];
    if (incident.status == IncidentStatus::triggered) {
      status = "critical";
    } else if (std::string_view(status) == "active") {
      status = "warning";
    }
  }
  const Millis now = account.clock.now();
  for (Index i = 0; i < account.services.size(); ++i) {
    if (account.services.at(i).disabled) {
      statuses[static_cast<std::size_t>(i)] = "disabled";
    } else if (in_maintenance(account, i, now)) {
      statuses[static_cast<std::size_t>(i)] = "maintenance";
    }
  }
  return statuses;
}

}  // namespace simulator
