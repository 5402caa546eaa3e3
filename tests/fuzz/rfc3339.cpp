// A time: what is read is written in the one canonical form, which reads as the same.
#include "kit/time/rfc3339.hpp"

#include "target.hpp"

using namespace autoheal::kit;

AUTOHEAL_FUZZ_TARGET(rfc3339) {
  const auto time = parse_rfc3339(input);
  if (!time) return;
  const std::string canonical = render_rfc3339(*time);
  AUTOHEAL_CHECK(canonical.size() == 24 && canonical.back() == 'Z');
  const auto again = parse_rfc3339(canonical);
  AUTOHEAL_CHECK(again.has_value());
  AUTOHEAL_CHECK(render_rfc3339(*again) == canonical);
}
