// The host's wall clock as a Clock, so that "this week" means the same to the host and to its plugins.
// Threads: [any-thread]. Ownership: a view of the host's table, which outlives the instance.
#pragma once

#include "autoheal/author/host.hpp"
#include "kit/core/clock.hpp"

namespace autoheal::kit {

class HostClock final : public Clock {
 public:
  explicit HostClock(autoheal::Host host) : host_(host) {}
  UtcTime now() const override { return std::chrono::floor<std::chrono::milliseconds>(host_.now()); }

 private:
  autoheal::Host host_;
};

}  // namespace autoheal::kit
