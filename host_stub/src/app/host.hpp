// Host: everything that one process of the host works with, opened together and closed in the right order.
// Threads: [any-thread] after open.
#pragma once

#include "base/clock.hpp"
#include "base/options.hpp"
#include "base/result.hpp"
#include "base/secret_text.hpp"
#include "integrations/alert_source.hpp"
#include "integrations/host_parts.hpp"
#include "integrations/integrations.hpp"
#include "integrations/webhook_endpoints.hpp"
#include "plugin/registry.hpp"
#include "secrets/secret_box.hpp"
#include "store/store.hpp"

#include <memory>

namespace autoheal::host {

class Host {
 public:
  // Makes the data directory, opens the store, finds the key, loads the plugins. Errors: io, store, busy. Refused
  // plugins and a locked secret store are no errors here: they show where they matter.
  static Result<std::unique_ptr<Host>> open(HostOptions options, const Clock& clock = system_clock());
  ~Host();

  const HostOptions& options() const noexcept { return options_; }
  const Clock& clock() const noexcept { return clock_; }
  const PluginRegistry& plugins() const noexcept { return plugins_; }
  Store& store() noexcept { return *store_; }
  HostParts parts() noexcept { return {options_, clock_, *store_, plugins_, secrets_}; }
  WebhookEndpoints& endpoints() noexcept { return endpoints_; }
  IntegrationService& integrations() noexcept { return integrations_; }
  const AlertSourceService& alert_sources() const noexcept { return alert_sources_; }

  // The admin token: created on first use, 0600, in the data directory.
  Result<SecretText> admin_token() const;

 private:
  Host(HostOptions options, const Clock& clock, std::unique_ptr<Store> store, PluginRegistry plugins,
       SecretBox secrets);
  const HostOptions options_;
  const Clock& clock_;
  const std::unique_ptr<Store> store_;
  const PluginRegistry plugins_;
  const SecretBox secrets_;
  WebhookEndpoints endpoints_;
  IntegrationService integrations_;
  AlertSourceService alert_sources_;
};

}  // namespace autoheal::host
