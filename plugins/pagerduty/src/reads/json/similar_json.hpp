// Incidents that are like another, as find_similar_incidents tells them. Threads: pure functions, [any-thread].
#pragma once

#include "kit/time/time_zone.hpp"
#include "model/alert.hpp"
#include "model/incident.hpp"
#include "model/log_entry.hpp"
#include "reads/reads.hpp"

#include <boost/json/object.hpp>
#include <memory>
#include <string>
#include <vector>

namespace autoheal::pagerduty::reads {

inline constexpr double kCloseHit = 0.6;  // of 1: the score that the summary and the pattern count

struct SimilarIncidentHit {
  model::Incident incident;
  double score = 0;
  std::vector<std::string> reasons;
  std::shared_ptr<ListRead<model::Note>> notes;
  std::shared_ptr<ListRead<model::Alert>> alerts;

  // Whether its notes or alerts were asked for and could not be read.
  bool is_missing_details() const { return (notes && notes->error) || (alerts && alerts->error); }
};

boost::json::object json_of(const SimilarIncidentHit& hit, kit::UtcTime now);

// Of the close ones: do they come at a certain time, and how long do they take?
boost::json::object pattern_of(const std::vector<SimilarIncidentHit>& hits, const kit::TimeZone& zone,
                               kit::UtcTime now);

}  // namespace autoheal::pagerduty::reads
