#include "control/controls.hpp"

#include "control/control_routes.hpp"

#include <exception>

namespace simulator {
namespace {

Response route_control(Simulator& simulator, const Request& request) {
  const std::string name = request.path.substr(std::string("/_simulator/").size());
  if (name == "clock") return control_clock(simulator, request);
  if (name == "faults" || name.rfind("faults/", 0) == 0) return control_faults(simulator, request);
  if (name == "latency") return control_latency(simulator, request);
  if (name == "rate") return control_rate(simulator, request);
  if (name == "requests") return control_requests(simulator, request);
  if (name == "keys") return control_keys(simulator, request);
  if (name == "plan") return control_plan(simulator, request);
  if (name == "incidents" || name.rfind("incidents/", 0) == 0) return control_incidents(simulator, request);
  if (name == "between_requests") return control_between_requests(simulator, request);
  if (name == "overrides") return control_overrides(simulator, request);
  if (name == "webhooks") return control_webhook_rules(simulator, request);
  if (name == "change") return control_change(simulator, request);
  if (name == "find") return control_find(simulator, request);
  if (name == "rotate_secret") return control_rotate_secret(simulator, request);
  fail_not_found();
}

}  // namespace

void handle_control(Simulator& simulator, const Request& request, const Reactor::Send& send) {
  try {
    // These two answer later.
    if (request.path == "/_simulator/settle") return control_settle(simulator, send);
    if (request.path == "/_simulator/deliveries") return control_deliveries(simulator, request, send);
    send(route_control(simulator, request));
  } catch (const ApiError& error) {
    send(error_response(error));
  } catch (const std::exception& problem) {
    send(error_response({400, 2001, "Invalid Input Provided", {problem.what()}, ""}));
  }
}

}  // namespace simulator
