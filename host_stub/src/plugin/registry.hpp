// PluginRegistry: the plugins that this process loaded, and every file and manifest it refused, each with its reason.
// Loading happens once, in load(); a loaded library stays for the life of the process.
// Threads: immutable after load(), [any-thread].
#pragma once

#include "autoheal/client/negotiate.hpp"
#include "base/options.hpp"
#include "base/result.hpp"
#include "manifest/manifest.hpp"
#include "plugin/describe.hpp"

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace autoheal::host {

struct LoadedPlugin {
  std::filesystem::path file;
  Manifest manifest;
  Describe describe;
  client::Plugin api;  // checked; its functions live as long as the process
};

struct RefusedPlugin {
  std::filesystem::path file;
  std::string reason;
};

class PluginRegistry {
 public:
  // Looks at every file of the plugin directories (docs/operations.md says what is checked). Never fails as a whole:
  // what cannot be loaded becomes a refused line.
  static PluginRegistry load(const HostOptions& options);

  const std::vector<std::shared_ptr<const LoadedPlugin>>& plugins() const noexcept { return plugins_; }
  const std::vector<RefusedPlugin>& refused() const noexcept { return refused_; }

  // By id. Errc::not_found names the plugins that there are, or why that one was refused.
  Result<std::shared_ptr<const LoadedPlugin>> find(std::string_view id) const;

 private:
  std::vector<std::shared_ptr<const LoadedPlugin>> plugins_;
  std::vector<RefusedPlugin> refused_;
};

}  // namespace autoheal::host
