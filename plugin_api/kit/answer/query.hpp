// One question while it is being answered: its arguments, its requests, its zone, and the answer as it grows.
// Threads: one call, one thread. Ownership: borrows the operation and the context, which outlive it.
#pragma once

#include "kit/answer/answer.hpp"
#include "kit/answer/arguments.hpp"
#include "kit/answer/context.hpp"
#include "kit/time/time_zone.hpp"

#include <memory>

namespace autoheal::kit {

class Query {
 public:
  Query(const Operation& operation, Arguments arguments, TimeZone zone, QueryContext& context);

  const Operation& operation() const { return operation_; }
  const Arguments& arguments() const { return arguments_; }
  const QueryContext& context() const { return context_; }
  http::Exchange& exchange() { return *exchange_; }
  UtcTime now() const { return now_; }  // the same instant all through the call
  const TimeZone& zone() const { return zone_; }

  // From here on people are told times in the zone that a phrase names, if it names one.
  void use_zone_of(std::string_view phrase);

  std::size_t limit(std::size_t standard) const;  // the `limit` argument, else `standard`

  Answer answer;

 private:
  const Operation& operation_;
  Arguments arguments_;
  TimeZone zone_;
  QueryContext& context_;
  std::unique_ptr<http::Exchange> exchange_;
  UtcTime now_;
};

}  // namespace autoheal::kit
