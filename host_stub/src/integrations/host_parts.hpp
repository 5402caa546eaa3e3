// HostParts: what one process of the host has opened and everything above stands on. References only; their owner
// (app/host.hpp) outlives whoever keeps them.
// Threads: [any-thread].
#pragma once

#include "base/clock.hpp"
#include "base/options.hpp"
#include "plugin/registry.hpp"
#include "secrets/secret_box.hpp"
#include "store/store.hpp"

namespace autoheal::host {

struct HostParts {
  const HostOptions& options;
  const Clock& clock;
  Store& store;
  const PluginRegistry& plugins;
  const SecretBox& secrets;
};

}  // namespace autoheal::host
