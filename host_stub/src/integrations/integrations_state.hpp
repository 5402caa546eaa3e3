// What the parts of IntegrationService share; nobody else includes it.
#pragma once

#include "app/host.hpp"
#include "integrations/integration_rows.hpp"
#include "integrations/integrations.hpp"
#include "settings/apply.hpp"

#include <map>
#include <mutex>

namespace autoheal::host {

constexpr std::chrono::seconds kConfigureTime{5};  // no network is involved

// One live instance and the revision of the store that it was configured with.
struct LiveInstance {
  std::mutex mutex;  // serialises configure; held during it
  std::shared_ptr<PluginInstance> instance;
  std::int64_t revision = 0;
};

struct IntegrationService::State {
  State(Host& h, Database d) : host(h), db(std::move(d)) {}

  Host& host;
  std::mutex mutex;  // guards db and live; never held during a call into a plugin
  Database db;
  std::map<std::int64_t, std::shared_ptr<LiveInstance>> live;

  std::string now() const { return render_utc(host.clock().now()); }

  // What a plugin may read in configure: the changes first, then the store. `id` 0: nothing is stored.
  SecretReader reader(std::int64_t id, const SettingsChange* change = nullptr);

  // A throw-away instance with these settings. Mistakes that only the plugin can see come back here.
  Result<std::shared_ptr<PluginInstance>> try_out(const std::shared_ptr<const LoadedPlugin>& plugin, std::string label,
                                                  std::int64_t id, const SettingsChange& change,
                                                  const CallOptions& options);

  // Applies `given` to what is stored (id 0: nothing).
  Result<SettingsChange> apply(const LoadedPlugin& plugin, const Integration& stored,
                               const boost::json::object& given) const;

  Result<std::shared_ptr<PluginInstance>> live_instance(Integration row);

  // The rejections so far no longer count: the sender was found to be in order. A store that fails is logged, since the
  // answer that told so is still worth having.
  void end_strikes(const Integration& integration);

  // The URL's secret of that endpoint in full, with the base before it.
  Result<std::string> url_of(const EndpointRow& row);
  Result<EndpointRow> endpoint_of(std::int64_t id);  // with the mutex held; makes one if there is none

  // The transaction that stores a change. False: somebody else was faster; start again.
  Result<bool> store(const Integration& stored, std::string_view new_name, const SettingsChange& change,
                     bool forget_test);
  Result<void> store_secrets(std::int64_t id, const SettingsChange& change);
};

}  // namespace autoheal::host
