// TestAlerts: alerts that an administrator makes to see that alerts arrive. They take the way of every event (store,
// fold, live update, a line in the delivery log) and are marked: fingerprint `test:...`, label `test=true`, outcome
// `test`. They come from no sender, so they count as no delivery, and no plugin is ever asked about them.
// Threads: [any-thread]; each call waits for its commit. Errors: unsupported (no alert source), busy, store, not_found.
#pragma once

#include "base/clock.hpp"
#include "base/result.hpp"
#include "integrations/integrations.hpp"
#include "store/sqlite/database.hpp"

#include <boost/json/fwd.hpp>
#include <cstdint>
#include <mutex>
#include <string_view>
#include <utility>
#include <vector>

namespace autoheal::host {

class EventWriter;
class Host;
struct DeliveryReport;

inline constexpr std::string_view kTestFingerprint = "test:";  // no plugin's fingerprint begins like that

inline bool is_test_fingerprint(std::string_view fingerprint) { return fingerprint.starts_with(kTestFingerprint); }

class TestAlerts {
 public:
  TestAlerts(Host& host, EventWriter& writer, Database db) : host_(host), writer_(writer), db_(std::move(db)) {}

  // Makes one that fires; answers the id of its alert.
  Result<std::int64_t> send(const Integration& integration);
  // Resolves those of this integration that fire; answers how many.
  Result<std::size_t> resolve(const Integration& integration);

 private:
  Result<DeliveryReport> write(const Integration& integration, const boost::json::array& events, UtcTime now);

  Host& host_;
  EventWriter& writer_;
  std::mutex mutex_;
  Database db_;  // guarded by mutex_
};

}  // namespace autoheal::host
