// since and until, and the zone in which an answer is rendered.
#pragma once

#include "net/message.hpp"
#include "rest/error.hpp"
#include "store/account.hpp"

namespace simulator {

struct TimeWindow {
  Millis since = 0;
  Millis until = 0;
};

// The value of a time parameter, read in `zone` when it has no offset; empty if absent. Throws 2001 if malformed.
std::optional<Millis> parse_time_parameter(const Query& query, std::string_view name, const Zone& zone);
// As above, but 400 unless the text is UTC with a Z, as /change_events demands.
std::optional<Millis> parse_utc_parameter(const Query& query, std::string_view name);
// time_zone, or `fallback`. Throws 2001 for an unknown zone.
const Zone& parse_zone(const Query& query, const Zone& fallback);
// The window of GET /incidents: one month by default, at most six. Throws 2001 " is invalid.".
TimeWindow parse_incident_window(const Query& query, const Account& account);

}  // namespace simulator
