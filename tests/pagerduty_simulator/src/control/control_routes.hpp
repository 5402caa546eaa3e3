// One function per control; README.md documents them.
#pragma once

#include "net/reactor.hpp"
#include "rest/router.hpp"

namespace simulator {

class Simulator;

Response control_clock(Simulator& simulator, const Request& request);
Response control_faults(Simulator& simulator, const Request& request);
Response control_latency(Simulator& simulator, const Request& request);
Response control_rate(Simulator& simulator, const Request& request);
Response control_requests(Simulator& simulator, const Request& request);
Response control_keys(Simulator& simulator, const Request& request);
Response control_plan(Simulator& simulator, const Request& request);
Response control_incidents(Simulator& simulator, const Request& request);
Response control_between_requests(Simulator& simulator, const Request& request);
Response control_overrides(Simulator& simulator, const Request& request);
Response control_webhook_rules(Simulator& simulator, const Request& request);
Response control_change(Simulator& simulator, const Request& request);
Response control_find(Simulator& simulator, const Request& request);
Response control_rotate_secret(Simulator& simulator, const Request& request);
void control_settle(Simulator& simulator, const Reactor::Send& send);
void control_deliveries(Simulator& simulator, const Request& request, const Reactor::Send& send);

}  // namespace simulator
