// Text from outside on its way to a log, a terminal or a document.
#include "autoheal/utf8.hpp"
#include "base/clock.hpp"
#include "base/json.hpp"
#include "log/redactor.hpp"
#include "settings/endpoint.hpp"
#include "target.hpp"

#include <boost/json.hpp>

using namespace autoheal::host;

AUTOHEAL_FUZZ_TARGET(host_text) {
  const std::string shown = escape_controls(input);
  AUTOHEAL_CHECK(autoheal::is_utf8(shown));
  for (const char c : shown) AUTOHEAL_CHECK(static_cast<unsigned char>(c) >= 0x20 && c != 0x7f);
  AUTOHEAL_CHECK(escape_controls(shown) == shown);
  if (const auto time = parse_rfc3339(input)) AUTOHEAL_CHECK(parse_rfc3339(render_utc(*time)) == time);
  const auto value = parse_json(input, "It");
  if (value.has_value()) AUTOHEAL_CHECK(parse_json(render_pretty(value.value()), "It").has_value());
  const std::string text{input};
  AUTOHEAL_CHECK(!is_endpoint_allowed(text, {}));
  Redactor redactor;
  redactor.add(input);
  // Unless the mark itself, with what stands around it, spells the secret.
  const std::string shown_again = redactor.redact("<" + text + ">");
  AUTOHEAL_CHECK(text.size() < 6 || shown_again.find(text) == std::string::npos ||
                 std::string_view{"<[redacted]>"}.find(text) != std::string_view::npos);
}
