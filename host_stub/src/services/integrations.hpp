// IntegrationService: the integrations that people set up, their secrets and webhook URLs, and the live plugin
// instances behind them. The store is the truth: an instance is configured again when the store says something new,
// also when another process wrote it. Threads: [any-thread]. No lock is held during a call into a plugin, except the
// one that serialises configure. Errors: not_found, name_taken, invalid_settings (problems[] with pointers), forbidden
// (an endpoint that the operator did not allow), locked, store, busy, and what the plugin reports.
#pragma once

#include "base/result.hpp"
#include "base/secret_text.hpp"
#include "plugin/instance.hpp"
#include "plugin/registry.hpp"

#include <boost/json/fwd.hpp>
#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace autoheal::host {

class Host;

struct SecretInfo {
  std::string fingerprint;
  std::string updated_at;
};

struct Integration {
  std::int64_t id = 0;
  std::string name;
  std::string plugin;
  std::string settings;  // JSON object without secrets
  std::int64_t revision = 0;
  std::string status;                    // not_tested, connected, partial, error, needs_attention
  std::optional<std::string> last_test;  // JSON: connection table plus `at`
  std::string created_at;
  std::string updated_at;
  std::map<std::string, SecretInfo, std::less<>> secrets;  // those that are set
  std::vector<std::string> notes;  // after add and set: what was done besides what was asked, in sentences
};

// Integration of docs/http-api.md without `alert_source`; every secret of the schema is listed, set or not.
boost::json::object render(const Integration& integration, const Describe* describe);

struct WebhookEndpoint {
  std::int64_t integration_id = 0;
  std::string integration;  // name
  std::string plugin;
  std::string public_id;
  bool enabled = false;
  std::optional<std::string> previous_until;  // the URL before the last rotation works until then
  std::optional<std::string> enabled_at;
  bool matched_previous = false;  // find_endpoint only: the old URL was used
};

class IntegrationService {
 public:
  static Result<std::unique_ptr<IntegrationService>> open(Host& host);  // `host` outlives it
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

  // ---- alert source ----
  Result<WebhookEndpoint> webhook(std::string_view name);  // made on first use, off
  Result<WebhookEndpoint> set_webhook(std::string_view name, bool enabled);
  Result<std::string> webhook_url(std::string_view name);  // in full: it holds a secret
  Result<std::string> rotate_webhook(std::string_view name, std::chrono::seconds grace);
  // The endpoint of an incoming URL `{public id}.{secret}`; not_found for all that do not match, in like time.
  Result<WebhookEndpoint> find_endpoint(std::string_view public_id, std::string_view secret);

  // ---- calls ----
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
  explicit IntegrationService(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace autoheal::host
