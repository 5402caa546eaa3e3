// Finding the incident that a path names.
#pragma once

#include "store/account.hpp"

#include <string>

namespace simulator {

// By id or by number; 404 if there is none.
Index find_incident(const Account& account, const std::string& id_or_number);
// By id only: PagerDuty documents the number for /incidents/{id} alone, not for what lies below it.
Index find_incident_by_id(const Account& account, const std::string& id);

}  // namespace simulator
