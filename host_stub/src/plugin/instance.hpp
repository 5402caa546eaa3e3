// PluginInstance: one live integration inside a plugin. Everything the contract asks of the host is done here: call
// context, writers with their caps, deadlines, serialised configure, host services, checks of what came back.
// Threads: [any-thread]; destroy runs when the last owner lets go, so no call can be in flight.
// Errors: what the plugin reported, as Error (its own code in detail_code); a breach of contract is plugin_fault and is
// logged as plugin_misbehaving.
#pragma once

#include "base/result.hpp"
#include "base/secret_text.hpp"
#include "plugin/call.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace autoheal::host {

struct LoadedPlugin;

// The secret of that name; nothing when it is not set; Errc::locked when the store cannot be read.
using SecretReader = std::function<Result<std::optional<SecretText>>(std::string_view name)>;

class PluginInstance {
 public:
  // An identity without id is for an instance that is thrown away after a try.
  static Result<std::shared_ptr<PluginInstance>> create(std::shared_ptr<const LoadedPlugin> plugin,
                                                        const Identity& identity, const CallOptions& options);
  ~PluginInstance();
  PluginInstance(const PluginInstance&) = delete;
  PluginInstance& operator=(const PluginInstance&) = delete;

  // All or nothing: on failure the former settings stay in force. `secrets` is used during this call only.
  Result<void> configure(std::string_view settings_json, const SecretReader& secrets, const CallOptions& options);

  Result<std::string> test_connection(const CallOptions& options);  // the connection table
  Result<std::string> query(std::string_view operation, std::string_view arguments_json,
                            const CallOptions& options);  // the envelope
  Result<WebhookVerdict> handle_webhook(const WebhookDelivery& delivery, const CallOptions& options);

  const LoadedPlugin& plugin() const noexcept;

 private:
  struct State;
  explicit PluginInstance(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace autoheal::host
