// TestAlerts: alerts that an administrator makes to see that alerts arrive. They take the way of every event (store,
// fold, live update, a line in the delivery log) and are marked: fingerprint `test:...`, label `test=true`, `test` in
// the log. They come from no sender, so they count as no delivery, and no plugin is ever asked about them.
// Threads: [any-thread]; each call waits for its commit. Errors: unsupported (no alert source), busy, store, not_found.
#pragma once

#include "base/clock.hpp"
#include "base/result.hpp"
#include "integrations/host_parts.hpp"
#include "store/integration_repository.hpp"

#include <boost/json/fwd.hpp>
#include <cstddef>
#include <cstdint>

namespace autoheal::host {

class EventWriter;
struct DeliveryReport;

class TestAlerts {
 public:
  TestAlerts(const HostParts& host, EventWriter& writer) : host_(host), writer_(writer) {}

  // Makes one that fires; answers the id of its alert.
  Result<std::int64_t> send(const Integration& integration);
  // Resolves those of this integration that fire; answers how many.
  Result<std::size_t> resolve(const Integration& integration);

 private:
  Result<DeliveryReport> write(const Integration& integration, const boost::json::array& events, UtcTime now);

  const HostParts host_;
  EventWriter& writer_;
};

}  // namespace autoheal::host
