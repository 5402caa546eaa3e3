// PagerDuty behind the ABI: owns the settings in force and what belongs to them, and wires each verb to its room.
// Threads: configure is serialized by the host; the other verbs run in parallel with it and with each other. Each call
// takes the snapshot that is in force when it starts and finishes on it.
#pragma once

#include "autoheal/plugin_export.hpp"
#include "kit/http/transfer_loop.hpp"
#include "kit/plugin/host_clock.hpp"
#include "kit/plugin/in_force.hpp"
#include "plugin/describe.hpp"

#include <memory>
#include <string>
#include <string_view>

namespace autoheal::pagerduty {

struct Settings;

class Plugin {
 public:
  static constexpr std::string_view id = kPluginId;
  static constexpr std::string_view version = kPluginVersion;
  static constexpr HostNeeds host_needs{.secret_read = true};
  static std::string describe() { return render_description(); }

  Plugin(Host host, const Identity& identity);
  ~Plugin();

  // All or nothing; reads the secrets, opens no connection. Result: {"warnings": [...]} if there are any.
  Reply configure(std::string_view settings_json, Call& call);
  Reply test_connection(Call& call);
  Reply query(std::string_view operation, std::string_view args_json, Call& call);
  WebhookReply handle_webhook(const WebhookView& webhook, Call& call);

 private:
  struct Snapshot;  // immutable once it is in force

  std::shared_ptr<const Snapshot> make_snapshot(Settings settings) const;
  void log_settings(const Settings& settings) const;

  const Host host_;
  const std::string label_;
  const kit::HostClock clock_;
  const std::shared_ptr<kit::http::TransferLoop> loop_;  // its thread starts with the first request
  kit::InForce<Snapshot> in_force_;
};

}  // namespace autoheal::pagerduty
