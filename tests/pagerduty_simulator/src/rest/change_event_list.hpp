// Change events as values, for the three endpoints that list them.
#pragma once

#include "rest/router.hpp"

#include <boost/json.hpp>

namespace simulator {

boost::json::object change_event_object(const Account& account, Index change);
// Of one service, or of the account if `service` is kNone. Newest first.
Response list_change_events(const Call& call, Index service);

}  // namespace simulator
