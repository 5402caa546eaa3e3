#include "api/window.hpp"

#include "base/rfc3339.hpp"

namespace autoheal::pagerduty::api {

std::string render_seconds(UtcTime time) { return render_rfc3339(time).substr(0, 19) + "Z"; }

void add_window(http::Request& request, UtcTime since, UtcTime until) {
  // Fractions are dropped below and rounded up above, so that nothing at the edges is missed.
  UtcTime end = std::chrono::ceil<std::chrono::seconds>(until);
  request.params.emplace_back("since", render_seconds(since));
  request.params.emplace_back("until", render_seconds(end));
}

}  // namespace autoheal::pagerduty::api
