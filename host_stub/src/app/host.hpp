// Host: everything that one process of the host works with, opened together and closed in the right order.
// Threads: [any-thread] after open.
#pragma once

#include "base/clock.hpp"
#include "base/options.hpp"
#include "base/result.hpp"
#include "base/secret_text.hpp"
#include "integrations/integrations.hpp"
#include "plugin/registry.hpp"
#include "secrets/secret_box.hpp"
#include "store/sqlite/database.hpp"

#include <filesystem>
#include <memory>
#include <string>

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
  const SecretBox& secrets() const noexcept { return secrets_; }
  IntegrationService& integrations() noexcept { return *integrations_; }

  Result<Database> open_database() const;  // one more connection

  // The admin token (D12): created on first use, 0600, in the data directory.
  Result<SecretText> admin_token() const;

  // Where PagerDuty and its like reach the webhook listener, without a slash at the end: --public-url, else what the
  // last `serve` stored with set_webhook_base, else the default listener.
  Result<std::string> webhook_base() const;
  Result<void> set_webhook_base(const std::string& url);

 private:
  Host(HostOptions options, const Clock& clock, PluginRegistry plugins, SecretBox secrets);
  HostOptions options_;
  const Clock& clock_;
  PluginRegistry plugins_;
  SecretBox secrets_;
  std::unique_ptr<IntegrationService> integrations_;
};

}  // namespace autoheal::host
