// Loads a plugin library into this process, for good; the one file that includes Boost.DLL. Only call it for files that
// inspect_plugin_file accepted and that survived a trial in a child process.
// Threads: [any-thread].
#pragma once

#include "autoheal/client/negotiate.hpp"
#include "base/result.hpp"

#include <filesystem>

namespace autoheal::host {

// Every symbol is resolved now; nothing of the library is visible to others; it is never unloaded. The error's message
// is the loader's own text.
Result<client::EntryFunction> load_library(const std::filesystem::path& absolute_path);

}  // namespace autoheal::host
