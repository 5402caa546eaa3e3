#include "kit/answer/query.hpp"

#include "kit/time/time_phrase.hpp"

namespace autoheal::kit {

Query::Query(const Operation& operation, Arguments arguments, TimeZone zone, QueryContext& context)
    : operation_(operation),
      arguments_(std::move(arguments)),
      zone_(std::move(zone)),
      context_(context),
      exchange_(context.client.open(
          context.scope, context.scope.background ? http::Priority::background : http::Priority::interactive)),
      now_(context.clock.now()) {
  answer.as_of = now_;
  answer.arguments = arguments_.json();
  answer.arguments.erase("cursor");
}

void Query::use_zone_of(std::string_view phrase) {
  if (auto zone = zone_in_phrase(phrase)) zone_ = std::move(*zone);
}

std::size_t Query::limit(std::size_t standard) const {
  const auto given = arguments_.integer("limit");
  return given ? static_cast<std::size_t>(*given) : standard;
}

}  // namespace autoheal::kit
