// IntegrationService: the integrations that people set up, their secrets, and the live plugin instances behind them.
// The store is the truth: an instance is configured again when the store says something new, also when another process
// wrote it. Threads: [any-thread]. No lock is held during a call into a plugin, except the one that serialises
// configure. Errors: not_found, name_taken, invalid_settings (problems[] with pointers), forbidden (an endpoint that
// the operator did not allow), locked, store, busy, and what the plugin reports.
#pragma once

#include "base/result.hpp"
#include "base/secret_text.hpp"
#include "integrations/host_parts.hpp"
#include "plugin/instance.hpp"
#include "plugin/registry.hpp"
#include "store/integration_repository.hpp"

#include <boost/json/fwd.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace autoheal::host {

class WebhookEndpoints;

// Integration of docs/http-api.md without `alert_source`; every secret of the schema is listed, set or not.
boost::json::object render(const Integration& integration, const Describe* describe);

class IntegrationService {
 public:
  // `endpoints` outlives it: the webhook URL is a secret that plugins may read.
  IntegrationService(const HostParts& host, WebhookEndpoints& endpoints);
  ~IntegrationService();

  // ---- set up. `settings` is a JSON object, secrets are members like any other; absent keeps, null clears. ----
  Result<Integration> add(std::string_view name, std::string_view plugin, const boost::json::object& settings);
  Result<Integration> set(std::string_view name, const boost::json::object& settings,
                          std::optional<std::string_view> new_name = std::nullopt);
  Result<std::vector<Integration>> list();
  Result<Integration> get(std::string_view name);
  Result<Integration> get(std::int64_t id);
  Result<void> remove(std::string_view name);  // and its secrets, alerts, events, deliveries
  Result<void> set_secret(std::string_view name, std::string_view field, const SecretText& value);
  Result<void> clear_secret(std::string_view name, std::string_view field);

  // ---- calls ----
  // The name of its plugin's operation with that role (plugin/roles.hpp); empty: no plugin, or none of that role.
  std::string operation_for(const Integration& integration, std::string_view role) const;
  Result<std::shared_ptr<PluginInstance>> instance(std::string_view name);
  Result<std::shared_ptr<PluginInstance>> instance(std::int64_t id);

  // The connection table. Stored settings are tested on their own and the result is remembered; with `unsaved` they are
  // overlaid with those values in a throw-away instance and nothing is remembered.
  Result<std::string> test(std::string_view name, const CallOptions& options,
                           const boost::json::object* unsaved = nullptr);
  Result<std::string> test_unsaved(std::string_view plugin, const boost::json::object& settings,
                                   const CallOptions& options);

  // The envelope. Arguments are checked against the operation's schema before the plugin sees them. Whoever asks (page,
  // CLI, agent): an operation with the role diagnose_source/1 whose data has the verdict "healthy" ends the alert
  // source's count of rejections.
  Result<std::string> query(std::string_view name, std::string_view operation, const boost::json::object& arguments,
                            const CallOptions& options);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace autoheal::host
