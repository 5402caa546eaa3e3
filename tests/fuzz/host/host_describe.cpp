// A describe document, and the schema that it brings against whatever else is in it.
#include "plugin/describe.hpp"
#include "schema/schema.hpp"
#include "settings/apply.hpp"
#include "target.hpp"

#include <boost/json.hpp>

using namespace autoheal::host;

AUTOHEAL_FUZZ_TARGET(host_describe) {
  const auto describe = parse_describe(input);
  if (!describe.has_value()) {
    AUTOHEAL_CHECK(describe.error().code == Errc::plugin_fault);
    return;
  }
  for (const Problem& problem : check_against_schema(*describe.value().settings, *describe.value().document)) {
    AUTOHEAL_CHECK(!problem.message.empty());
  }
  const auto change = apply_settings(describe.value(), {}, {}, *describe.value().document, {});
  if (!change.has_value()) return;
  for (const auto& member : *change.value().settings) {
    AUTOHEAL_CHECK(!describe.value().is_secret({member.key().data(), member.key().size()}));
  }
}
