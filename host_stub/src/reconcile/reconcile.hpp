// Reconciler: reads the source again and closes the gaps that missed deliveries left, through the plugin's operation
// with the role reconcile/1. What it finds becomes events marked `reconciled`, which take their place by their time and
// so never override newer ones.
//
// When: after more than a minute without a running `serve`, when a row of rejected deliveries reaches three and again
// when it ends, every fifteen minutes, and on demand; only for integrations whose alert source is on.
// Threads: run_now is [any-thread]; one thread of its own does the rest.
#pragma once

#include "base/clock.hpp"
#include "base/result.hpp"
#include "integrations/host_parts.hpp"
#include "plugin/call.hpp"
#include "store/integration_repository.hpp"

#include <condition_variable>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <thread>

namespace autoheal::host {

class EventWriter;
class IntegrationService;

// What the operation is asked: the fingerprints of the open alerts, test alerts apart, and since when.
Result<boost::json::object> reconcile_arguments(Store& store, std::int64_t integration_id);

class Reconciler {
 public:
  Reconciler(const HostParts& host, IntegrationService& integrations, EventWriter& writer)
      : host_(host), integrations_(integrations), writer_(writer) {}
  ~Reconciler();
  Reconciler(const Reconciler&) = delete;
  Reconciler& operator=(const Reconciler&) = delete;

  // Begins to watch. Without it only run_now works.
  void start();

  struct Done {
    std::size_t events = 0;  // new ones
    std::size_t alerts_changed = 0;
    std::string summary;
  };
  // Errors: unsupported (the plugin has no such operation), what the plugin reports, store.
  Result<Done> run_now(const Integration& integration, const CallOptions& options);

 private:
  struct Watched {
    std::int64_t rejected_in_a_row = 0;
    std::chrono::steady_clock::time_point due;
  };
  void run();
  void look();
  void reconcile(std::int64_t integration_id);
  Result<bool> was_down();
  Result<void> say_alive();

  const HostParts host_;
  IntegrationService& integrations_;
  EventWriter& writer_;
  std::map<std::int64_t, Watched> watched_;  // the own thread
  bool catch_up_ = false;                    // the own thread: the host was down
  std::chrono::steady_clock::time_point next_sign_of_life_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;  // guarded by mutex_
  std::shared_ptr<CancelSource> cancel_ = std::make_shared<CancelSource>();
  std::jthread thread_;
};

}  // namespace autoheal::host
