// What answering a question needs from the instance that serves it. An integration derives its own context for what
// only its operations know (a directory of names, its settings). Everything is borrowed for the length of one call.
// Threads: one call, one thread.
#pragma once

#include "kit/core/call_scope.hpp"
#include "kit/core/clock.hpp"
#include "kit/http/client.hpp"

#include <string>

namespace autoheal::kit {

class QueryContext {
 public:
  // zone: IANA name of the zone in which people are told times, unless a question names one; empty: UTC.
  QueryContext(http::Client& its_client, const Clock& its_clock, const CallScope& its_scope, std::string zone = {})
      : client(its_client), clock(its_clock), scope(its_scope), time_zone(std::move(zone)) {}
  virtual ~QueryContext() = default;
  QueryContext(const QueryContext&) = delete;
  QueryContext& operator=(const QueryContext&) = delete;

  http::Client& client;
  const Clock& clock;
  const CallScope& scope;
  const std::string time_zone;
};

}  // namespace autoheal::kit
