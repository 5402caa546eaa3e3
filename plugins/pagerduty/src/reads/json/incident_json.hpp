// An incident as a row of a list, and sentences about incidents. Threads: pure functions, [any-thread].
#pragma once

#include "model/incident.hpp"

#include <boost/json/object.hpp>
#include <string>

namespace autoheal::pagerduty::reads {

// now: for how long open ones have been open.
boost::json::object json_of(const model::Incident& incident, kit::UtcTime now);

// From creation to the end, or to now.
std::chrono::seconds duration_of(const model::Incident& incident, kit::UtcTime now);

// "#12345"; the id if there is no number.
std::string label_of(const model::Incident& incident);

// The members of row_of, for result schemas.
#define AUTOHEAL_INCIDENT_ROW_SCHEMA                                                                                                    \
  R"json({"type":"object","required":["number","id","title","status","created_at"],"properties":{)json"                                 \
  R"json("number":{"type":"integer"},"id":{"type":"string"},"title":{"type":"string"},"status":{"type":"string"},)json"                 \
  R"json("urgency":{"type":"string"},"priority":{"type":"string"},"service":{"type":"object"},"created_at":{"type":"string"},)json"     \
  R"json("resolved_at":{"type":"string"},"duration_s":{"type":"integer","minimum":0},"assigned_to":{"type":"array"},)json"              \
  R"json("acknowledged_by":{"type":"array"},"teams":{"type":"array"},"alerts":{"type":"integer"},"merged_into":{"type":"object"},)json" \
  R"json("url":{"type":"string"}},"additionalProperties":false})json"

}  // namespace autoheal::pagerduty::reads
