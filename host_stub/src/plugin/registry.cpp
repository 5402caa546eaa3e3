#include "plugin/registry.hpp"

#include "log/log.hpp"
#include "plugin/checked_plugin.hpp"
#include "plugin/passed_trials.hpp"
#include "plugin/plugin_file.hpp"
#include "plugin/probe.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace autoheal::host {
namespace {

std::string version_text(std::uint32_t major, std::uint32_t minor) {
  return std::to_string(major) + "." + std::to_string(minor);
}

// One load of everything. Each step turns what it cannot use into a refused line.
class Loading {
 public:
  explicit Loading(const HostOptions& options)
      : options_(options), passed_(options.data_dir / "plugin-verdicts.json") {}

  void run() {
    read_manifests_();
    for (const std::filesystem::path& directory : options_.plugin_dirs) scan(directory);
    for (const auto& [library, manifest] : wanted_) {
      if (found_.count(library) == 0) {
        refuse(manifest.file, "the library " + library + " that it names is in no plugin directory");
      }
    }
    passed_.save();
  }

  std::vector<std::shared_ptr<const LoadedPlugin>> plugins;
  std::vector<RefusedPlugin> refused;

 private:
  void refuse(const std::filesystem::path& file, std::string reason) {
    log_info("plugin refused", {{"file", file.string()}, {"why", reason}});
    refused.push_back({file, std::move(reason)});
  }

  void read_manifests_() {
    auto read = read_manifests(options_.manifest_dir);
    if (!read.has_value()) return refuse(options_.manifest_dir, read.error().message);
    for (RefusedManifest& bad : read.value().refused) refuse(bad.file, std::move(bad.reason));
    std::map<std::string, std::string> by_id;
    for (Manifest& manifest : read.value().manifests) {
      const std::string file = manifest.file.filename().string();
      if (const auto other = wanted_.find(manifest.library); other != wanted_.end()) {
        refuse(manifest.file, "the library " + manifest.library + " is named by " +
                                  other->second.file.filename().string() + " already");
      } else if (const auto same = by_id.find(manifest.id); same != by_id.end()) {
        refuse(manifest.file, "the id " + manifest.id + " is taken by " + same->second + " already");
      } else if (manifest.abi_major != AUTOHEAL_ABI_MAJOR || manifest.abi_minor_needed > AUTOHEAL_ABI_MINOR) {
        refuse(manifest.file, "it needs ABI " + version_text(manifest.abi_major, manifest.abi_minor_needed) +
                                  ", this host speaks " + version_text(AUTOHEAL_ABI_MAJOR, AUTOHEAL_ABI_MINOR));
      } else {
        by_id.emplace(manifest.id, file);
        std::string library = manifest.library;
        wanted_.emplace(std::move(library), std::move(manifest));
      }
    }
  }

  void scan(const std::filesystem::path& directory) {
    if (const std::string fault = find_directory_fault(directory); !fault.empty()) {
      return refuse(directory, "nothing of it is loaded: " + fault);
    }
    std::error_code ec;
    std::vector<std::filesystem::path> files;
    for (std::filesystem::directory_iterator it{directory, ec}, end; !ec && it != end; it.increment(ec)) {
      if (!it->is_directory(ec) || it->is_symlink(ec)) files.push_back(it->path());
    }
    std::sort(files.begin(), files.end());
    for (const std::filesystem::path& file : files) look_at(file);
  }

  void look_at(const std::filesystem::path& file) {
    const auto wanted = wanted_.find(file.filename().string());
    if (wanted == wanted_.end()) return refuse(file, "no manifest names it");
    if (!found_.insert(file.filename().string()).second) {
      return refuse(file, "a file of that name was found in an earlier plugin directory");
    }
    if (std::string fault = try_and_load(file, wanted->second); !fault.empty()) refuse(file, std::move(fault));
  }

  // Empty: loaded. Otherwise why not.
  std::string try_and_load(const std::filesystem::path& path, const Manifest& manifest) {
    const auto file = inspect_plugin_file(path);
    if (!file.has_value()) return file.error().message;
    if (std::string fault = trial(file.value()); !fault.empty()) return fault;
    if (!is_unchanged(file.value())) return "it was replaced while it was looked at: start again";
    auto opened = open_plugin(file.value().path, [](const char*) {});
    if (!opened.has_value()) return opened.error().message;
    CheckedPlugin& checked = opened.value();
    if (checked.describe.id != manifest.id) {
      return "it is the plugin " + checked.describe.id + ", but the manifest is for " + manifest.id;
    }
    auto plugin = std::make_shared<LoadedPlugin>();
    plugin->file = file.value().path;
    plugin->manifest = manifest;
    if (checked.describe.version != manifest.version) {
      plugin->manifest.warnings.push_back("the manifest is for version " + manifest.version + ", the library is " +
                                          checked.describe.version);
    }
    plugin->describe = std::move(checked.describe);
    plugin->api = std::move(checked.api);
    plugins.push_back(std::move(plugin));
    return {};
  }

  // Empty: it may be loaded. Otherwise why not.
  std::string trial(const PluginFile& file) {
    if (passed_.contains(file)) return {};
    if (options_.trial_program.empty()) return "it was never tried, and this program cannot try it";
    TrialVerdict verdict = try_plugin(options_.trial_program, file.path);
    if (verdict.passed) passed_.remember(file);
    return std::move(verdict.reason);
  }

  const HostOptions& options_;
  PassedTrials passed_;
  std::map<std::string, Manifest, std::less<>> wanted_;  // by library
  std::set<std::string, std::less<>> found_;             // libraries that a directory has
};

}  // namespace

PluginRegistry PluginRegistry::load(const HostOptions& options) {
  Loading loading{options};
  loading.run();
  PluginRegistry registry;
  registry.plugins_ = std::move(loading.plugins);
  registry.refused_ = std::move(loading.refused);
  return registry;
}

Result<std::shared_ptr<const LoadedPlugin>> PluginRegistry::find(std::string_view id) const {
  std::string known;
  for (const auto& plugin : plugins_) {
    if (plugin->describe.id == id) return plugin;
    known.append(known.empty() ? "" : ", ").append(plugin->describe.id);
  }
  return failure(Errc::not_found, "There is no plugin " + std::string{id} + " here.",
                 known.empty() ? "No plugin is loaded; `plugins` says which files were found and why they were refused."
                               : "Loaded: " + known + ". `plugins` says which files were refused, and why.");
}

}  // namespace autoheal::host
