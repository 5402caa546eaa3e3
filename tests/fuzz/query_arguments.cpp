// The arguments of a query. Input: one byte that chooses the operation, then the JSON.
#include "query/arguments.hpp"
#include "query/operation.hpp"
#include "target.hpp"

using namespace autoheal::pagerduty;

AUTOHEAL_FUZZ_TARGET(query_arguments) {
  if (input.empty()) return;
  const auto operations = query::operations();
  const query::Operation& operation = *operations[static_cast<unsigned char>(input[0]) % operations.size()];
  const Result<query::Arguments> arguments = query::Arguments::parse(operation, input.substr(1));
  if (!arguments.has_value()) {
    AUTOHEAL_CHECK(arguments.error().code == Errc::invalid_argument);
    AUTOHEAL_CHECK(!arguments.error().message.empty());
    return;
  }
  for (const query::Parameter& parameter : operation.parameters) {
    if (parameter.type == query::ParameterType::integer) {
      const auto value = arguments.value().integer(parameter.name);
      AUTOHEAL_CHECK(!value || (*value >= parameter.minimum && *value <= parameter.maximum));
    }
    AUTOHEAL_CHECK(!parameter.required || arguments.value().has(parameter.name));
  }
}
