#include "kit/answer/router.hpp"

#include "kit/answer/envelope.hpp"
#include "kit/answer/operation.hpp"
#include "kit/answer/query.hpp"

#include <algorithm>

namespace autoheal::kit {
namespace {

Error no_such_operation(std::span<const Operation* const> table, std::string_view given) {
  std::vector<std::string_view> known;
  for (const Operation* operation : table) known.push_back(operation->name);
  const std::string_view near = nearest(given, known);
  Error error = Error::of(Errc::unsupported, "There is no operation of that name.");
  if (!near.empty()) error.hint = "Did you mean " + std::string(near) + "?";
  return error;
}

Result<TimeZone> zone_of(const Arguments& arguments, const std::string& standard) {
  if (arguments.has("time_zone")) {
    auto zone = TimeZone::find(arguments.text("time_zone"));
    if (zone.has_value()) return zone;
    return failure(argument_error("time_zone", "is not the name of a time zone", zone.error().hint));
  }
  const auto zone = TimeZone::find(standard.empty() ? "UTC" : standard);
  return zone.has_value() ? zone : Result<TimeZone>(TimeZone{});
}

// What costs fewer calls.
Error with_advice(Error error) {
  if (error.code != Errc::rate_limited && error.code != Errc::deadline_exceeded) return error;
  if (!error.hint.empty()) error.hint += " ";
  error.hint += "A shorter window, a narrower filter, or fewer rows need fewer calls.";
  return error;
}

}  // namespace

const Operation* find_operation(std::span<const Operation* const> table, std::string_view name) {
  const auto found = std::find_if(table.begin(), table.end(), [&](const Operation* o) { return o->name == name; });
  return found == table.end() ? nullptr : *found;
}

Result<std::string> answer_query(std::span<const Operation* const> table, std::string_view name,
                                 std::string_view args_json, QueryContext& context) {
  const Operation* operation = find_operation(table, name);
  if (operation == nullptr) return failure(no_such_operation(table, name));
  AH_TRY(auto arguments, Arguments::parse(*operation, args_json));
  AH_TRY(auto zone, zone_of(arguments, context.time_zone));
  const std::int64_t standard = operation->audience == Audience::host ? kHostMaxBytes : kDefaultMaxBytes;
  const auto asked = static_cast<std::size_t>(arguments.integer("max_bytes").value_or(standard));
  const std::size_t max_bytes = std::min(asked, context.scope.max_result_bytes);

  Query query(*operation, std::move(arguments), std::move(zone), context);
  Result<Answer> found = operation->run(query);
  if (!found.has_value()) return failure(with_advice(std::move(found.error())));
  Answer answer = std::move(found.value());
  answer.result_schema = operation->result_schema;
  answer.upstream_calls = query.exchange().upstream_calls();
  answer.rate_budget = context.client.rate_budget();
  return render_envelope(operation->name, std::move(answer), max_bytes);
}

}  // namespace autoheal::kit
