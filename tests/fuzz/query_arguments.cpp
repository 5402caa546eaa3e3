// The arguments of a query. Input: one byte that chooses the operation, then the JSON.
#include "kit/answer/arguments.hpp"
#include "operations/operations.hpp"
#include "target.hpp"

using namespace autoheal::kit;
using namespace autoheal::pagerduty;

AUTOHEAL_FUZZ_TARGET(query_arguments) {
  if (input.empty()) return;
  const auto operations = operations::all_operations();
  const Operation& operation = *operations[static_cast<unsigned char>(input[0]) % operations.size()];
  const Result<Arguments> arguments = Arguments::parse(operation, input.substr(1));
  if (!arguments.has_value()) {
    AUTOHEAL_CHECK(arguments.error().code == Errc::invalid_argument);
    AUTOHEAL_CHECK(!arguments.error().message.empty());
    return;
  }
  for (const Parameter& parameter : operation.parameters) {
    if (parameter.type == ParameterType::integer) {
      const auto value = arguments.value().integer(parameter.name);
      AUTOHEAL_CHECK(!value || (*value >= parameter.minimum && *value <= parameter.maximum));
    }
    AUTOHEAL_CHECK(!parameter.required || arguments.value().has(parameter.name));
  }
}
