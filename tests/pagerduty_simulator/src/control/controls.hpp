// Everything under /_simulator/: what PagerDuty does not have and a test needs. No authentication; loopback only.
#pragma once

#include "net/reactor.hpp"

namespace simulator {

class Simulator;

void handle_control(Simulator& simulator, const Request& request, const Reactor::Send& send);

}  // namespace simulator
