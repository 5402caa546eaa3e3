// From a library file to a plugin whose describe document was read: the same steps in the trial process and in the
// host. Threads: [any-thread].
#pragma once

#include "autoheal/client/negotiate.hpp"
#include "base/result.hpp"
#include "plugin/describe.hpp"

#include <filesystem>
#include <functional>

namespace autoheal::host {

struct CheckedPlugin {
  client::Plugin api;
  Describe describe;
};

// `enter` is told the name of each step before it begins: "load", "negotiate", "describe". The error's message is the
// reason, half a sentence.
Result<CheckedPlugin> open_plugin(const std::filesystem::path& absolute_path,
                                  const std::function<void(const char* step)>& enter);

}  // namespace autoheal::host
