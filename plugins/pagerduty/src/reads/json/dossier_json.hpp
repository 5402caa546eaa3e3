// The parts of one incident's dossier, as get_incident tells them. Threads: pure functions, [any-thread].
#pragma once

#include "kit/time/time_zone.hpp"
#include "reads/durations.hpp"
#include "reads/story.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <string>
#include <vector>

namespace autoheal::pagerduty::reads {

// Everything that the incident says of itself.
boost::json::object facts_of(const model::Incident& incident, const kit::TimeZone& zone, kit::UtcTime now);

// What opened it, from the first trigger entry of its log: that has more than the one that the incident embeds. Empty
// if neither is there.
boost::json::object trigger_of(const StoryPart& part, std::size_t most_fields);

boost::json::array responders_of(const model::Incident& incident);

std::vector<boost::json::object> rows_of(const std::vector<model::Note>& notes);  // in order of time
std::vector<boost::json::object> brief_rows_of(const std::vector<model::ChangeEvent>& changes);

// What it is, since when, and how far it has come: "#12 Checkout is down is triggered on checkout, …".
std::string sentence_of(const model::Incident& incident, const Durations& durations, const kit::TimeZone& zone,
                        kit::UtcTime now);

}  // namespace autoheal::pagerduty::reads
