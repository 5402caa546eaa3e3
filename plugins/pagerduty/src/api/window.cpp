#include "api/window.hpp"

#include "kit/time/rfc3339.hpp"

#include <string>

namespace autoheal::pagerduty::api {

namespace {

// "2026-03-14T09:26:53Z": /change_events takes no other form.
std::string render_seconds(kit::UtcTime time) { return kit::render_rfc3339(time).substr(0, 19) + "Z"; }

}  // namespace

void add_window(kit::http::Request& request, kit::UtcTime since, kit::UtcTime until) {
  // Fractions are dropped below and rounded up above, so that nothing at the edges is missed.
  const kit::UtcTime end = std::chrono::ceil<std::chrono::seconds>(until);
  request.params.emplace_back("since", render_seconds(since));
  request.params.emplace_back("until", render_seconds(end));
}

}  // namespace autoheal::pagerduty::api
