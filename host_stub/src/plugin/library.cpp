#include "plugin/library.hpp"

#include <boost/dll/runtime_symbol_info.hpp>
#include <boost/dll/shared_library.hpp>
#include <dlfcn.h>
#include <mutex>
#include <vector>

namespace autoheal::host {
namespace {

namespace dll = boost::dll;

// Boost.DLL passes the bits on to dlopen as they are, but has no name for this one.
constexpr auto kMode =
    dll::load_mode::rtld_now | dll::load_mode::rtld_local | static_cast<dll::load_mode::type>(RTLD_NODELETE);

// Libraries stay loaded until the process ends, whatever order things are destroyed in.
void keep(dll::shared_library library) {
  static std::mutex mutex;
  static auto& kept = *new std::vector<dll::shared_library>;
  const std::lock_guard lock{mutex};
  kept.push_back(std::move(library));
}

}  // namespace

Result<client::EntryFunction> load_library(const std::filesystem::path& absolute_path) {
  try {
    // The throwing form: it carries the loader's own words.
    dll::shared_library library{absolute_path, kMode};
    auto& entry = library.get<autoheal_status(const autoheal_offer*, autoheal_answer*)>(AUTOHEAL_ENTRY_SYMBOL);
    const client::EntryFunction function = &entry;
    // A needed library that exports the same name would be found, too.
    const std::filesystem::path origin = dll::symbol_location_ptr(function).string();
    std::error_code ec;
    const bool own = std::filesystem::equivalent(origin, absolute_path, ec);
    keep(std::move(library));
    if (!own) return failure(Errc::plugin_fault, "its entry is not in the file itself but in " + origin.string());
    return function;
  } catch (const std::exception& e) {
    return failure(Errc::plugin_fault, std::string{"the loader refuses it: "} + e.what());
  }
}

}  // namespace autoheal::host
