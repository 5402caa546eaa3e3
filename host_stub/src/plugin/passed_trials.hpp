// Which plugin files passed their trial, kept in the data directory so that an unchanged file is not tried again. A
// pass counts only for the same path, size, time of change, content hash and version of the host.
//
// Failures are not kept: a crash, a hang or an exit can be the machine's doing (memory, a signal from outside, a
// suspended process), and nobody can tell from here. A broken file costs a trial at every start, a good one is never
// refused for what happened once.
// Threads: [serialized].
#pragma once

#include "plugin/plugin_file.hpp"

#include <filesystem>
#include <set>
#include <string>

namespace autoheal::host {

class PassedTrials {
 public:
  // A file that is missing or damaged is an empty one: the plugins are tried again.
  explicit PassedTrials(std::filesystem::path file);

  bool contains(const PluginFile& plugin) const;
  void remember(const PluginFile& plugin);
  void save() const;  // only if something new was remembered; a failure costs a trial next time

 private:
  std::filesystem::path file_;
  std::set<std::string> keys_;  // of the files' states
  bool changed_ = false;
};

}  // namespace autoheal::host
