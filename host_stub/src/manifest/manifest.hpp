// The manifest of a plugin: what people read and what must be known before its code runs (docs/manifest.md).
// Threads: values, [any-thread].
#pragma once

#include "base/result.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace autoheal::host {

struct ManifestPermission {
  std::string name;
  bool required = true;
  std::string reason;
};

struct ManifestExample {
  std::string question;   // in an engineer's words
  std::string operation;  // the call that answers it
  std::string arguments;  // JSON object
};

struct ManifestTroubleshooting {
  std::string symptom;
  std::vector<std::string> checks;
};

struct Manifest {
  std::filesystem::path file;  // where it was read
  std::string id;              // "pagerduty"
  std::string name;            // "PagerDuty"
  std::string library;         // file name in the plugin directory
  std::uint32_t abi_major = 0;
  std::uint32_t abi_minor_needed = 0;
  std::string version;
  std::string description;
  std::vector<std::string> capabilities;
  std::vector<ManifestPermission> permissions;
  std::vector<std::string> egress;
  std::vector<std::string> setup;         // documentation.setup
  std::vector<std::string> alert_source;  // documentation.alert_source
  std::vector<ManifestExample> examples;
  std::vector<ManifestTroubleshooting> troubleshooting;

  std::string document;               // the whole manifest as JSON, for the HTTP API and the page
  std::vector<std::string> warnings;  // unknown keys and the like, "line 12: ..."
};

// Reads one manifest. Errors name the line and the key: "line 4: abi.major must be a whole number".
// Refused besides mistakes: more than 256 KiB, a key twice, aliases and tags (nothing needs them, bombs are made of
// them).
Result<Manifest> parse_manifest(std::string_view yaml, const std::filesystem::path& file);

struct RefusedManifest {
  std::filesystem::path file;
  std::string reason;
};

struct Manifests {
  std::vector<Manifest> manifests;  // by file name
  std::vector<RefusedManifest> refused;
};

// Every *.yaml, *.yml and *.json of the directory. A directory that is not there gives Errc::io.
Result<Manifests> read_manifests(const std::filesystem::path& directory);

}  // namespace autoheal::host
