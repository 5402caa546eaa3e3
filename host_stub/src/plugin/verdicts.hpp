// What earlier trials of plugin files came to, kept in the data directory so that an unchanged file is not tried again.
// A verdict counts only for the same path, size, time of change, content hash and version of the host.
// Threads: [serialized].
#pragma once

#include "plugin/plugin_file.hpp"

#include <filesystem>
#include <map>
#include <optional>
#include <string>

namespace autoheal::host {

class Verdicts {
 public:
  // A file that is missing or damaged is an empty one: the plugins are tried again.
  explicit Verdicts(std::filesystem::path file);

  // Empty text: passed. Otherwise the reason.
  std::optional<std::string> find(const PluginFile& plugin) const;
  void remember(const PluginFile& plugin, const std::string& reason);
  void save() const;  // only if something new was remembered; a failure costs a trial next time

 private:
  std::filesystem::path file_;
  std::map<std::string, std::string> reasons_;  // key of the file's state -> reason
  bool changed_ = false;
};

}  // namespace autoheal::host
