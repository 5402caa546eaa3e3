// The form of the integration: one row per setting, with what a person needs to fill it in.
// What the settings mean and which values are right is settings/settings.hpp; a test holds the two together.
// Threads: pure function, [any-thread].
#pragma once

#include <boost/json/fwd.hpp>

namespace autoheal::pagerduty {

// The closed JSON Schema of docs/documents.md section 1, with titles, help and presentation hints.
boost::json::object settings_schema();

}  // namespace autoheal::pagerduty
