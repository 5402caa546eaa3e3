// What the parts of IntegrationService share; nobody else includes it.
// Threads: as said at each member.
#pragma once

#include "integrations/integrations.hpp"
#include "integrations/webhook_endpoints.hpp"
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
  State(const HostParts& parts, WebhookEndpoints& webhooks) : host(parts), endpoints(webhooks) {}

  const HostParts host;
  WebhookEndpoints& endpoints;
  std::mutex mutex;  // guards live; held for a few instructions only
  std::map<std::int64_t, std::shared_ptr<LiveInstance>> live;

  IntegrationRepository& rows() const { return host.store.integrations(); }
  std::string now() const { return render_utc(host.clock.now()); }

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
  std::shared_ptr<LiveInstance> take_out(std::int64_t id);  // out of `live`; let go of it without a lock

  // The rejections so far no longer count: the sender was found to be in order. A store that fails is logged, since the
  // answer that told so is still worth having.
  void clear_rejections(const Integration& integration);

  // The secrets of a change as the store takes them.
  Result<std::vector<SecretChange>> seal(std::int64_t id, const SettingsChange& change) const;
};

}  // namespace autoheal::host
