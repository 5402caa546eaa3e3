// A file of the plugin directory, looked at without running any of it.
// Threads: [any-thread].
#pragma once

#include "base/bytes.hpp"
#include "base/result.hpp"

#include <cstdint>
#include <filesystem>
#include <string>

namespace autoheal::host {

// What tells one state of a file from another.
struct FileIdentity {
  std::uint64_t device = 0;
  std::uint64_t inode = 0;
  std::uint64_t size = 0;
  std::int64_t mtime_ns = 0;
  bool operator==(const FileIdentity&) const = default;
};

struct PluginFile {
  std::filesystem::path path;  // absolute, without links
  FileIdentity identity;
  Sha256 hash{};
};

// Opens it without following a link or waiting for a writer, then checks owner, mode, size and every ELF rule of
// elf.hpp; hashes the same descriptor. The error's message is the reason, half a sentence: "it is empty".
Result<PluginFile> inspect_plugin_file(const std::filesystem::path& path);

// Is the file still the one that was inspected?
bool is_unchanged(const PluginFile& file);

// Why libraries of this directory cannot be trusted, or empty: missing, somebody else's, or writable by others.
std::string find_directory_fault(const std::filesystem::path& directory);

}  // namespace autoheal::host
