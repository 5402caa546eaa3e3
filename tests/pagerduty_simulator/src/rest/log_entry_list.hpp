// Lists of log entries: of one incident, or of the account.
#pragma once

#include "rest/router.hpp"

#include <vector>

namespace simulator {

// Newest first, as PagerDuty's own clients receive them; since, until, is_overview, include[] and paging applied.
Response list_log_entries(const Call& call, const std::vector<Index>& incidents);

}  // namespace simulator
