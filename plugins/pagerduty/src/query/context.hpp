// What a query needs from the instance that serves it. Everything is borrowed for the length of one call.
#pragma once

#include "base/call_scope.hpp"
#include "base/clock.hpp"
#include "config/settings.hpp"
#include "http/client.hpp"

namespace autoheal::pagerduty::query {

class Directory;

struct QueryContext {
  http::Client& client;
  Directory& directory;  // of this instance and credential, shared by its calls
  const Clock& clock;
  const CallScope& scope;
  const Settings& settings;  // a snapshot
};

}  // namespace autoheal::pagerduty::query
