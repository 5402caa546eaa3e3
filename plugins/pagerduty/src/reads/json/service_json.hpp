// A service as answers tell it, and what its status means. Threads: pure functions, [any-thread].
#pragma once

#include "model/directory_entries.hpp"

#include <boost/json/object.hpp>
#include <string>
#include <string_view>

namespace autoheal::pagerduty::reads {

boost::json::object json_of(const model::Service& service);

// How bad a status is; the worst comes first.
int rank_of_status(const std::string& status);

// "has triggered incidents". incidents_read: whether the open incidents were read whole, so that none may be denied.
std::string_view status_words(const std::string& status, bool incidents_read);

}  // namespace autoheal::pagerduty::reads
