// All services with their open incidents, the worst first. Threads: one call, one thread.
#pragma once

#include "kit/answer/query.hpp"
#include "model/change_event.hpp"
#include "model/directory_entries.hpp"
#include "reads/incident_scan.hpp"
#include "reads/reads.hpp"

#include <boost/json/object.hpp>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace autoheal::pagerduty::reads {

class ServiceOverview {
 public:
  // Runs the exchange; what could only be read in part is said in the answer. The list is read anew: a cached status
  // would be worth nothing. Error: the services'.
  kit::Result<void> read(kit::Query& query);

  kit::Extent services_read() const { return services_->extent(); }
  std::vector<boost::json::object> rows(kit::UtcTime now) const;
  boost::json::object counts() const;  // services by status
  std::string sentence() const;

 private:
  struct Counts {
    int open = 0;
    int triggered = 0;
  };

  void say_unread(kit::Query& query) const;
  void sort_services();
  Counts counts_of(const model::Service& service) const;
  boost::json::object row_of(const model::Service& service, kit::UtcTime now) const;
  std::string services_words() const;
  std::string incidents_words() const;
  std::string worst_words() const;

  std::shared_ptr<ListRead<model::MaintenanceWindow>> maintenance_;
  std::shared_ptr<ListRead<model::Service>> services_;
  IncidentScan open_;
  std::map<std::string, Counts> counts_;  // of open incidents, by service
};

}  // namespace autoheal::pagerduty::reads
